"""Match patterns as XPath that takes linear time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fangzhi.check.paths import (
    among,
    any_that,
    demanded,
    element_names,
    everywhere,
    from_end,
    lacked,
    spelt_out,
    split,
)

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


DEMANDING = [
    *("*[@n]", "*[@n and b]", "*[@n or b]", "*[@n or @m]", "*[(@m or @n) and a]/b", "*[b and @n]"),
    *("*[self::a or self::b]", "*[@n and (self::a or self::b)]", "a/*[@n][b]", "a[@n]//*[@n]"),
    *("*[@n or @m and b]", "*[not(@n)]", "*[self::a and @n]", "*[@n = '[' or @m]", "/*[@n]"),
    *("*[(@n) and (b or c)]", "*[(@n or @m) and (@n or b)]"),
]


@pytest.mark.parametrize("pattern", [*PATTERNS, *DEMANDING])
@pytest.mark.parametrize("condition", ["not(b)", "boolean(@n = '[')", "boolean(../c)"])
@settings(max_examples=15)
@given(root=trees())
def test_any_that_is_there_is_found(pattern: str, condition: str, root: etree._Element) -> None:
    """The short way to yes or no says yes where some element of the pattern has the condition."""
    found = etree.XPath(f"({everywhere(pattern)})[{condition}]")
    short = etree.XPath(f"boolean({any_that(pattern, condition)})")
    tree = root.getroottree()
    assert short(tree) == bool(found(tree))
    if names := element_names(pattern):
        them = list(root.iter(*names))
        shorter = etree.XPath(f"boolean({among('them', pattern, condition)})")
        assert shorter(tree, them=them) == bool(found(tree))


@pytest.mark.parametrize(
    ("pattern", "demand"),
    [
        ("a[@n]", ("n", set())),
        ("a/b[c][@x:n and c]", ("x:n", set())),
        ("a[@n = 'x' or @n = 'y']", ("n", {"x", "y"})),
        ("a[@n = 'x' and (@m = 'y' or c)]", ("n", {"x"})),
        ("a[@n = 'x' or @m = 'y']", None),
        ("a[@n = 'x' or @n]", None),
        ("a[@n = 'x' or b]", None),
        ("a[not(@n)]", None),
        ("a[@n]/b", None),
        ("a[@n != 'x']", None),
        ("a[@n = @m]", None),
        ("a[@n] | b[@n]", None),
    ],
)
def test_what_a_pattern_demands(pattern: str, demand: tuple[str, set[str]] | None) -> None:
    """An attribute is demanded where each way to match the pattern needs it, with its values."""
    assert demanded(pattern) == demand


@pytest.mark.parametrize(
    ("condition", "part"),
    [
        ("not(@n)", "@n"),
        ("not( x:a )", "x:a"),
        ("not(@xml:lang)", "@xml:lang"),
        ("not(a/b)", ""),
        ("not(a or b)", ""),
        ("not(true())", ""),
        ("not(.)", ""),
        ("not(*)", ""),
        ("boolean(@n)", ""),
    ],
)
def test_what_a_condition_says_to_be_lacking(condition: str, part: str) -> None:
    """Only a condition that is nothing but the want of one attribute or child is told."""
    assert lacked(condition) == part


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("x:a[@n]/b", ["b"]),
        ("a//x:b[c]", ["x:b"]),
        ("*[@n and (self::a or self::b)]", ["a", "b"]),
        ("x:*[self::x:a]", ["x:a"]),
        ("*[self::a or @n]", []),
        ("x:*[self::y:a]", []),
        ("*[not(self::a)]", []),
        ("*[@n]", []),
        ("a | b", []),
        ("a[1]", []),
    ],
)
def test_the_names_of_what_a_pattern_matches(pattern: str, names: list[str]) -> None:
    """An element is known by its names where each way to match the pattern needs one of them."""
    assert element_names(pattern) == names


@pytest.mark.parametrize(
    ("pattern", "start"),
    [
        ("x:*[@n and b]", "/descendant::*/@n[parent::x:*"),
        ("x:*[@n][self::x:a or self::x:b]", "/descendant::*/@n[parent::x:*"),
        ("x:*[(self::x:a or self::x:b) and c]", "/descendant::x:a["),
        ("x:*[self::x:a or self::y:b]", "/descendant::x:*["),
        ("x:*[@n or b]", "/descendant::x:*["),
        ("x:*[@n or @m and b]", "/descendant::x:*["),
    ],
)
def test_where_the_short_way_begins(pattern: str, start: str) -> None:
    """Elements of any name are looked for by the attributes or names that the pattern demands."""
    assert any_that(pattern, "c").startswith(start)


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
