"""Heads, captions and notes: what a passage is by how it is set."""

from __future__ import annotations

from fangzhi.layout.kinds import Passage, find_captions, find_heads, find_notes, usual_size
from fangzhi.source import Box

PICTURE = Box(0, 0, 200, 100)


def passage(text: str, top: float = 0.0, size: float = 10.0, **how: object) -> Passage:
    """A passage of one line, as wide as its text."""
    box = Box(0, top, 5.0 * len(text), top + size)
    return Passage(box, size, text=text, **how)  # type: ignore[arg-type]


def kinds(passages: list[Passage]) -> list[str]:
    """What each is."""
    return [one.kind for one in passages]


def test_the_usual_size_is_that_of_most_text() -> None:
    """Not of most pieces."""
    assert usual_size([(20.0, 5), (20.0, 5), (8.0, 5), (10.0, 400)]) == 10.0
    assert usual_size([]) == 1.0


def test_larger_text_is_a_head() -> None:
    """The larger, the higher its level."""
    passages = [passage("Book", size=20), passage("Chapter", size=14), passage("text " * 90)]
    find_heads(passages, 10.0)
    assert [(one.kind, one.level) for one in passages] == [("heading", 1), ("heading", 2), ("", 0)]


def test_strong_text_is_a_head_if_it_is_short_and_rare() -> None:
    """And no sentence; in a strong book weight says nothing."""
    text = passage("text " * 90)
    passages = [passage("Weirs", strong=True), passage("It rained.", strong=True), text]
    find_heads(passages, 10.0)
    assert kinds(passages) == ["heading", "", ""]
    strong = [passage("Weirs", strong=True), passage("text " * 90, strong=True)]
    find_heads(strong, 10.0)
    assert kinds(strong) == ["", ""]


def test_what_is_measured_must_be_much_larger() -> None:
    """Sizes of recognised text waver."""
    passages = [passage("Weirs", size=12, measured=True), passage("Floods", size=14, measured=True)]
    find_heads(passages, 10.0)
    assert kinds(passages) == ["", "heading"]


def test_small_text_under_a_picture_is_its_caption() -> None:
    """With the credit under it; the text below is not."""
    passages = [passage("A weir", 104, 8), passage("(H. Lunt)", 114, 8), passage("It rained.", 130)]
    find_captions(passages, [PICTURE], 10.0)
    assert kinds(passages) == ["caption", "caption", ""]


def test_text_in_the_size_of_the_book_is_no_caption() -> None:
    """Unless it is in the middle, or says so."""
    passages = [passage("It rained all day", 104)]
    find_captions(passages, [PICTURE], 10.0)
    assert kinds(passages) == [""]
    for caption in (passage("A weir", 104, centred=True), passage("图1 平澜桥", 104)):
        find_captions([caption], [PICTURE], 10.0)
        assert caption.kind == "caption"


def test_small_text_over_a_picture_may_be_its_caption() -> None:
    """If there is none below."""
    passages = [passage("A weir", -10, 8), passage("It rained.", 130)]
    find_captions(passages, [PICTURE], 10.0)
    assert kinds(passages) == ["caption", ""]


def test_rows_of_cells_are_no_caption() -> None:
    """A table may stand under a picture."""
    passages = [passage("Weir\t12\t4", 104, 8)]
    find_captions(passages, [PICTURE], 10.0)
    assert kinds(passages) == [""]


def test_small_text_at_the_foot_is_a_note() -> None:
    """From its mark on; small text all down a column is not."""
    column = [passage("It rained."), passage("1 Once.", 100, 8), passage("And again.", 110, 8)]
    find_notes(column, 10.0)
    assert kinds(column) == ["", "footnote", "footnote"]
    small = [passage("1 Once.", 100, 8)]
    find_notes(small, 10.0)
    assert kinds(small) == [""]


def test_a_mark_that_only_notes_have_tells_one() -> None:
    """Though text in the size of the book follows."""
    column = [passage("¹ Once.", 0, 8), passage("It rained.", 20)]
    find_notes(column, 10.0)
    assert kinds(column) == ["footnote", ""]


def test_a_measured_sentence_must_be_larger_still() -> None:
    """What is a little larger and ends like a sentence is a line that was spread."""
    passages = [passage("It rained.", size=12.5, measured=True), passage("text " * 90)]
    passages += [passage("The weir", size=12.5, measured=True)]
    find_heads(passages, 10.0)
    assert kinds(passages) == ["", "", "heading"]


def test_small_text_beside_a_picture_is_its_caption() -> None:
    """If no other text stands there."""
    caption = Passage(Box(210, 40, 300, 48), 8.0, text="The new weir")
    find_captions([caption, passage("text " * 90, top=140)], [PICTURE], 10.0)
    assert caption.kind == "caption"
    caption.kind = ""
    text = Passage(Box(210, 60, 400, 70), 10.0, text="It rained all day.")
    find_captions([caption, text], [PICTURE], 10.0)
    assert kinds([caption, text]) == ["", ""]


def test_a_line_alone_under_a_picture_is_its_caption() -> None:
    """On a page without other text nothing is smaller than the text; it stands in the middle."""
    caption = Passage(Box(60, 105, 140, 115), 10.0, text="The new weir")
    find_captions([caption], [PICTURE], 10.0)
    assert caption.kind == "caption"
    caption.kind = ""
    text = [passage("text " * 9, top=140 + 20 * row, lines=3) for row in range(4)]
    find_captions([caption, *text], [PICTURE], 10.0)
    assert caption.kind == ""
