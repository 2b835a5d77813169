"""The sidecar: every key, every mistake."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.errors import FangzhiError, MetadataError
from fangzhi.metadata import (
    Metadata,
    PictureFile,
    PrintedSource,
    Responsibility,
    Rights,
    read,
)
from fangzhi.pipeline import encode_source, plan

DIGEST = "0123456789abcdef" * 4


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made.toml"


def stated(file: Path, text: str) -> Metadata:
    file.write_text(text, encoding="utf-8")
    return read(file)


def test_every_key_is_read(file: Path) -> None:
    """A sidecar that states all that can be stated gives all of it."""
    text = f"""
id = "yunxi-2024"
language = "zh-Hans"
profile = "yearbook"
date = 2024-05-06
keywords = ["甲", " 乙 "]
[text]
file = "yunxi.txt"
encoding = "gb18030"
sha256 = "{DIGEST.upper()}"
[title]
zh-Hans = "芸溪年鉴"
en = "Yearbook"
[source]
title = "印本"
language = "zh"
author = "甲"
editor = "乙"
publisher = "丙"
place = "丁"
date = 2023
pages = "1-2"
isbn = "978"
note = "注"
[publication]
publisher = "戊"
place = "己"
[publication.identifiers]
DOI = "10.1"
ARK = "ark:/1"
[rights]
status = "free"
licence = "https://example.org/by"
statement = "CC BY"
[[responsibility]]
name = "庚"
role = "校对"
[[responsibility]]
name = "辛"
role = "扫描"
organisation = true
[[picture]]
caption = "图为新桥"
file = "bridge.png"
description = "A bridge."
"""
    assert stated(file, text) == Metadata(
        id="yunxi-2024",
        stated=True,
        language="zh-Hans",
        profile="yearbook",
        date=date(2024, 5, 6),
        titles={"zh-Hans": "芸溪年鉴", "en": "Yearbook"},
        text_file="yunxi.txt",
        text_encoding="gb18030",
        text_sha256=DIGEST,
        source=PrintedSource("印本", "zh", "甲", "乙", "丙", "丁", "2023", "1-2", "978", "注"),
        publisher="戊",
        place="己",
        identifiers={"DOI": "10.1", "ARK": "ark:/1"},
        rights=Rights("free", "https://example.org/by", "CC BY"),
        keywords=("甲", "乙"),
        responsible=(Responsibility("庚", "校对"), Responsibility("辛", "扫描", True)),
        pictures=(PictureFile("图为新桥", "bridge.png", "A bridge."),),
    )


def test_an_empty_sidecar_states_nothing(file: Path) -> None:
    """Every key is optional, and an empty file is not the same as none."""
    assert stated(file, "") == Metadata(stated=True)
    assert not Metadata().stated


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("languages = 'zh'", 1, "languages"),
        ("[text]\nfil = 'x'", 2, "text.fil"),
        ("[source]\ntitel = 'x'", 2, "source.titel"),
        ("[publication]\ncity = 'x'", 2, "publication.city"),
        ("[rights]\nlicense = 'x'", 2, "rights.license"),
        ("[[responsibility]]\nname = 'x'\nrole = 'y'\nage = 3", 4, "responsibility.age"),
        ("[[picture]]\ncaption = 'x'\nurl = 'y'", 3, "picture.url"),
        ("id = '../x'", 1, "id"),
        ("id = 'a/b'", 1, "id"),
        ("id = 'a\\b'", 1, "id"),
        ("id = '.x'", 1, "id"),
        ("[text]\nfile = '/etc/passwd'", 2, "text.file"),
        ("[[picture]]\ncaption = 'x'\nfile = '../x.png'", 3, "picture.file"),
        ("language = 'Chinese, simplified'", 1, "language"),
        ("language = '中文'", 1, "language"),
        ("language = 'z'", 1, "language"),
        ("[source]\nlanguage = 'zh_CN'", 2, "source.language"),
        ("[text]\nsha256 = '12'", 2, "text.sha256"),
        (f"[text]\nsha256 = '{DIGEST[:-1]}g'", 2, "text.sha256"),
        ("[source]\ndate = '23'", 2, "source.date"),
        ("[source]\ndate = '2023-13'", 2, "source.date"),
        ("[source]\ndate = '2023-12-32'", 2, "source.date"),
        ("[source]\ndate = 'spring 2023'", 2, "source.date"),
        ("date = 'soon'", 1, "date"),
        ("[rights]\nstatus = 'open'", 2, "rights.status"),
        ("[rights]\nlicence = 'CC BY'", 2, "rights.licence"),
        ("[rights]\nlicence = 'example.org/by'", 2, "rights.licence"),
        ("keywords = [1]", 1, "keywords"),
        ("title = 'x'", 1, "title"),
        ("[title]\nen = 3.5", 2, "title.en"),
        ("[publication.identifiers]\nDOI = []", 2, "publication.identifiers.DOI"),
        ("[responsibility]\nname = 'x'", 1, "responsibility"),
        ("[[responsibility]]\nname = ''\nrole = 'x'", 2, "responsibility.name"),
        ("[[responsibility]]\nname = 'x'\nrole = 'y'\norganisation = 'no'", 4,
         "responsibility.organisation"),
        ("[[picture]]\ncaption = ' '", 2, "picture.caption"),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_file_line_and_key(
    text: str, line: int, key: str, file: Path
) -> None:
    """The person learns which key on which line is wrong, and what to write."""
    with pytest.raises(MetadataError) as caught:
        stated(file, text)
    assert caught.value.where == f"{file}:{line}"
    assert f"key {key!r}" in caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize("tag", ["deutsch!", "z", "zh--Hans", "zh hans"])
def test_a_title_needs_a_language_tag_as_its_key(tag: str, file: Path) -> None:
    """What is no language tag is quoted."""
    with pytest.raises(MetadataError, match="not a language tag") as caught:
        stated(file, f"[title]\n'{tag}' = 'x'")
    assert tag in caught.value.what


@pytest.mark.parametrize(
    "tag", ["zh", "zh-Hans", "zh-Hant-TW", "lzh", "und", "und-Latn", "de-1996"]
)
def test_language_tags_of_every_shape_are_taken(tag: str, file: Path) -> None:
    """Language, script, region and variant may be stated."""
    assert stated(file, f"language = '{tag}'").language == tag


@pytest.mark.parametrize("value", ["2023", "'2023'", "'2023-11'", "'2023-11-30'"])
def test_a_printed_source_has_a_year_a_month_or_a_day(value: str, file: Path) -> None:
    """ISO 8601 as far as it is known; a year may stand bare."""
    assert stated(file, f"[source]\ndate = {value}").source.date == value.strip("'")


def test_a_day_that_the_month_lacks_is_refused(file: Path) -> None:
    """The 31st of February would make the TEI invalid."""
    with pytest.raises(MetadataError, match=r"source\.date"):
        stated(file, "[source]\ndate = '2023-02-31'")


def test_a_bare_day_is_a_date_of_the_source_too(file: Path) -> None:
    """What the key date takes, the key source.date takes: TOML has dates of its own."""
    assert stated(file, "[source]\ndate = 2023-11-30").source.date == "2023-11-30"


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("responsibility", "name"), ("responsibility", "role"), ("picture", "caption")],
)
def test_a_required_key_that_is_missing_is_named(kind: str, missing: str, file: Path) -> None:
    """The error names table and key, and says who needs it."""
    others = "".join(f"{key} = 'x'\n" for key in ("name", "role") if key != missing)
    text = f"[[{kind}]]\n{others if kind == 'responsibility' else ''}"
    with pytest.raises(MetadataError, match="is missing") as caught:
        stated(file, text)
    assert f"{kind}.{missing}" in caught.value.what
    assert str(caught.value.where).startswith(str(file))
    assert f"[[{kind}]]" in caught.value.remedy


def test_a_key_missing_in_the_second_table_does_not_point_to_the_first(file: Path) -> None:
    """The line that is named is none on which the key stands well."""
    text = "[[picture]]\ncaption = 'x'\n[[picture]]\nfile = 'x.png'\n"
    with pytest.raises(MetadataError, match="is missing") as caught:
        stated(file, text)
    assert caught.value.where != f"{file}:2"


@pytest.mark.parametrize("escape", [r"\u0001", r"\uFFFE", r"\u0000"])
def test_a_character_that_xml_forbids_is_refused(escape: str, file: Path) -> None:
    """TOML can write characters that no header can hold: the person is told before."""
    file.with_suffix(".txt").write_text("全年增长。", encoding="utf-8")
    file.write_text(f'[title]\nzh = "综{escape}述"\n', encoding="utf-8")
    with pytest.raises(FangzhiError):
        encode_source(plan(file, file.parent))


keys = st.sampled_from(
    ["id", "language", "profile", "date", "keywords", "text", "title", "source", "publication",
     "rights", "responsibility", "picture", "file", "sha256", "name", "role", "caption", "status",
     "licence", "identifiers", "organisation", "en", "'z z'", "x"]
)  # fmt: skip
scalars = st.sampled_from(
    ["''", "'x'", "' '", "3", "-1", "1.5", "true", "2024-05-06", "07:32:00", "inf", "'../x'", "[]",
     "['x']", "[1]", "[[]]", "{}", "[{}]", "'free'", "'zh'", "'''x\ny'''", "1979-05-27T07:32:00Z",
     f"'{DIGEST}'", "'https://example.org'", "{ name = 'x' }", "[{ name = 'x', role = 'y' }]"]
)  # fmt: skip
lines = st.one_of(
    st.builds("{} = {}".format, keys, scalars),
    st.builds("[{}]".format, keys),
    st.builds("[[{}]]".format, keys),
    st.builds("[publication.{}]".format, keys),
)


def read_or_refuse(text: str) -> None:
    """Read a sidecar; an error must have its place and what to do."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "made.toml")
        file.write_bytes(text.encode("utf-8", "replace"))
        try:
            assert isinstance(read(file), Metadata)
        except MetadataError as error:
            assert str(error.where).startswith(str(file))
            assert error.remedy


@given(st.lists(lines, max_size=8).map("\n".join))
@settings(deadline=None)
def test_any_sidecar_is_read_or_refused(text: str) -> None:
    """No keys and values give anything but metadata or an error that helps."""
    read_or_refuse(text)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_as_a_sidecar_is_read_or_refused(text: str) -> None:
    """What is no TOML at all is refused with its place."""
    read_or_refuse(text)
