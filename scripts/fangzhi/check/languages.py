"""Language tags: written as RFC 5646 says, and of subtags that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from fangzhi.check import subtags
from fangzhi.check.document import Document, Problem
from fangzhi.check.finding import Level
from fangzhi.check.words import tag
from fangzhi.tei.names import LANG, local, q

# RFC 5646, section 2.1: language, script, region, variants, extensions, private use.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3}(?P<extended>(?:-[a-z]{3}){0,3})|[a-z]{4}|[a-z]{5,8})"
    r"(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)"
    r"(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?"
    r"|x(?:-[a-z\d]{1,8})+",
    re.IGNORECASE | re.ASCII,
)
_GRANDFATHERED = frozenset(
    (
        *("en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux"),
        *("i-mingo", "i-navajo", "i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl"),
        *("sgn-ch-de", "art-lojban", "cel-gaulish", "no-bok", "no-nyn", "zh-guoyu", "zh-hakka"),
        *("zh-min", "zh-min-nan", "zh-xiang"),
    )
)
# Languages that there are, but that a country's code is mostly mistaken for: what is meant, and
# what the text holds then. Without such a text nothing is said.
_MISTAKEN = {
    "ch": ("zh", re.compile("[\u4e00-\u9fff]"), True),  # Chamorro
    "tw": ("zh-Hant", re.compile("[\u4e00-\u9fff]"), True),  # Twi
    "kr": ("ko", re.compile("[\uac00-\ud7a3]"), True),  # Kanuri
    "uk": ("en-GB", re.compile("[\u0400-\u04ff]"), False),  # Ukrainian
}


def check_languages(document: Document) -> Iterator[Problem]:
    """FZ503 for what is no language tag, FZ504 for subtags that there are not; each tag once."""
    seen: dict[str, tuple[str, etree._Element]] = {}
    times: dict[str, int] = {}
    for element in _tagged(document):
        for name, value in _tags(element):
            seen.setdefault(value, (name, element))
            times[value] = times.get(value, 0) + 1
    for value, (name, element) in seen.items():
        code, wrong, better = _verdict(value, element)
        if not wrong:
            continue
        count = f" ({times[value]} times)" if times[value] > 1 else ""
        remedy = f"write {better}" if better else "correct the tag, as RFC 5646 describes it"
        message = f"@{name}={value!r} of {tag(element.tag)}{count}: {wrong}; {remedy}"
        yield code, Level.ERROR if code == "FZ503" else Level.WARNING, message, element


def _tagged(document: Document) -> Iterator[etree._Element]:
    """The elements with tags: all of them only where some xml:lang needs a look."""
    values = set(document.attributes.get(LANG, ()))
    if any(value.lower() in _MISTAKEN or _verdict(value, document.root)[1] for value in values):
        yield from document.root.iter("*")
    else:
        yield from document.root.iter(q("language"), q("textLang"))


def _tags(element: etree._Element) -> Iterator[tuple[str, str]]:
    """(attribute, language tag) of an element; an empty xml:lang says that nothing is known."""
    if value := element.get(LANG):
        yield "xml:lang", value
    match local(element):
        case "language" if value := element.get("ident"):
            yield "ident", value
        case "textLang":
            for name in ("mainLang", "otherLangs"):
                yield from ((name, value) for value in element.get(name, "").split())


def _verdict(value: str, element: etree._Element) -> tuple[str, str, str]:
    """(code, what is wrong, what to write instead); what is wrong is empty for a good tag."""
    verdict = _by_itself(value)
    return verdict if verdict[1] else _mistaken(value, element)


@lru_cache(maxsize=256)
def _by_itself(value: str) -> tuple[str, str, str]:
    """The verdict on a tag wherever it stands: the same few tags stand in all files of a corpus."""
    match = _TAG.fullmatch(value)
    if value.lower() in _GRANDFATHERED:
        return "", "", ""
    if not match:
        return "FZ503", "this is no language tag", _rewritten(value)
    if not match["language"]:
        return "", "", ""
    for kind, wrong in (
        ("language", subtags.wrong_language),
        ("script", subtags.wrong_script),
        ("region", subtags.wrong_region),
    ):
        subtag = match[kind]
        if subtag and (verdict := wrong(subtag)):
            better = _replaced(match, kind, verdict[1])
            return "FZ504", verdict[0], better
    return "", "", ""


def _replaced(match: re.Match[str], kind: str, better: str) -> str:
    """The tag with one subtag replaced; empty where no better one is known."""
    value = match.string
    return better and value[: match.start(kind)] + better + value[match.end(kind) :]


def _rewritten(value: str) -> str:
    """The tag with its subtags in order and with hyphens, if that makes one."""
    language, *rest = re.split(r"[-_.\s]+", value.strip())
    rest = [part for part in rest if part.lower() not in ("utf", "utf8", "8")]
    rest.sort(key=lambda part: (len(part) != 4 or not part.isalpha(), len(part) > 3))
    shaped = [part.title() if len(part) == 4 else part.upper() for part in rest if len(part) < 5]
    candidate = "-".join([language.lower(), *shaped])
    match = _TAG.fullmatch(candidate)
    if not match or not match["language"]:
        return ""
    verdict = subtags.wrong_language(match["language"])
    return _replaced(match, "language", verdict[1]) if verdict else candidate


def _mistaken(value: str, element: etree._Element) -> tuple[str, str, str]:
    """A tag of one language on a text that is plainly in another."""
    if value.lower() not in _MISTAKEN:
        return "", "", ""
    meant, script, expected = _MISTAKEN[value.lower()]
    text = "".join(map(str, element.itertext()))
    plainly = re.search("[A-Za-z]{3}", text) if not expected else True
    if not plainly or bool(script.search(text)) != expected:
        return "", "", ""
    name = subtags.DECEPTIVE[value.lower()]
    return "FZ504", f"{value} is {name}, and the text is not", meant
