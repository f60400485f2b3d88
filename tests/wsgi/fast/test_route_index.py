"""The index returns each route whose paths begin as a path does, in their order, and no others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.fast.fixed_start import FixedStart
from twod.wsgi.fast.route_index import RouteIndex

TEXTS = st.text("ab/é\U0010ffff\x00", max_size=5)
STARTS = st.lists(st.builds(FixedStart, TEXTS, st.booleans()), max_size=20)


@given(STARTS, st.lists(TEXTS, min_size=1))
def test_the_candidates_are_the_routes_that_begin_so(starts: list[FixedStart], paths: list[str]) -> None:
    index = RouteIndex(starts)
    for path in [*paths, *(start.text + path for start in starts for path in ("", "a"))]:
        expected = [
            number
            for number, start in enumerate(starts)
            if (path == start.text if start.is_whole else path.startswith(start.text))
        ]
        assert list(index.find_candidates(path)) == expected


def test_no_routes_have_no_candidates() -> None:
    assert list(RouteIndex([]).find_candidates("about/")) == []


def test_many_nested_starts_take_little_memory() -> None:
    """Each of them is among the candidates of all that follow, so that a list for each would have 50 million items."""
    starts = [FixedStart("a" * length, is_whole=False) for length in range(10_000)]
    assert len(RouteIndex(starts).find_candidates("a" * 20_000)) == 10_000
