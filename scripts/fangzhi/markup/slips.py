"""What engines misread in ways that rules know: standoff corrections, and places only to look at.

Nothing here touches a text. A rule corrects only what cannot have been printed as it was read; what
may have been is listed for a person. Texts that somebody typed are left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from fangzhi.markup.text import HAN
from fangzhi.source import Source

_FIGURES = "一二三四五六七八九〇零"
_HALF = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？"}
_PAIRS = {"（": "）", "［": "］", "〔": "〕", "【": "】", "《": "》", "〈": "〉"}
_CLOSERS = {closing: opening for opening, closing in _PAIRS.items()}
_BRACKETS = "".join(_PAIRS) + "".join(_CLOSERS) + "()[]<>"
# 己, 已 and 巳 in words that only one of the three makes, and the word that is meant.
_MISTAKEN = {
    "自已": "自己", "自巳": "自己", "己经": "已经", "巳经": "已经", "己經": "已經", "巳經": "已經",
    "己婚": "已婚", "己故": "已故", "己达": "已达", "早己": "早已", "业己": "业已", "而己": "而已",
    "知已": "知己", "已亥": "己亥", "已丑": "己丑", "已卯": "己卯", "已未": "己未", "已酉": "己酉",
    "乙已": "乙巳", "乙己": "乙巳", "丁已": "丁巳", "丁己": "丁巳", "辛已": "辛巳", "辛己": "辛巳",
    "癸已": "癸巳", "癸己": "癸巳",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """A stretch of the text that an engine misread or may have: what it says and what is meant.

    `certainty` is TEI's word for how sure the correction is; empty where it is only listed.
    """

    start: int
    end: int
    found: str
    meant: str
    rule: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What is misread, why it cannot have been printed so, and what is meant.

    `meant` gives the correction of a match, empty for none. `certainty` is empty where the rule
    only lists. `usual` says whether the rule holds for a text as a whole.
    """

    name: str
    why: str
    pattern: str
    meant: Callable[[re.Match[str]], str]
    certainty: str = ""
    usual: Callable[[str], bool] = bool


def _zero(match: re.Match[str]) -> str:
    return re.sub("[OoОо0Ｏ○]", "〇", match[0])


def _arabic(match: re.Match[str]) -> str:
    """The figures that letters were read for; nothing where most of it is letters."""
    letters = sum(character.isalpha() for character in match[0])
    plain = match[0].translate(str.maketrans("lIOo", "1100"))
    return plain if letters * 2 <= len(match[0]) else ""


def _is_wide_usual(text: str) -> bool:
    """Whether marks between Han characters are mostly full-width: else half-width is a habit."""
    wide = len(re.findall(f"(?<=[{HAN}])[{''.join(_HALF.values())}](?=[{HAN}])", text))
    half = len(re.findall(f"(?<=[{HAN}])[{re.escape(''.join(_HALF))}](?=[{HAN}])", text))
    return wide > half


_INSIDE = f"(?:[^\n\f{re.escape(_BRACKETS)}]|\n(?!\n)){{1,60}}"

