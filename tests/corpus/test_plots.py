"""Plots: numbers that people can trust."""

from __future__ import annotations

from lxml import etree

from fangzhi.corpus import plots


def test_shares_do_not_round_to_all_or_nothing() -> None:
    """One of a million is not 0 %, and all but one are not 100 %."""
    assert plots.share(1, 1_000_000) == "<0.1 %"
    assert plots.share(999_999, 1_000_000) == ">99.9 %"
    assert plots.share(1, 4) == "25.0 %"
    assert plots.share(0, 0) == "0.0 %"


def test_plots_are_xml_with_a_description() -> None:
    """Names of files may hold anything; who sees no picture gets its numbers."""
    drawn = (
        plots.bars({"<a> & b": 3, "c": 0}),
        plots.histogram([1, 2, 4], [5, 0], str),
        plots.parts({"high": 3, "medium": 0, "low": 1}),
    )
    for svg in drawn:
        root = etree.fromstring(svg)
        assert root.get("role") == "img"
        assert root.get("aria-label")


def test_nothing_is_no_plot() -> None:
    """Where there is nothing to show, nothing is drawn."""
    assert plots.bars({}) == plots.histogram([], [], str) == plots.parts({"high": 0}) == ""
