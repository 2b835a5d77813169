"""What blocks are: by their own shape, and by what stands before and after them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fangzhi.markup.credits import credited
from fangzhi.markup.furniture import find_sheets
from fangzhi.markup.roles import SURE, classify
from fangzhi.markup.shapes import ends_sentence, entry_head, has_head_shape
from fangzhi.markup.signatures import is_signature, signed_names
from markup.making import YEARBOOK, roles_of, source_of, text_of

TEXT = "全区经济平稳发展。"


def of(*roles: tuple[str, str]) -> list[tuple[str, str]]:
    return list(roles)


@pytest.mark.parametrize(
    ("blocks", "roles"),
    [
        (("【概况】 全年增长。",), of(("entry", "【概况】"), ("text", "全年增长。"))),
        (("【概况】", TEXT), of(("entry", "【概况】"), ("text", TEXT))),
        (("〔概况〕全年增长。",), of(("entry", "〔概况〕"), ("text", "全年增长。"))),
        (("［概况］全年增长。",), of(("entry", "［概况］"), ("text", "全年增长。"))),
        (("〖概况〗全年增长。",), of(("entry", "〖概况〗"), ("text", "全年增长。"))),
        (
            ("【“三改一拆”《方案》(试行)】 出台。",),
            of(("entry", "【“三改一拆”《方案》(试行)】"), ("text", "出台。")),
        ),
        (("【甲【乙】丙】 文。",), of(("entry", "【甲【乙】丙】"), ("text", "文。"))),
        (("【甲】【乙】文。",), of(("entry", "【甲】"), ("text", "【乙】文。"))),
        (("【】文。",), of(("text", "【】文。"))),
        ((f"见【概况】{TEXT}",), of(("text", f"见【概况】{TEXT}"))),
        ((f"【{'长' * 90}】{TEXT}",), of(("text", f"【{'长' * 90}】{TEXT}"))),
    ],
)
def test_an_entry_begins_with_its_head_in_brackets(
    blocks: tuple[str, ...], roles: list[tuple[str, str]]
) -> None:
    """The head ends at its own bracket whatever nests in it; brackets elsewhere make none."""
    assert roles_of(*blocks) == roles


@pytest.mark.parametrize(
    ("blocks", "roles"),
    [
        (("【关于修", "桥】 动工。"), of(("entry", "【关于修|桥】"), ("text", "动工。"))),
        (
            ("【关于修", "图为旧桥", "桥】 动工。"),
            of(("entry", "【关于修|桥】"), ("caption", "图为旧桥"), ("text", "动工。")),
        ),
        (
            ("桥】 动工。", TEXT, "【关于修"),
            of(("text", "动工。"), ("text", TEXT), ("entry", "【关于修|桥】")),
        ),
        (("桥】 动工。", TEXT), of(("text", "桥】 动工。"), ("text", TEXT))),
        (
            ("【甲", "乙】 文。", "【丙", "丁】 文。"),
            of(("entry", "【甲|乙】"), ("text", "文。"), ("entry", "【丙|丁】"), ("text", "文。")),
        ),
    ],
)
def test_a_head_that_a_column_end_cut_is_mended(
    blocks: tuple[str, ...], roles: list[tuple[str, str]]
) -> None:
    """Both halves make one head; a half that finds no other one is text again."""
    assert roles_of(*blocks) == roles


@pytest.mark.parametrize(
    "blocks",
    [
        ("【关于修", TEXT),
        ("【关于修", "桥〕 动工。"),
        ("桥】 动工。", TEXT),
        (f"【{'长' * 79}", "桥】 动工。"),
    ],
)
def test_half_a_head_alone_is_no_entry(blocks: tuple[str, ...]) -> None:
    """A half without the other, or one that would make too long a head, begins no entry."""
    assert "entry" not in dict(roles_of("【概况】 文。", *blocks)[2:])


SIGNATURES = (
    "(陆一帆)", "（陆一帆）", "(陆 一)", "（陆　一）", "(陆一帆 沈二)", "(陆一帆、沈二、顾三)",
    "（陆一帆，沈二）", "(欧阳修远)", "(阿依·古丽)", "(区教育局)", "(区政府办公室)",
    "(区教育局 陆一帆)", "(A. Lee)", "(Dr Ann Lee)", "(市总工会办公室)",
)  # fmt: skip
NO_SIGNATURES = (
    "(续)", "（试行）", "(大写)", "(见表1)", "(2018年)", "(一)", "(二十三)", "（含税）", "(完)",
    "()", "( )", "(陆一帆", "陆一帆)", "陆一帆", "(陆一帆)。", "(全区经济平稳发展)",
    "(陆一帆)(沈二)", "(12)", "(a)", "(陆一帆2018)", "([])", "(，)", "【陆一帆】",
    "(Great Hall)",
    "(陆一帆、二)" + "乙" * 40,
)  # fmt: skip


@pytest.mark.parametrize("text", SIGNATURES)
def test_names_in_brackets_are_a_signature(text: str) -> None:
    """People and offices, one or several, in brackets of either width sign."""
    assert is_signature(text, YEARBOOK)
    assert roles_of("综述", "【概况】 文。", text)[-1] == ("signature", text)


@pytest.mark.parametrize("text", NO_SIGNATURES)
def test_what_looks_like_a_signature_but_names_nobody_is_none(text: str) -> None:
    """Numbers, notes, sentences, half brackets and names without them do not sign."""
    assert not is_signature(text, YEARBOOK)
    assert "signature" not in dict(roles_of("综述", "【概况】 文。", text))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("陆一帆", [("陆一帆", False)]),
        ("陆 一", [("陆一", False)]),
        ("陆一帆、沈二", [("陆一帆", False), ("沈二", False)]),
        ("区教育局", [("区教育局", True)]),
        ("区教育局 陆一帆", [("区教育局", True), ("陆一帆", False)]),
        ("教育局", [("教育局", True)]),
        ("陈公社", [("陈公社", False)]),
        ("", []),
        ("续", []),
        ("陆一帆、续", []),
    ],
)
def test_names_are_told_from_offices(text: str, names: list[tuple[str, bool]]) -> None:
    """What ends like an office is one, unless it is a surname with a name of two characters."""
    assert signed_names(text, YEARBOOK) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. Lee", ["A. Lee"]),
        ("陆一帆、Ann Lee", ["陆一帆", "Ann Lee"]),
        ("陆一帆、沈　二", ["陆一帆", "沈二"]),
        ("沈　二　陆一帆", ["沈二", "陆一帆"]),
    ],
)
def test_a_blank_inside_a_name_parts_no_names(text: str, names: list[str]) -> None:
    """A Latin name has blanks, and a name of two characters is spaced out also among others."""
    assert [name for name, _ in signed_names(text, YEARBOOK)] == names


def test_a_bracket_after_a_paragraph_is_no_head() -> None:
    """What stands in brackets as a whole heads nothing."""
    found = roles_of("综述", ENTRY, "（详见概况一节之二）", "教育", ENTRY, SIGNED)
    assert ("head", "（详见概况一节之二）") not in found


@pytest.mark.parametrize(
    ("credit", "name", "word"),
    [
        ("区档案馆 供稿", "区档案馆", "供稿"),
        ("区档案馆供稿", "区档案馆", "供稿"),
        ("陆一帆供图", "陆一帆", "供图"),
        ("区档案馆提供", "区档案馆", "提供"),
        ("陆一帆 摄影", "陆一帆", "摄影"),
        ("陆一帆摄", "陆一帆", "摄"),
        ("陆一帆　翻拍", "陆一帆", "翻拍"),
        ("陆一帆绘", "陆一帆", "绘"),
        ("Ann Lee 摄", "Ann Lee", "摄"),
    ],
)
def test_credits_of_every_kind_are_found(credit: str, name: str, word: str) -> None:
    """Each word of credit is taken off, and the caption before the bracket is one."""
    assert credited(credit, YEARBOOK) == [(name, word)]
    for opening, closing in ("()", "（）"):
        whole = f"{opening}{credit}{closing}"
        assert roles_of("【概况】 文。", f"新桥{whole}")[2:] == [
            ("caption", "新桥"),
            ("credit", whole),
        ]


@pytest.mark.parametrize(
    "text", ["供稿", "摄", "一摄", "文字完，陆一帆摄", "陆一帆", "陆一帆摄。", "", "字" * 41 + "摄"]
)
def test_what_names_nobody_is_no_credit(text: str) -> None:
    """A word of credit needs a name, and a sentence is none."""
    assert credited(text, YEARBOOK) == []


@pytest.mark.parametrize(
    ("blocks", "roles"),
    [
        (
            ("【概况】 全区水", "新桥通车 (陆一帆摄)", "面广阔。"),
            of(
                ("entry", "【概况】"), ("text", "全区水"), ("caption", "新桥通车"),
                ("credit", "(陆一帆摄)"), ("text", "面广阔。"),
            ),
        ),
        (
            ("【概况】 全区水", "新桥通车", "(陆一帆摄)", "面广阔。"),
            of(
                ("entry", "【概况】"), ("text", "全区水"), ("caption", "新桥通车"),
                ("credit", "(陆一帆摄)"), ("text", "面广阔。"),
            ),
        ),
        (
            ("【概况】 文。", TEXT, "(陆一帆摄)"),
            of(("entry", "【概况】"), ("text", "文。"), ("text", TEXT), ("credit", "(陆一帆摄)")),
        ),
        (
            ("【概况】 文。", "图为新桥通车。", TEXT),
            of(
                ("entry", "【概况】"), ("text", "文。"), ("caption", "图为新桥通车。"),
                ("text", TEXT),
            ),
        ),
        (
            ("【概况】 图为之一新。",),
            of(("entry", "【概况】"), ("text", "图为之一新。")),
        ),
        (
            ("【概况】 全区水", "新桥通车", "面广阔。"),
            of(
                ("entry", "【概况】"), ("text", "全区水"), ("caption", "新桥通车"),
                ("text", "面广阔。"),
            ),
        ),
        (
            (f"图为{'长' * 150}",),
            of(("text", f"图为{'长' * 150}")),
        ),
    ],
)  # fmt: skip
def test_captions_stand_on_one_block_or_on_two(
    blocks: tuple[str, ...], roles: list[tuple[str, str]]
) -> None:
    """A caption is told by its credit, by its opening word, or by what it interrupts."""
    assert roles_of(*blocks) == roles


ENTRY = "【概况】 全年增长。"
ENTRY_ROLES = (("entry", "【概况】"), ("text", "全年增长。"))
SIGNED, SIGNED_ROLE = "(陆一帆)", ("signature", "(陆一帆)")


@pytest.mark.parametrize(
    ("blocks", "roles"),
    [
        (("综述", ENTRY), of(("title", "综述"), *ENTRY_ROLES)),
        (("芸溪区", "综述", ENTRY), of(("title", "芸溪区"), ("head", "综述"), *ENTRY_ROLES)),
        (
            ("综述", ENTRY, SIGNED, "教育", ENTRY),
            of(("head", "综述"), *ENTRY_ROLES, SIGNED_ROLE, ("head", "教育"), *ENTRY_ROLES),
        ),
        (
            ("芸溪区", "Yunxi District", "综述", ENTRY),
            of(("title", "芸溪区"), ("parallel", "Yunxi District"), ("head", "综述"), *ENTRY_ROLES),
        ),
        (
            ("芸溪区", "综述", "General Survey", ENTRY),
            of(("title", "芸溪区"), ("head", "综述"), ("parallel", "General Survey"), *ENTRY_ROLES),
        ),
        (
            ("综述", "General Survey", ENTRY),
            of(("title", "综述"), ("parallel", "General Survey"), *ENTRY_ROLES),
        ),
        (("综 述", ENTRY), of(("title", "综 述"), *ENTRY_ROLES)),
        (("综述。", ENTRY), of(("text", "综述。"), *ENTRY_ROLES)),
        (("综述：", ENTRY), of(("text", "综述："), *ENTRY_ROLES)),
        (("2018", ENTRY), of(("text", "2018"), *ENTRY_ROLES)),
        (("长" * 40, ENTRY), of(("title", "长" * 40), *ENTRY_ROLES)),
        (("长" * 41, ENTRY), of(("text", "长" * 41), *ENTRY_ROLES)),
        (
            (ENTRY, SIGNED, "长" * 31, ENTRY),
            of(*ENTRY_ROLES, SIGNED_ROLE, ("text", "长" * 31), *ENTRY_ROLES),
        ),
        (
            (ENTRY, SIGNED, "教育", TEXT),
            of(*ENTRY_ROLES, SIGNED_ROLE, ("head", "教育"), ("text", TEXT)),
        ),
        ((ENTRY, "全区水"), of(*ENTRY_ROLES, ("text", "全区水"))),
        ((ENTRY, "教育", SIGNED), of(*ENTRY_ROLES, ("text", "教育"), SIGNED_ROLE)),
        ((TEXT,), of(("text", TEXT))),
        ((TEXT, TEXT), of(("text", TEXT), ("text", TEXT))),
        ((SIGNED,), of(SIGNED_ROLE)),
        (("图为新桥", ENTRY), of(("caption", "图为新桥"), *ENTRY_ROLES)),
        (("图为新桥", "综述", ENTRY), of(("caption", "图为新桥"), ("title", "综述"), *ENTRY_ROLES)),
    ],
)  # fmt: skip
def test_heads_and_titles_are_told_by_shape_and_place(
    blocks: tuple[str, ...], roles: list[tuple[str, str]]
) -> None:
    """A head follows what is finished and comes before what begins; texts without any have none."""
    assert roles_of(*blocks) == roles


def test_a_title_is_found_only_at_the_beginning() -> None:
    """Heads later in the text are heads of sections, however many follow one another."""
    found = roles_of(ENTRY, SIGNED, "教育", "学校", ENTRY, SIGNED, "卫生", ENTRY)
    assert [role for role, _ in found if role in ("title", "head")] == ["head", "head", "head"]


@pytest.mark.parametrize(
    ("blocks", "roles"),
    [
        (("芸溪区", "综述", TEXT, SIGNED), ["title", "head", "text", "signature"]),
        (("芸溪区", "Yunxi District", TEXT), ["title", "parallel", "text"]),
    ],
)
def test_what_stands_between_the_title_and_plain_text_is_no_picture(
    blocks: tuple[str, ...], roles: list[str]
) -> None:
    """Where sections have no entries, heads and parallel titles are still told."""
    assert [role for role, _ in roles_of(*blocks)] == roles


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("综述", True),
        ("People's Government of Yunxi District", True),
        ("综述。", False),
        ("甲，乙", False),
        ("甲、乙", True),
        ("12", False),
        ("字" * 30, True),
        ("字" * 31, False),
        ("Word " * 24, True),
        ("word " * 25, False),
        ("Yunxi, a District", True),
        ("Yunxi; a District", False),
    ],
)
def test_the_shape_of_a_head(text: str, shape: bool) -> None:
    """A head is short, has letters, and none of the marks of a sentence."""
    assert has_head_shape(text, YEARBOOK) is shape


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("完。", True), ("完.”", True), ("完。）", True), ("完！", True), ("完……", True),
        ("完?", True), ("完。 ", True), ("完", False), ("完，", False), ("完：", False),
        ("（完）", False), ("", False), ("”", False), ("3.5", False),
    ],
)  # fmt: skip
def test_the_end_of_a_sentence(text: str, ended: bool) -> None:
    """A mark that ends a sentence may have closing marks after it."""
    assert ends_sentence(text, YEARBOOK) is ended


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("【概况】全年", 4),
        ("【概况", 0),
        ("概况】", 0),
        ("【】", 0),
        (f"【{'长' * 79}】", 81),
        (f"【{'长' * 80}】", 0),
    ],
)
def test_the_length_of_an_entry_head(text: str, length: int) -> None:
    """The length counts both brackets; a bracket never closed, empty or too long is no head."""
    assert entry_head(text, YEARBOOK) == length


PIECES = (
    "【概况】", "【", "】", "〔", "〕", "(", ")", "（", "）", "(陆一帆)", "(续)", "(陆一帆摄)",
    "（区档案馆 供稿）", "图为", "综述", "教育", "全年增长,", "完。", "。", "：", " ", "\u3000",
    "\n", "\n\n", "\n\n", "\f", "Yunxi", "3.5", "亿元", "𠀀",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example("】\x0c(〕【概况】\n〔")
@example("】\x0c【\n〕】")
@settings(deadline=None)
def test_each_character_lies_in_exactly_one_part(text: str) -> None:
    """Parts and furniture lose nothing, double nothing and begin and end with no blank."""
    if not text.strip():
        return
    source = source_of(text)
    sheets = find_sheets(source, YEARBOOK)
    parts = classify(source, sheets, YEARBOOK)
    furniture = [one.span for sheet in sheets for one in sheet.furniture]
    spans = sorted(
        (s.start, s.end) for s in (*furniture, *(s for part in parts for s in part.spans))
    )
    covered = "".join(source.text[start:end] for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert "".join(covered.split()) == "".join(source.text.split())
    for part in parts:
        assert part.reason in SURE
        assert text_of(part, source)
        assert all(source.slice(span) == source.slice(span).strip() for span in part.spans)


def test_several_processes_judge_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a share of the pages, tables and heads among them."""
    monkeypatch.setattr("threading.active_count", lambda: 1)  # of those that tests run in
    monkeypatch.setattr("fangzhi.markup.roles.WORTH_PROCESS", 2)
    page = f"第一章 公路\n\n【概况】 {TEXT}\n\n年份  座数\n1957  41\n1958  52\n\n{TEXT}"
    source = source_of("\f".join([page] * 5))
    sheets = find_sheets(source, YEARBOOK)
    alone = classify(source, sheets, YEARBOOK)
    assert len(sheets) == 5
    assert any(part.table for part in alone)
    assert classify(source, sheets, YEARBOOK, jobs=3) == alone
