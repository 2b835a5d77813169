"""Match patterns as XPath that takes linear time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fangzhi.check.paths import everywhere, from_end, spelt_out, split

PATTERNS = [
    *("a", "*", "a/b", "a//b", "a//b/c", "a[@n]//b[c]", "*[self::a or self::b]", "/a/b", "/a//c"),
    *("//b", "a[1]", "a/b[2]", "a[1]/b", "a[last()]", "b[count(c)]", "b[count(c) = 1]", "a[b][c]"),
    *("a | b/c", "a[b | c]", "b[(1)]", "b[-1]", "b[c[1]]", "child::a/child::b", "a[@n = '[']"),
]


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> etree._Element:
    """A small tree of a, b and c."""
    attributes = draw(st.sampled_from([{}, {"n": "["}]))
    element = etree.Element(draw(st.sampled_from("abc")), attributes)
    if depth:
        element.extend(draw(st.lists(trees(depth - 1), max_size=3)))
    return element


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=25)
@given(root=trees())
def test_finds_what_the_pattern_matches(pattern: str, root: etree._Element) -> None:
    """Read from its end, a pattern finds the same elements as `//` before it does."""
    parts = split(pattern, "|")
    plain = " | ".join(part if part.startswith("/") else f"//{part}" for part in parts)
    tree = root.getroottree()
    assert etree.XPath(everywhere(pattern))(tree) == tree.xpath(plain)


@pytest.mark.parametrize(
    "pattern", ["a[1]", "a[$n]", "a[position() = 1]", "@n", "a/..", "a[b - 1]"]
)
def test_leaves_alone_what_counts(pattern: str) -> None:
    """Predicates that depend on their axis, and steps that are no names, are not turned round."""
    assert from_end(pattern) is None


def test_split_respects_quotes_and_brackets() -> None:
    """Only separators outside of quotes, brackets and parentheses part an expression."""
    assert split("a[b|c] | d['|'] | f(x|y)", "|") == ["a[b|c]", "d['|']", "f(x|y)"]


@pytest.mark.parametrize(
    ("expression", "whole"),
    [
        ("$n = 1", "(@n) = 1"),
        ("count($all) = $n", "count((b | c)) = (@n)"),
        ("$twice", "((@n) * 2)"),
        ("b[@n = $n]", None),
        ("'$n' = @n", None),
        ("$name", "$name"),
    ],
)
def test_variables_spelt_out(expression: str, whole: str | None) -> None:
    """A variable of a rule is put where it stands; in a predicate it would mean something else."""
    values = {"n": "@n", "all": "b | c", "twice": "$n * 2"}
    assert spelt_out(expression, values) == whole
