"""What was done to the text, for the header: in English, and in the language of the edition [HD53].

The counts are those of the run; the sentences say what the program really does, no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from fangzhi.markup.slips import Slip
from fangzhi.tei.names import add

# Each matter with its attributes, and its sentence in each language.
_MATTERS: dict[str, dict[str, str]] = {
    "correction": {"method": "markup", "status": "unknown"},
    "hyphenation": {"eol": "all"},  # those at line ends are kept, too
    "normalization": {"method": "silent"},
    "segmentation": {},
}
_SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "correction": (
            "No reading was corrected. Texts that go on elsewhere than in what follows them in the "
            "source: {moved}; each stands where it is read. Captions stand after the paragraph "
            "that they interrupt."
        ),
        "hyphenation": (
            "Texts joined where a column or page end cut them: {joined}. At each seam stands a "
            "milestone or page break; @cert says how sure the join is, and @break='no' that it "
            "lies inside a word or number or between two Han characters. A hyphen that only the "
            "end of a line or column put into a word stands as pc with @force='weak'."
        ),
        "normalization": (
            "A run of blanks became one space, or none where a line broke between characters that "
            "are set without spaces, and none in heads that blanks space out. All other "
            "characters stand as in the source, which was read as {encoding}."
        ),
        "segmentation": (
            "Divisions told by rule: {headed} by heads that stand alone, {entries} by heads that "
            "their text follows."
        ),
    },
    "zh-Hans": {
        "correction": (
            "文字未作校改。原文中下文不在紧接之处的文字有{moved}处，均已移至应读之处；"
            "图注移至被其隔断的段落之后。"
        ),
        "hyphenation": (
            "因分栏、换页而断开、现已接续的文字有{joined}处，每处接缝以 milestone 或 pb 标出；"
            "@cert 表示接续的把握程度，@break='no' 表示断处在词、数之内或两个汉字之间。"
            "仅因行末、栏末而加的连字符标为 pc，@force='weak'。"
        ),
        "normalization": (
            "连续空白合为一个空格；不留空格排版的字符之间换行处、标题字间的空白一律去掉。"
            "其余字符悉依录文，录文编码为 {encoding}。"
        ),
        "segmentation": (
            "层次按规则判定：独立成行的标题{headed}个，正文接排的条目标题{entries}个。"
        ),
    },
    "zh-Hant": {
        "correction": (
            "文字未作校改。原文中下文不在緊接之處的文字有{moved}處，均已移至應讀之處；"
            "圖註移至被其隔斷的段落之後。"
        ),
        "hyphenation": (
            "因分欄、換頁而斷開、現已接續的文字有{joined}處，每處接縫以 milestone 或 pb 標出；"
            "@cert 表示接續的把握程度，@break='no' 表示斷處在詞、數之內或兩個漢字之間。"
            "僅因行末、欄末而加的連字符標為 pc，@force='weak'。"
        ),
        "normalization": (
            "連續空白合為一個空格；不留空格排版的字符之間換行處、標題字間的空白一律去掉。"
            "其餘字符悉依錄文，錄文編碼為 {encoding}。"
        ),
        "segmentation": (
            "層次按規則判定：獨立成行的標題{headed}個，正文接排的條目標題{entries}個。"
        ),
    },
    "de": {
        "correction": (
            "Keine Lesart wurde verbessert. Texte, die anderswo weitergehen als in dem, was in der "
            "Vorlage folgt: {moved}; jeder steht dort, wo er gelesen wird. Bildunterschriften "
            "stehen nach dem Absatz, den sie unterbrechen."
        ),
        "hyphenation": (
            "Texte, die am Ende einer Spalte oder Seite zerschnitten waren und verbunden wurden: "
            "{joined}. An jeder Naht steht ein milestone oder pb; @cert sagt, wie sicher die "
            "Verbindung ist, @break='no', dass sie in einem Wort oder einer Zahl oder zwischen "
            "zwei Han-Zeichen liegt. Ein Trennstrich, den nur das Zeilen- oder Spaltenende in ein "
            "Wort gesetzt hat, steht als pc mit @force='weak'."
        ),
        "normalization": (
            "Mehrere Leerzeichen wurden eines, und keines, wo eine Zeile zwischen Zeichen endete, "
            "die ohne Zwischenraum stehen, und in gesperrten Überschriften. Alle anderen Zeichen "
            "stehen wie in der Vorlage, gelesen als {encoding}."
        ),
        "segmentation": (
            "Gliederung nach Regeln: {headed} Überschriften, die allein stehen, {entries}, denen "
            "ihr Text folgt."
        ),
    },
}


# For texts that an engine read: what stands above where nothing was corrected, what stands in its
# place where something was, and what is unclear.
_OF_ENGINES = {
    "en": (
        "No reading was corrected.",
        "Readings of the text recognition that rules know as its errors and that were corrected: "
        "{corrected}; each stands as sic beside corr, and @cert says how sure the correction is.",
        " Stretches of which it was less sure than {bound}: {unclear}; each stands as unclear.",
    ),
    "zh-Hans": (
        "文字未作校改。",
        "文字识别的错误，规则可以判定的已校改{corrected}处，各以 sic、corr 并列标出，"
        "@cert 表示校改的把握程度。",
        "识别可信度低于{bound}的文字有{unclear}处，标为 unclear。",
    ),
    "zh-Hant": (
        "文字未作校改。",
        "文字識別的錯誤，規則可以判定的已校改{corrected}處，各以 sic、corr 並列標出，"
        "@cert 表示校改的把握程度。",
        "識別可信度低於{bound}的文字有{unclear}處，標為 unclear。",
    ),
    "de": (
        "Keine Lesart wurde verbessert.",
        "Lesungen der Texterkennung, die Regeln als ihre Fehler kennen und die verbessert wurden: "
        "{corrected}; jede steht als sic neben corr, und @cert sagt, wie sicher die Verbesserung "
        "ist.",
        " Stellen, deren sie weniger sicher war als {bound}: {unclear}; jede steht als unclear.",
    ),
}


@dataclass(frozen=True, slots=True)
class Marked:
    """What was marked in a text that an engine read: how many stretches as unclear, and which slips
    were corrected. `bound` is the confidence below which a word is unclear.
    """

    unclear: int = 0
    corrected: tuple[Slip, ...] = ()
    bound: float = 0.0


@dataclass(frozen=True, slots=True)
class Work:
    """What one run did: texts joined and moved, divisions told, the encoding of the source.

    `marked` is what was done about an engine's readings; None where nobody but people read.
    """

    joined: int
    moved: int
    headed: int
    entries: int
    encoding: str
    marked: Marked | None = None


def declare(parent: etree._Element, work: Work, language: str) -> None:
    """Write the `editorialDecl`: each matter in English and in the language of the edition."""
    declaration = add(parent, "editorialDecl")
    counts = {
        "joined": work.joined,
        "moved": work.moved,
        "headed": work.headed,
        "entries": work.entries,
        "encoding": work.encoding,
    }
    for matter, attributes in _MATTERS.items():
        element = add(declaration, matter, **attributes)
        for spoken in _languages(language):
            sentence = _SENTENCES[spoken][matter].format(**counts)
            if matter == "correction" and work.marked is not None:
                sentence = _with_marked(sentence, work.marked, spoken)
            add(element, "p", sentence, xml_lang="" if spoken == "en" else spoken)


def _with_marked(sentence: str, marked: Marked, spoken: str) -> str:
    """What is said of corrections, with what was done to the readings of an engine."""
    none, corrected, unclear = _OF_ENGINES[spoken]
    counts = {
        "corrected": len(marked.corrected),
        "unclear": marked.unclear,
        "bound": f"{marked.bound:g}",
    }
    said = corrected.format(**counts) if marked.corrected else none
    if marked.bound:
        said += unclear.format(**counts)
    return sentence.replace(none, said)


def _languages(language: str) -> Iterator[str]:
    """English, the language of the header, and that of the edition where we speak it."""
    yield "en"
    subtags = language.lower().split("-")
    if subtags[0] in ("zh", "lzh", "cmn"):
        yield "zh-Hant" if {"hant", "tw", "hk", "mo"} & set(subtags) else "zh-Hans"
    elif subtags[0] == "de":
        yield "de"
