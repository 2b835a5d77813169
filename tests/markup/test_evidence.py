"""What evidence weighs at the most, told of the end and the start of a text alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.markup.evidence import most_after, most_before, weigh
from fangzhi.markup.fragments import Cohesion, Fragment, Usage

TEXTS = st.text("全区财政收入发展的；，。,.-(“”)3a亿Th", min_size=1, max_size=6)
MAYBE = st.none() | st.booleans()
NATS = st.floats(-3.0, 3.0)
FRAGMENTS = st.builds(
    Fragment,
    index=st.just(0),
    place=st.integers(0, 5),
    text=TEXTS,
    ended=st.booleans(),
    pause=st.booleans(),
    unopened=st.sampled_from([(), ("(",), ("“",)]),
    unclosed=st.sampled_from([(), ("(",), ("“",)]),
    opens=st.booleans(),
    numbered=st.booleans(),
    usual_opening=st.booleans(),
    topic=st.booleans(),
    refers=st.booleans(),
    indented=MAYBE,
    short=st.none() | st.floats(0.0, 20.0),
    unit=st.floats(0.5, 4.0),
    flush=MAYBE,
    rare=st.floats(0.0, 4.0),
    placed=NATS,
    glued=st.booleans(),
    terms=st.frozensets(st.sampled_from(["全区", "财政", "收入", "发展"])),
    whole=st.booleans(),
)


@given(FRAGMENTS, FRAGMENTS, st.booleans())
@settings(max_examples=500, deadline=None)
def test_no_evidence_weighs_more_than_the_most(end: Fragment, start: Fragment, near: bool) -> None:
    """Whatever one text ends and another begins with, the two together bound what is found."""
    start = replace(start, place=end.place + 1 if near else end.place + 7)
    found = weigh(end, start, Cohesion([end, start]), Usage([end, start, end]))
    assert sum(found.values()) <= most_after(end) + most_before(start) + 1e-9