RULES = (
    Rule(
        "per mille",
        "nothing is written behind a percent sign but its second nought",
        r"(?<=[0-9０-９])[%％][0oO](?![0-9A-Za-z.])",
        lambda match: "‰",
        "high",
    ),
    Rule(
        "per mille as a fraction",
        "a fraction over nothing is none",
        r"(?<=[0-9])(?:0/00|[oO]/[oO0]{2})(?![0-9A-Za-z])",
        lambda match: "‰",
        "high",
    ),
    Rule(
        "nought in a year",
        "a year in Chinese figures has the Chinese nought",
        f"(?<![{_FIGURES}OoОо0Ｏ○])(?=[一二][{_FIGURES}OoОо0Ｏ○]{{3}}年)(?=[〇零{_FIGURES}]*[OoОо0Ｏ○])"
        f"(?=[OoОо0Ｏ○]*[{_FIGURES}][OoОо0Ｏ○]*[{_FIGURES}])[{_FIGURES}OoОо0Ｏ○]{{4}}(?=年)",
        _zero,
        "high",
    ),
    Rule(
        "nought in a number",
        "between Chinese figures stands the Chinese nought",
        f"(?<=[{_FIGURES}][百千万])[OoОо0Ｏ○](?=[一二三四五六七八九])",
        _zero,
        "high",
    ),
    Rule(
        "letter in a year",
        "a year is made of figures",
        r"(?<![0-9A-Za-z])(?=[0-9lIOo]{4}年)(?=[0-9]*[lIOo])[12lI][0-9lIOo]{3}(?=年)",
        _arabic,
        "high",
    ),
    Rule(
        "letter in a number",
        "between figures stand figures; but it may be a code",
        r"(?<![0-9A-Za-z])[0-9][0-9lIOo]*[lIOo][0-9lIOo]*[0-9](?![0-9A-Za-z])",
        _arabic,
        "medium",
    ),
    Rule(
        "dash between figures",
        "a Chinese one does not stand between Arabic figures",
        r"(?<=[0-9])一(?=[0-9])",
        lambda match: "—",
        "high",
    ),
    Rule(
        "one in an ordinal",
        "no number but one looks like a dash",
        "(?<=第)[—－―](?=[章节節篇编編卷条條款项項届屆次批期])",
        lambda match: "一",
        "high",
    ),
    Rule(
        "bracket closed otherwise",
        "what a full-width bracket opens, its own kind closes",
        rf"(?<=[（［〔【])(?P<inside>{_INSIDE})[)\]]",
        lambda match: _closing(match, match.string[match.start() - 1]),
        "high",
    ),
    Rule(
        "title closed otherwise",
        "a title in 《 is closed by 》",
        rf"(?<=[《〈])(?P<inside>{_INSIDE})>{{1,2}}",
        lambda match: _closing(match, match.string[match.start() - 1]),
        "high",
    ),
    Rule(
        "bracket opened otherwise",
        "what a full-width bracket closes, its own kind opens",
        rf"[(\[](?={_INSIDE}(?P<closing>[）］〕】]))",
        lambda match: _CLOSERS[match["closing"]],
        "high",
    ),
    Rule(
        "spaced letters",
        "words of single characters with a blank after each are the engine's",
        rf"(?<![{HAN}] )(?<![{HAN}])[{HAN}](?: [{HAN}]){{3,}}(?![{HAN}]|  )",
        lambda match: match[0].replace(" ", ""),
        "medium",
    ),
    Rule(
        "half-width mark",
        "where a text has full-width marks between Han characters, others are misread",
        f"(?<=[{HAN}])[{re.escape(''.join(_HALF))}](?=[{HAN}])",
        lambda match: _HALF[match[0]],
        "medium",
        _is_wide_usual,
    ),
    Rule(
        "half-width full stop",
        "may be 。 or ·",
        f"(?<=[{HAN}])[.](?=[{HAN}])",
        lambda match: "。",
    ),
    Rule(
        "two ones for a dash",
        "may be 一一, one by one",
        f"(?<=[{HAN}，。”）])一一(?=[{HAN}“])",
        lambda match: "——",
    ),
    Rule(
        "己, 已 and 巳",
        "which is meant, the sense tells",
        "|".join(_MISTAKEN),
        lambda match: _MISTAKEN[match[0]],
    ),
)


def _closing(match: re.Match[str], opening: str) -> str:
    """A text in a bracket with the closing one of its own kind."""
    return match["inside"] + _PAIRS[opening]


def find_slips(source: Source) -> tuple[Slip, ...]:
    """What `RULES` find in a text that an engine read, in its order; none lies in another."""
    if not source.recognised:
        return ()
    found: list[Slip] = []
    taken: list[int] = []  # the offsets that slips have, so that the first rule wins
    for rule in RULES:
        if not rule.usual(source.text):
            continue
        fresh = [slip for slip in _by(rule, source.text) if not _overlaps(slip, taken)]
        found += fresh
        taken = sorted({*taken, *(at for slip in fresh for at in range(slip.start, slip.end))})
    return tuple(sorted(found, key=lambda slip: slip.start))


def _by(rule: Rule, text: str) -> Iterable[Slip]:
    """What one rule finds, cut to what differs."""
    for match in re.finditer(rule.pattern, text):
        meant = rule.meant(match)
        if not meant or meant == match[0]:
            continue
        start, end = match.start(), match.end()
        if "inside" in match.re.groupindex:  # the bracket is misread, not what it holds
            start = match.end("inside")
            meant = meant[start - match.start() :]
        yield Slip(start, end, text[start:end], meant, rule.name, rule.certainty)


def _overlaps(slip: Slip, taken: list[int]) -> bool:
    """Whether an offset of the slip is taken."""
    place = bisect_right(taken, slip.start - 1)
    return place < len(taken) and taken[place] < slip.end


def readable(source: Source) -> Source:
    """The source as recognition is to see it: with what is corrected character for character.

    No offset changes, so what recognition finds holds for the source as it is.
    """
    slips = [slip for slip in find_slips(source) if len(slip.found) == len(slip.meant)]
    return replace(source, text=corrected(source.text, 0, slips)) if slips else source


def corrected(text: str, start: int, slips: Iterable[Slip]) -> str:
    """`text`, which begins at the offset `start` of its source, with what is corrected in it."""
    pieces, reached = [], start
    for slip in sorted(slips, key=lambda one: one.start):
        if slip.certainty and reached <= slip.start and slip.end <= start + len(text):
            pieces += [text[reached - start : slip.start - start], slip.meant]
            reached = slip.end
    return "".join([*pieces, text[reached - start :]])
