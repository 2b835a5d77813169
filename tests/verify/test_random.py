"""Whatever is done to the bytes of a package: no crash, and nothing is passed that was changed."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangzhi.verify import verify
from fangzhi.verify.problems import PackageError

FILES = {
    "bag/bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
    "bag/bag-info.txt": b"Payload-Oxum: 9.2\nBag-Count: 1 of 1\n",
    "bag/data/a.txt": b"hello\n",
    "bag/data/b.txt": b"abc",
}
for _kind in ("manifest", "tagmanifest"):
    FILES[f"bag/{_kind}-sha512.txt"] = "".join(
        f"{hashlib.sha512(data).hexdigest()}  {name.removeprefix('bag/')}\n"
        for name, data in FILES.items()
        if name.startswith("bag/data/") == (_kind == "manifest")
    ).encode()
FORMS = ["stored", "deflated", "tar", "tgz", "xz"]


def packed(files: dict[str, bytes], form: str) -> bytes:
    """The files in an archive."""
    buffer = io.BytesIO()
    if form in ("stored", "deflated"):
        how = zipfile.ZIP_STORED if form == "stored" else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(buffer, "w", how) as archive:
            for name, data in files.items():
                archive.writestr(zipfile.ZipInfo(name), data, how)
        return buffer.getvalue()
    mode = {"tar": "w", "tgz": "w:gz", "xz": "w:xz"}[form]
    with tarfile.open(fileobj=buffer, mode=mode) as tar:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


PACKED = {form: packed(FILES, form) for form in FORMS}


def contents(path: Path) -> dict[str, bytes]:
    """What other programs unpack."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return {info.filename: archive.read(info) for info in archive.infolist()}
    with tarfile.open(path) as tar:
        found = {}
        for member in tar:
            stream = tar.extractfile(member)
            assert stream is not None
            found[member.name] = stream.read()
        return found


# What is done to an archive: where (as a share), how, and with which bytes.
Step = tuple[float, str, bytes]
STEPS = st.tuples(
    st.floats(0, 1),
    st.sampled_from(["byte", "cut", "put", "end"]),
    st.binary(min_size=1, max_size=40),
)


def changed(data: bytes, steps: list[Step]) -> bytes:
    """Bytes exchanged, cut out (ten times as many), put in, or all that follows cut off."""
    for share, how, more in steps:
        place = int(len(data) * share)
        match how:
            case "byte":
                data = data[:place] + more[:1] + data[place + 1 :]
            case "cut":
                data = data[:place] + data[place + 10 * len(more) :]
            case "put":
                data = data[:place] + more + data[place:]
            case "end":
                data = data[:place]
    return data


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FORMS), st.lists(STEPS, min_size=1, max_size=3))
def test_changed_bytes(tmp_path: Path, form: str, steps: list[Step]) -> None:
    """A finding or a clear error, or else others unpack just what was packed."""
    path = tmp_path / f"bag.{form}"
    path.write_bytes(changed(PACKED[form], steps))
    try:
        found = verify(path)
    except PackageError:
        return
    if not found:
        assert contents(path) == FILES


NAMES = [name for name in FILES if "data" not in name]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.data())
def test_changed_tag_files(tmp_path: Path, name: str, data: st.DataObject) -> None:
    """Text put anywhere into a tag file is a finding, whatever it is, and never a crash."""
    text = FILES[name]
    place = data.draw(st.integers(0, len(text)))
    text_or_bytes = st.one_of(
        st.binary(min_size=1, max_size=30),
        st.just(b"%0A"),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1).map(str.encode),
    )
    more = data.draw(text_or_bytes)
    path = tmp_path / "bag.zip"
    path.write_bytes(packed(FILES | {name: text[:place] + more + text[place:]}, "stored"))
    found = verify(path)
    if "tagmanifest" not in name:
        assert found


@pytest.mark.parametrize("form", FORMS)
def test_the_bag_itself_is_sound(tmp_path: Path, form: str) -> None:
    """Nothing is found before anything is changed."""
    path = tmp_path / f"bag.{form}"
    path.write_bytes(PACKED[form])
    assert verify(path) == []
    assert contents(path) == FILES
