"""Files whole or not at all, and archives that are the same bytes every time."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.archive import stated_date, write_whole, zip_bytes
from fangzhi.errors import OutputError


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    """Folders that are missing are made, and nothing else is left in them."""
    path = tmp_path / "new" / "folder" / "made.xml"
    write_whole(path, b"<TEI/>")
    assert path.read_bytes() == b"<TEI/>"
    assert [file.name for file in path.parent.iterdir()] == ["made.xml"]


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """A shorter content leaves nothing of the longer one."""
    path = tmp_path / "made.xml"
    write_whole(path, b"long content")
    write_whole(path, b"short")
    assert path.read_bytes() == b"short"


def test_a_file_has_the_mode_that_the_user_wants(tmp_path: Path) -> None:
    """The umask decides, not the mode of temporary files."""
    path = tmp_path / "made.xml"
    plain = tmp_path / "plain"
    plain.touch()
    write_whole(path, b"")
    assert path.stat().st_mode == plain.stat().st_mode


def refused(path: Path, data: bytes = b"new") -> OutputError:
    with pytest.raises(OutputError) as caught:
        write_whole(path, data)
    assert caught.value.where == str(path)
    assert caught.value.remedy
    return caught.value


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    """Nothing takes the place of a pipe or device: /dev/null would be lost for everyone."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(path, b"content")
        assert os.read(reader, 100) == b"content"
    finally:
        os.close(reader)
    assert path.is_fifo()


def test_a_folder_in_the_place_of_the_file_is_left_alone(tmp_path: Path) -> None:
    """The error names the path; the folder, what is in it, and no temporary file are there."""
    path = tmp_path / "made.xml"
    path.mkdir()
    (path / "old").write_bytes(b"old")
    refused(path)
    assert [file.name for file in tmp_path.iterdir()] == ["made.xml"]
    assert (path / "old").read_bytes() == b"old"


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    """A file is never taken for a folder."""
    (tmp_path / "build").write_bytes(b"old")
    refused(tmp_path / "build" / "made.epub")
    assert (tmp_path / "build").read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["build"]


def test_any_failure_takes_the_temporary_file_away(tmp_path: Path) -> None:
    """Whatever stops the writing, the old file stays and nothing is left beside it."""
    path = tmp_path / "made.xml"
    path.write_bytes(b"old")
    with pytest.raises(TypeError):
        write_whole(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["made.xml"]


def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path) -> None:
    """The name of the temporary file is no longer than what it stands for."""
    path = tmp_path / ("长" * 83 + ".xml")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


MEMBERS = [("b/甲.txt", b"x" * 500), ("a.txt", b"y"), ("b.txt", b""), ("B.txt", b"z")]


@given(st.permutations(MEMBERS))
def test_the_order_in_which_members_are_given_does_not_matter(
    members: list[tuple[str, bytes]],
) -> None:
    """Members are sorted by their UTF-8 names."""
    data = zip_bytes(members, date(2024, 5, 6))
    assert data == zip_bytes(MEMBERS, date(2024, 5, 6))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["B.txt", "a.txt", "b.txt", "b/甲.txt"]


def test_the_members_come_out_as_they_went_in() -> None:
    """Names, contents, modes and dates are those that were given."""
    with zipfile.ZipFile(io.BytesIO(zip_bytes(MEMBERS, date(2024, 5, 6)))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == dict(MEMBERS)
        assert archive.testzip() is None
        for entry in archive.infolist():
            assert entry.date_time == (2024, 5, 6, 0, 0, 0)
            assert (entry.create_system, entry.external_attr >> 16) == (3, 0o100644)


def test_the_time_zone_and_the_clock_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same bytes come out on either side of the date line."""
    found = set()
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found.add(zip_bytes(MEMBERS, date(2024, 5, 6)))
    monkeypatch.undo()
    time.tzset()
    assert len(found) == 1


def test_another_process_makes_the_same_archive() -> None:
    """Nothing of the run gets in: neither the order of hashing nor the time."""
    code = (
        "import sys; from datetime import date; from fangzhi.archive import zip_bytes; "
        "sys.stdout.buffer.write(zip_bytes({('a', b'x' * 99), ('b', b'y')}, date(2024, 5, 6)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout == zip_bytes([("a", b"x" * 99), ("b", b"y")], date(2024, 5, 6))


def test_stored_members_are_not_compressed() -> None:
    """Stored, an archive does not depend on the build of zlib."""
    noise = random.Random(1).randbytes(100)
    for stored, method in ((True, zipfile.ZIP_STORED), (False, zipfile.ZIP_DEFLATED)):
        data = zip_bytes([("a", b"x" * 500), ("b", noise)], stored=stored)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {entry.compress_type for entry in archive.infolist()} == {method}
        assert (b"x" * 500 in data) is stored


@pytest.mark.parametrize(
    ("when", "found"),
    [(None, (1980, 1, 1)), (date(1949, 10, 1), (1980, 1, 1)), (date(2107, 12, 31), (2107, 12, 31)),
     pytest.param(date(2108, 1, 1), (2107, 12, 31))],
)  # fmt: skip
def test_a_date_that_zip_cannot_name_becomes_the_nearest(
    when: date | None, found: tuple[int, int, int]
) -> None:
    """Zip knows the years from 1980 to 2107."""
    with zipfile.ZipFile(io.BytesIO(zip_bytes([("a", b"")], when))) as archive:
        assert archive.infolist()[0].date_time[:3] == found


@pytest.mark.parametrize(
    ("epoch", "found"),
    [
        ("0", date(1970, 1, 1)),
        ("1700000000", date(2023, 11, 14)),
        ("1700006399", date(2023, 11, 14)),
        ("1700006400", date(2023, 11, 15)),
        (" 1700000000 ", date(2023, 11, 14)),
        ("", date(2024, 5, 6)),
        (None, date(2024, 5, 6)),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati"])
def test_source_date_epoch_is_a_day_in_utc(
    epoch: str | None, found: date, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seconds since 1970 whatever the zone; unset or empty, the other date serves."""
    monkeypatch.setenv("TZ", zone)
    if epoch is None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    else:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    assert stated_date(date(2024, 5, 6)) == found


@pytest.mark.parametrize("epoch", ["now", "1.5", "9" * 30, "2024-05-06"])
def test_a_source_date_epoch_that_is_no_time_is_refused(
    epoch: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error quotes the variable and says what it has to be."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(OutputError) as caught:
        stated_date(None)
    assert f"SOURCE_DATE_EPOCH={epoch!r}" in caught.value.what
    assert "whole number" in caught.value.remedy
