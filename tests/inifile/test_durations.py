"""Lengths of time as texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.durations import find_whole_seconds, read_duration
from twod.inifile.problems import BadValueError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("2", 2), ("2s", 2), ("2S", 2), ("0.5", 0.5), ("0.25s", 0.25), ("5m", 300), ("1h30m", 5400), ("2w1d", 1_296_000)],
)
def test_a_duration_is_seconds_or_has_units(text: str, seconds: float) -> None:
    assert read_duration(text) == seconds
    assert read_duration(f" {text} ") == seconds


@pytest.mark.parametrize("text", ["", "s", "2x", "-1", "1e3", "0.5m", "1m30", "2 s", "٣", "inf", "nan", "9" * 13 + "s"])
def test_any_other_text_is_refused_with_what_is_right(text: str) -> None:
    with pytest.raises(BadValueError) as raised:
        read_duration(text)
    assert str(raised.value) == f"expected seconds, such as 2s, 0.5s or 5m, got {text!r}"


@pytest.mark.parametrize("text", ["", "2", "0.5s", "1m1w"])
def test_whole_seconds_need_units_in_their_order(text: str) -> None:
    assert find_whole_seconds(text) is None


@given(st.integers(0, 10**6))
def test_each_unit_is_a_multiple_of_seconds(number: int) -> None:
    counted = {unit: read_duration(f"{number}{unit}") for unit in "smhdw"}
    assert counted == {
        "s": number,
        "m": number * 60,
        "h": number * 3600,
        "d": number * 86400,
        "w": number * 604800,
    }
