"""An edition whose header has everything that a header can have, and what is packed of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from fangzhi.archive import write_whole
from fangzhi.builders import builder, in_stages
from fangzhi.pipeline import encode_source, plan, write_tei
from fangzhi.tei.edition import Edition

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "schemas"
TEXT = """云水街道

综述

【概况】 辖8个社区。

图为公园一角 (何山 摄)

【社区】 2023年新增社区2个。

(陆一帆)
"""
SIDECAR = """id = "yunshui"
language = "zh-Hans"
date = 2026-11-24
profile = "yearbook"
keywords = ["街道工作"]
[title]
zh-Hans = "云水街道"
en = "Yunshui Subdistrict"
[source]
title = "云水年鉴"
author = "云水地方志编委会"
editor = "云水地方志办公室"
publisher = "清平出版社"
place = "清平"
date = "2024"
pages = "61–78"
isbn = "978-7-00-000000-2"
note = "An invented book."
[publication]
publisher = "云水档案馆"
place = "云水"
[publication.identifiers]
DOI = "10.1234/yunshui"
ARK = "ark:/12345/x1"
[rights]
status = "free"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
statement = "CC0: dedicated to the public domain."
[[responsibility]]
name = "云水图书馆"
role = "proofreading"
organisation = true
[[picture]]
caption = "图为公园"
file = "pärk 1.png"
description = "A park."
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
# What only a person can put into a header.
BY_HAND = (
    '<title type="sub" xml:lang="zh-Hans">街道概览</title>'
    '<title type="alternative" xml:lang="zh-Hans">云水</title>'
    "<author>云水街道办</author><editor>顾问组</editor>"
)
CHANGE = '<change when="2026-12-01" who="#resp.1">Proofread.</change>'


def encoded(folder: Path, sidecar: str = SIDECAR, text: str = TEXT) -> Edition:
    """The edition of a text in the repository `folder`, as the program writes it."""
    source = folder / "source" / "yunshui.txt"
    source.parent.mkdir(parents=True)
    source.write_text(text, encoding="utf-8")
    (source.parent / "pärk 1.png").write_bytes(PIXEL)
    if sidecar:
        source.with_suffix(".toml").write_text(sidecar, encoding="utf-8")
    job = plan(source, folder)
    write_tei(job, encode_source(job))
    return Edition(job.tei)


def without(key: str) -> str:
    """The sidecar without the line of a key."""
    lines = [line for line in SIDECAR.splitlines() if not line.startswith(f"{key} =")]
    assert len(lines) < len(SIDECAR.splitlines()), key
    return "\n".join(lines)


def edited(edition: Edition, *pairs: tuple[str, str]) -> Edition:
    """The edition after a person replaced each text, which must be there, by another."""
    text = edition.path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    edition.path.write_text(text, encoding="utf-8")
    return Edition(edition.path)


def complete(folder: Path) -> Edition:
    """The edition with all that a sidecar and a person can state."""
    end = "</revisionDesc>"
    return edited(encoded(folder), ("<respStmt", f"{BY_HAND}<respStmt"), (end, f"{CHANGE}{end}"))


def packed(edition: Edition, folder: Path) -> Path:
    """The SIP of an edition in `folder`."""
    ordered = [name for stage in in_stages(["sip"]) for name in stage]
    return [builder(name).build(edition, folder) for name in ordered][-1]


def members(package: Path) -> dict[str, bytes]:
    """The files of a package by their paths below its one folder."""
    with zipfile.ZipFile(io.BytesIO(package.read_bytes())) as archive:
        names = archive.namelist()
        assert len({name.partition("/")[0] for name in names}) == 1
        return {name.partition("/")[2]: archive.read(name) for name in names}


def unpacked(files: dict[str, bytes], folder: Path) -> Path:
    """These files in `folder`."""
    for name, data in files.items():
        write_whole(folder / name, data)
    return folder
