"""What the headers of a request make of its answer, as RFC 9110 has it."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from http import HTTPStatus
from pathlib import Path

import pytest
from django.utils.http import http_date, parse_etags
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.static.conditions import (
    Validators,
    _matches_strongly,
    _matches_weakly,
    _parse_date,
    find_failed_condition,
    make_validators,
    select_range,
)

NOW = 1_700_000_000
STRONG = Validators('"a"', NOW)
WEAK = Validators('W/"a"', NOW)
DATE, EARLIER, LATER = (http_date(NOW + seconds) for seconds in (0, -1, 1))

sizes = st.integers(0, 300)
numbers = st.integers(0, 300)


def range_of(header: str, size: int, if_range: str = "", validators: Validators = STRONG) -> range | None:
    return select_range({"HTTP_RANGE": header, "HTTP_IF_RANGE": if_range}, size, validators)


@given(numbers, numbers, sizes)
def test_a_range_has_the_bytes_from_first_to_last(first: int, last: int, size: int) -> None:
    part = range_of(f"bytes={first}-{last}", size)
    if last < first:
        assert part is None
    else:
        assert part is not None
        assert list(part) == [place for place in range(size) if first <= place <= last]


@given(numbers, sizes)
def test_a_range_without_a_last_byte_goes_to_the_end(first: int, size: int) -> None:
    part = range_of(f"bytes={first}-", size)
    assert part is not None
    assert list(part) == list(range(size))[first:]


@given(numbers, st.integers(1, 300))
def test_a_range_without_a_first_byte_is_as_many_bytes_from_the_end(count: int, size: int) -> None:
    part = range_of(f"bytes=-{count}", size)
    assert part is not None
    assert list(part) == list(range(size))[max(size - count, 0) :]


def test_the_last_bytes_of_an_empty_file_are_the_whole_file() -> None:
    assert range_of("bytes=-5", 0) is None


@pytest.mark.parametrize("header", ["bytes=0-18446744073709551615", f"bytes=0-{10**30}", "BYTES=0-99", "bytes= 0-99 "])
def test_a_range_may_end_far_beyond_the_file(header: str) -> None:
    assert range_of(header, 10) == range(10)


@given(st.text() | st.from_regex(r"bytes=[0-9, -]*"), sizes)
def test_any_other_text_gives_a_part_of_the_file_or_the_whole(header: str, size: int) -> None:
    part = range_of(header, size)
    assert part is None or 0 <= part.start <= part.stop <= size


@pytest.mark.parametrize(
    "header", ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-2", "lines=0-5", "bytes=0-1,3-4", "bytes=0-1;x"]
)
def test_what_a_server_may_ignore_gives_the_whole(header: str) -> None:
    assert range_of(header, 10) is None


def test_a_number_too_long_for_python_gives_the_whole() -> None:
    assert range_of(f"bytes={'9' * 5000}-", 10) is None


@pytest.mark.parametrize(("if_range", "holds"), [('"a"', True), (DATE, True), (EARLIER, False), (LATER, False)])
def test_if_range_holds_for_the_same_state_alone(if_range: str, holds: bool) -> None:
    assert (range_of("bytes=0-1", 10, if_range) is not None) is holds


@pytest.mark.parametrize("if_range", ['"b"', 'W/"a"', "a", "*", "never GMT", '"a", "b"', "\x00"])
def test_if_range_does_not_hold_for_anything_else(if_range: str) -> None:
    assert range_of("bytes=0-1", 10, if_range) is None


@pytest.mark.parametrize("if_range", ['W/"a"', '"a"', DATE])
def test_if_range_never_holds_for_a_file_that_has_just_changed(if_range: str) -> None:
    assert range_of("bytes=0-1", 10, if_range, WEAK) is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, None),
        ({"IF_NONE_MATCH": '"a"'}, 304),
        ({"IF_NONE_MATCH": 'W/"a"'}, 304),
        ({"IF_NONE_MATCH": '"b", "a"'}, 304),
        ({"IF_NONE_MATCH": "*"}, 304),
        ({"IF_NONE_MATCH": '"b"'}, None),
        ({"IF_NONE_MATCH": "a"}, None),
        ({"IF_NONE_MATCH": '"b"', "IF_MODIFIED_SINCE": DATE}, None),
        ({"IF_MODIFIED_SINCE": DATE}, 304),
        ({"IF_MODIFIED_SINCE": LATER}, 304),
        ({"IF_MODIFIED_SINCE": EARLIER}, None),
        ({"IF_MODIFIED_SINCE": "yesterday"}, None),
        ({"IF_MATCH": '"a"'}, None),
        ({"IF_MATCH": "*"}, None),
        ({"IF_MATCH": '"b"'}, 412),
        ({"IF_MATCH": 'W/"a"'}, 412),
        ({"IF_MATCH": '"a"', "IF_UNMODIFIED_SINCE": EARLIER}, None),
        ({"IF_MATCH": '"a"', "IF_NONE_MATCH": '"a"'}, 304),
        ({"IF_UNMODIFIED_SINCE": EARLIER}, 412),
        ({"IF_UNMODIFIED_SINCE": DATE}, None),
        ({"IF_UNMODIFIED_SINCE": "yesterday"}, None),
    ],
)
def test_conditions_are_taken_in_the_order_of_the_standard(headers: dict[str, str], status: int | None) -> None:
    environ = {f"HTTP_{name}": value for name, value in headers.items()}
    assert find_failed_condition(environ, STRONG) == status


def test_a_weak_tag_is_good_for_if_none_match_and_not_for_if_match() -> None:
    assert find_failed_condition({"HTTP_IF_NONE_MATCH": 'W/"a"'}, WEAK) == HTTPStatus.NOT_MODIFIED
    assert find_failed_condition({"HTTP_IF_MATCH": 'W/"a"'}, WEAK) == HTTPStatus.PRECONDITION_FAILED


#: Texts that a header can be full of.
UNITS = ['"a",', 'W/"b",', '"b"', ",", '"', "W/", " ", "\t", "0-1,", "-", "9", "bytes=", "bytes= ", DATE, "Sun, 06 Nov"]
HEADERS = ["IF_MATCH", "IF_NONE_MATCH", "IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE", "IF_RANGE", "RANGE"]

ASK_ALL = """
import resource, sys
from twod.wsgi.static.conditions import find_failed_condition, select_range
from test_conditions import HEADERS, STRONG, UNITS

resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
for unit in UNITS:
    for text in (unit * (2_000_000 // len(unit)), "bytes=" + unit * (2_000_000 // len(unit))):
        for name in HEADERS:
            environ = {"HTTP_RANGE": "bytes=0-1", f"HTTP_{name}": text}
            find_failed_condition(environ, STRONG)
            select_range(environ, 10, STRONG)
"""


def test_the_time_for_a_header_grows_with_its_length_and_no_faster() -> None:
    """All take a few seconds; what grew with the square of the length would take hours, and is stopped."""
    environ = {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    subprocess.run([sys.executable, "-c", ASK_ALL], env=environ, check=True)


def measure_memory(environ: dict[str, str]) -> int:
    tracemalloc.start()
    find_failed_condition(environ, STRONG)
    select_range(environ, 10, STRONG)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("unit", UNITS)
def test_the_memory_for_a_header_is_a_small_multiple_of_its_length(name: str, unit: str) -> None:
    small, large = (
        measure_memory({"HTTP_RANGE": "bytes=0-1", f"HTTP_{name}": unit * (size // len(unit))})
        for size in (120_000, 240_000)
    )
    assert large < 20 * 240_000
    assert large < 2.5 * small + 10_000


def test_no_long_date_is_kept() -> None:
    before = _parse_date.cache_info().currsize
    for name in ("IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE"):
        find_failed_condition({f"HTTP_{name}": " " * 200_000 + DATE}, STRONG)
    range_of("bytes=0-1", 10, "x" * 200_000)
    assert _parse_date.cache_info().currsize == before


@pytest.mark.parametrize(
    "date",
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Wednesday, 09-Nov-94 08:49:37 GMT"],
)
def test_each_form_of_a_date_is_read(date: str) -> None:
    assert find_failed_condition({"HTTP_IF_UNMODIFIED_SINCE": date}, STRONG) == HTTPStatus.PRECONDITION_FAILED


@given(
    st.lists(st.sampled_from(['"a"', 'W/"a"', '"b"', "a", "", " ", '"', "*", 'W/"b"', '"a" "a"', 'w/"a"']))
    | st.lists(st.text('"aW/ ,*\t'))
)
def test_a_list_of_tags_is_read_as_django_reads_it(tags: list[str]) -> None:
    header = ",".join(tags)
    parsed = parse_etags(header)
    assert _matches_strongly(header, STRONG) is (parsed == ["*"] or '"a"' in parsed)
    assert _matches_weakly(header, WEAK) is (parsed == ["*"] or not {'"a"', 'W/"a"'}.isdisjoint(parsed))


def make_stat(mtime: float, size: int = 10) -> os.stat_result:
    times = (0, mtime, 0)
    return os.stat_result(
        (0, 0, 0, 0, 0, 0, size, *map(int, times)), {"st_mtime": mtime, "st_mtime_ns": int(mtime * 1e9)}
    )


def test_a_file_that_has_just_changed_has_a_weak_tag() -> None:
    assert not make_validators(make_stat(NOW - 1), NOW).is_strong
    assert make_validators(make_stat(NOW - 3), NOW).is_strong


def test_the_tag_of_a_file_becomes_strong_and_stays_the_same() -> None:
    young, old = make_validators(make_stat(NOW), NOW), make_validators(make_stat(NOW), NOW + 60)
    assert young.etag == f"W/{old.etag}"


def test_tags_differ_by_time_and_by_size() -> None:
    stats = [make_stat(NOW), make_stat(NOW + 0.25), make_stat(NOW, size=11)]
    assert len({make_validators(stat, NOW + 60).etag for stat in stats}) == 3


@pytest.mark.parametrize(("mtime", "shown"), [(NOW + 9999, NOW), (2.0**50, NOW), (-(2.0**50), 0)])
def test_last_modified_is_neither_in_the_future_nor_before_1970(mtime: float, shown: int) -> None:
    stat = os.stat_result((0,) * 10, {"st_mtime": mtime, "st_mtime_ns": int(mtime)})
    assert make_validators(stat, NOW).headers()[1] == ("Last-Modified", http_date(shown))
