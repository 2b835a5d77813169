"""Made-up texts as TEI: encoded in a folder of their own, and files of TEI written by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lxml import etree

from fangzhi.pipeline import encode_source, plan
from fangzhi.tei.names import NS, TEI

CHAPTER = """\
芸溪区

Yunxi District

综述

【概况】 全区扩大绿地,公

图为新建绿地 (区档案馆 供稿)

园增加五处。

后一段。

(陆一帆)

教育

【学校】 新建学校三所。

新桥(沈二摄)

(沈二、区教育局)
"""


def encoded(
    text: str,
    sidecar: str | None = None,
    name: str = "made",
    codec: str = "utf-8",
    profile: str = "yearbook",
) -> bytes:
    """The TEI file of `text`, with the sidecar `sidecar` where one is given.

    Texts as small as these show no kind; without a `profile` the program chooses one.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"{name}.txt")
        source.write_bytes(text.encode(codec))
        if sidecar is not None:
            source.with_suffix(".toml").write_text(sidecar, encoding="utf-8")
        return encode_source(plan(source, Path(folder), profile=profile)).data


def tree_of(
    text: str, sidecar: str | None = None, name: str = "made", profile: str = "yearbook"
) -> etree._Element:
    """The root element of that file."""
    return etree.fromstring(encoded(text, sidecar, name, profile=profile))


def all_of(root: etree._Element, path: str) -> list[etree._Element]:
    """All elements at an XPath, TEI's names with the prefix `tei:`."""
    found = root.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [element for element in found if isinstance(element, etree._Element)]


def one_of(root: etree._Element, path: str) -> etree._Element:
    """The one element at an XPath."""
    (found,) = all_of(root, path)
    return found


def shown(element: etree._Element) -> str:
    """An element as it is written, without namespaces and without what follows it."""
    written = etree.tostring(element, encoding="unicode", with_tail=False)
    return written.replace(f' xmlns="{TEI}"', "")


def by_hand(content: str) -> str:
    """A file of TEI with the elements `content` in it."""
    return f'<TEI xmlns="{TEI}">{content}</TEI>'
