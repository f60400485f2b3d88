"""Single values keep the type that the settings module gave them, or are refused; test_by_type.py tries all types."""

from __future__ import annotations

import enum
from datetime import UTC, datetime, time
from fractions import Fraction
from uuid import UUID

import pytest

from twod.wsgi.config.kinds.standard_types import EnumMember, Unwritable, find_single_kind
from twod.wsgi.exc import BadValueError


class Size(enum.Enum):
    SMALL = "s"
    LARGE = 2


class Right(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()


class Marked(str):
    """A text of a class of the project's."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("class_", "text", "value"),
    [
        (time, "09:30", time(9, 30)),
        (datetime, "2026-01-31T09:30+00:00", datetime(2026, 1, 31, 9, 30, tzinfo=UTC)),
        (UUID, "12345678-1234-5678-1234-567812345678", UUID("12345678-1234-5678-1234-567812345678")),
        (Fraction, "1/3", Fraction(1, 3)),
        (bytes, "é", "é".encode()),
        (Size, "SMALL", Size.SMALL),
        (Size, "s", Size.SMALL),
        (Size, "2", Size.LARGE),
        (Right, "READ | WRITE", Right.READ | Right.WRITE),
        (Marked, "a", Marked("a")),
    ],
)
def test_a_text_is_read_as_the_type_of_the_value(class_, text, value):
    read = find_single_kind(class_).read(text)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    ("class_", "text"), [(time, "9"), (Fraction, "1e999999999"), (Fraction, "1/0"), (Size, "MEDIUM")]
)
def test_a_text_that_is_no_such_value_is_refused(class_, text):
    with pytest.raises(BadValueError):
        find_single_kind(class_).read(text)


def test_an_enumeration_names_its_members_in_an_error():
    assert EnumMember(Size).expected == "a Size (SMALL, LARGE)"


def test_a_type_without_a_notation_has_no_kind_and_says_where_its_values_belong():
    assert find_single_kind(object) is None
    with pytest.raises(BadValueError, match="keep it in the settings module"):
        Unwritable(object()).read("x")
