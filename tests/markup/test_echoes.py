"""Captions without a credit: they tell again what was told, and heads what will be told."""

from __future__ import annotations

import pytest

from fangzhi.markup.echoes import terms
from fangzhi.markup.profile import Profile, load
from markup.making import YEARBOOK, roles_of

BRIDGE = "【望樵桥】 望樵桥在桅杆巷东段，民国石墙下开双拱门洞，行人从门洞穿过，车辆绕行。"
OTHERS = tuple(
    f"【{name}】 全区{name}平稳，{name}投入增加，比上年增长三成。" for name in "农林牧渔工商学兵"
)
ABOVE = (*OTHERS, BRIDGE)
BUS = "【公交】 公交线路增至十四条，轮渡延长半小时，末班车等候码头的乘客。"
WEIR = "The new weir at the island was opened in May by the Mayor, who worked the gate by hand."
ROAD = "Eleven miles of road were laid in the year, and the lamps of nineteen streets were changed."
REPORT = load("report").of_script(ROAD)
NUMBERED = tuple(
    f"{number}. Chapter of {number}\n\n{ROAD}{' It rained.' * number * 3}" for number in range(1, 5)
)


def role_of(line: str, *blocks: str, profile: Profile = YEARBOOK) -> str:
    """The role of the part that is this line."""
    return next(role for role, text in roles_of(*blocks, profile=profile) if text == line)


@pytest.mark.parametrize("caption", ["桅杆巷东段的双拱门洞", "行人从双拱门洞穿过"])
def test_what_repeats_the_text_above_is_a_caption(caption: str) -> None:
    """Between two whole entries it has the shape and the place of a head."""
    assert role_of(caption, *ABOVE, caption, BUS) == "caption"


@pytest.mark.parametrize("head", ["公交线路与轮渡", "道路建设"])
def test_what_repeats_the_text_below_or_nothing_is_a_head(head: str) -> None:
    """The same place, the same shape, other words."""
    assert role_of(head, *ABOVE, head, BUS) == "head"


def test_after_a_signature_more_must_be_repeated() -> None:
    """There heads stand: two terms are too few, and a whole phrase is enough."""
    above = (*ABOVE, "（陆一帆）")
    assert role_of("民国门洞", *above, "民国门洞", BUS) == "head"
    assert role_of("桅杆巷东段的双拱门洞", *above, "桅杆巷东段的双拱门洞", BUS) == "caption"


def test_pictures_that_stand_together_are_told_together() -> None:
    """The first decides what stands before the second."""
    captions = ("桅杆巷东段的双拱门洞", "行人穿过望樵桥的门洞")
    roles = {text: role for role, text in roles_of(*ABOVE, *captions, BUS)}
    assert [roles[caption] for caption in captions] == ["caption", "caption"]


def test_a_caption_with_a_date_stands_before_an_entry() -> None:
    """It has a comma as no head has, and nothing goes on from it."""
    caption = "5月1日，行人从双拱门洞穿过"
    assert role_of(caption, *ABOVE, caption, BUS) == "caption"


def test_a_text_that_goes_on_below_is_no_caption() -> None:
    """In Latin script a small letter goes on with what a column end cut."""
    cut = "The new weir was opened in"
    blocks = (*NUMBERED, WEIR, cut, "the rain of May by a Mayor without boots.")
    assert role_of(cut, *blocks, profile=REPORT) == "text"


def test_words_that_only_link_end_no_caption() -> None:
    """A column end cut what ends with a word that the text has often, and never before a mark."""
    cut = "The new weir on the Mere of"
    road = "Miles of road and tons of sand of the best kind of all."
    blocks = (*NUMBERED, *[road] * 4, WEIR, cut, "Three men of the island", ROAD)
    assert role_of(cut, *blocks, profile=REPORT) == "text"


def test_where_heads_have_numbers_a_word_is_enough() -> None:
    """In Latin script one word says as much as some pairs of Han characters."""
    caption = "The new weir, opened in May"
    assert role_of(caption, *NUMBERED, WEIR, caption, ROAD, profile=REPORT) == "caption"


def test_terms_are_pairs_of_han_characters_and_longer_words() -> None:
    """Marks and figures part pairs; short words say nothing."""
    assert terms("石桥，通 The Weir") == {"石桥", "weir"}
