"""What a person should look at: found, put in order, and told with what to decide."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from fangzhi.doubts import Doubt, is_report
from fangzhi.markup.roles import SURE
from fangzhi.pipeline import Result, encode_source, plan

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "source" / "yunxi-2024.txt"

TEXT = """综述

【概况】 全年完成财政收入3.2亿元,比上年增长

图为新建的口袋公园 (街道办 供图)

5.1%。新建口袋公园2处。

【绿化】 街道种树三百株。其中老街

【文化】 藏书2万册。

(陆一帆)
"""


def read(folder: Path, text: str = TEXT, *decisions: str) -> Result:
    """A text read as a yearbook, with the decisions of a person."""
    source = folder / "a.txt"
    source.write_text(text)
    if decisions:
        (folder / "a.decisions.toml").write_text("\n".join(decisions))
    return encode_source(plan(source, folder, profile="yearbook"))


def doubts_of(folder: Path, text: str = TEXT, *decisions: str) -> dict[tuple[str, int], Doubt]:
    """The doubts about a text by their kinds and lines."""
    return {(one.kind, one.line): one for one in read(folder, text, *decisions).doubts()}


def test_an_unsure_join_is_told_with_both_lines(tmp_path: Path) -> None:
    """The place is where the first text ends, and the line where it goes on is named."""
    doubt = doubts_of(tmp_path)["join", 3]
    first = TEXT.split("\n")[2]
    assert (doubt.column, doubt.to_line) == (len(first) + 1, 7)
    assert doubt.excerpt == "…亿元,比上年增长|5.1%。新建口…"
    assert doubt.told() == (
        f"{round(100 * doubt.probability)} %: text that goes on in line 7: {doubt.excerpt} "
        f"({', '.join(doubt.reasons)})"
    )


def test_a_text_that_breaks_off_is_told(tmp_path: Path) -> None:
    """No mark ends it and nothing continues it: it goes on somewhere, or is whole."""
    doubt = doubts_of(tmp_path)["join", 9]
    assert (doubt.what, doubt.to_line) == ("nothing goes on from here", None)
    assert doubt.confirm.endswith("continues = false\n")


@pytest.mark.parametrize("end", ["三百株。", "三百株：", "三百株。”"])
def test_a_text_that_is_whole_is_no_doubt(tmp_path: Path, end: str) -> None:
    """A text that a mark ends, or that leads over to a list, does not break off."""
    assert ("join", 1) not in doubts_of(tmp_path, f"【绿化】 街道种树{end}\n")


def test_an_unsure_role_is_told_with_its_reason(tmp_path: Path) -> None:
    """A head that only place and shape show has their probability; sure roles are not told."""
    found = doubts_of(tmp_path)
    title = found["role", 1]
    assert (title.what, title.reasons) == ("title", ("place and shape",))
    assert title.probability == SURE["place and shape"]
    assert [line for kind, line in found if kind == "role"] == [1]


def test_the_least_sure_come_first(tmp_path: Path) -> None:
    """The list begins with what is likeliest to be wrong."""
    found = [doubt.probability for doubt in read(tmp_path).doubts()]
    assert found == sorted(found) and len(found) == 3


def joined(result: Result) -> list[tuple[int, int]]:
    """The lines in which the texts of each join begin."""
    parts = result.outline.parts
    return [(parts[one.before].line, parts[one.after].line) for one in result.outline.joins]


def test_a_decision_can_be_pasted(tmp_path: Path) -> None:
    """`decision` says the contrary of what was read, and the text is read like that then."""
    found = doubts_of(tmp_path)
    assert joined(read(tmp_path)) == [(3, 7)]
    assert (3, 7) not in joined(read(tmp_path, TEXT, found["join", 3].decision))
    first = read(tmp_path, TEXT, found["role", 1].decision).outline.parts[0]
    assert (first.role, first.decided) == ("text", True)


def test_an_open_end_can_be_joined(tmp_path: Path) -> None:
    """The decision about a text that breaks off joins it with the next that may go on from it."""
    text = "【绿化】 街道种树三百株。其中老街\n\n一、报刊三百种。\n"
    doubt = doubts_of(tmp_path, text)["join", 1]
    assert doubt.to_line is None and "continues = 3" in doubt.decision
    assert joined(read(tmp_path, text, doubt.decision)) == [(1, 3)]


def test_an_open_end_with_nothing_after_it_cannot(tmp_path: Path) -> None:
    """Where no text follows, there is nothing to decide but that it is whole."""
    doubt = doubts_of(tmp_path, "【绿化】 街道种树三百株。其中老街\n")["join", 1]
    assert (doubt.decision, doubt.confirm.splitlines()[-1]) == ("", "continues = false")


def test_what_was_confirmed_is_no_doubt(tmp_path: Path) -> None:
    """With every `confirm` in the decisions file the text is read the same, and nothing is told."""
    before = read(tmp_path)
    after = read(tmp_path, TEXT, *(doubt.confirm for doubt in before.doubts()))
    assert after.doubts() == []
    assert [part.role for part in after.outline.parts] == [p.role for p in before.outline.parts]


def test_the_doubts_of_the_sample_can_be_confirmed(tmp_path: Path) -> None:
    """Confirmed as they are, they do not change how the sample edition is read."""
    source = shutil.copy(SAMPLE, tmp_path)
    shutil.copy(SAMPLE.with_suffix(".toml"), tmp_path)
    before = encode_source(plan(Path(source), tmp_path))
    decisions = "\n".join(doubt.confirm for doubt in before.doubts())
    (tmp_path / "yunxi-2024.decisions.toml").write_text(decisions)
    after = encode_source(plan(Path(source), tmp_path))
    assert before.doubts() and after.doubts() == []
    assert [(p.role, p.spans) for p in before.outline.parts] == [
        (p.role, p.spans) for p in after.outline.parts
    ]
    assert [(j.before, j.after) for j in before.outline.joins] == [
        (j.before, j.after) for j in after.outline.joins
    ]


def test_a_role_that_is_not_all_of_its_line_cannot_be_confirmed(tmp_path: Path) -> None:
    """A decision about a whole line would take the text before the names with it."""
    found = doubts_of(tmp_path, "【绿化】 街道种树三百株。(陆一帆)\n")
    (names,) = [doubt for doubt in found.values() if doubt.reasons == ("names at the end",)]
    assert names.what == "signature" and names.confirm == ""


def test_the_cut_head_of_an_entry_is_a_join(tmp_path: Path) -> None:
    """A head whose end stands before it is told, and no decision can part it."""
    text = "综述\n\n造的建议】 全年改造二十处。\n\n【概况】 全年平稳。\n\n【关于旧城改\n"
    (cut,) = [one for one in read(tmp_path, text).doubts() if one.reasons == ("bracket",)]
    assert (cut.line, cut.to_line, cut.decision, cut.confirm) == (7, 3, "", "")


def test_the_report_holds_everything(tmp_path: Path) -> None:
    """All doubts, all joins and all roles stand in it, with what they were read from."""
    result = read(tmp_path)
    data = result.report()
    report = json.loads(data)
    assert list(report) == [
        "format", "version", "edition", "source", "profile", "counts", "doubts", "joins", "roles",
    ]  # fmt: skip
    assert (report["format"], report["version"], report["edition"]) == ("fangzhi-report", 1, "a")
    assert report["source"] == {"file": "a.txt", "sha256": result.source.sha256}
    assert report["profile"] == {"name": "yearbook", "reason": "it was asked for"}
    assert [one["line"] for one in report["doubts"]] == [one.line for one in result.doubts()]
    assert len(report["joins"]) == len(result.outline.joins) == 1
    assert len(report["roles"]) == len(result.outline.parts)
    assert all(0 <= one["probability"] <= 1 for one in report["joins"] + report["roles"])
    assert report["counts"]["doubts"] == 3
    assert sum(report["counts"]["roles"].values()) == len(report["roles"])
    assert data.endswith(b"}\n") and "口袋公园".encode() in data and is_report(data)


def test_the_report_is_the_same_every_time(tmp_path: Path) -> None:
    """Two runs give the same bytes."""
    assert read(tmp_path).report() == read(tmp_path).report()
