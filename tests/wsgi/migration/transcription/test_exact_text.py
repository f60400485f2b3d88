"""Texts of values are the same when value and type are."""

from __future__ import annotations

import enum
import re
from collections import OrderedDict
from pathlib import Path

import pytest
from django.utils.functional import lazy
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from twod.wsgi.migration.transcription.exact_text import (
    Likeness,
    compare_texts,
    compare_values,
    copy_containers,
    describe_type,
    find_unwritten,
    spell_all,
)


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ({"a": 1, "b": (2,)}, {"b": (2,), "a": 1}, Likeness.WHOLE),
        ({1, 2}, {2, 1}, Likeness.WHOLE),
        (re.compile("a" * 300 + "b"), re.compile("a" * 300 + "c"), Likeness.NONE),
        (float("nan"), float("nan"), Likeness.WHOLE),
        (Colour.RED, Colour.RED, Likeness.WHOLE),
        (Colour.RED, 1, Likeness.NONE),
        (1, True, Likeness.NONE),
        (1, 1.0, Likeness.NONE),
        ((1, [2]), [1, (2,)], Likeness.SEQUENCES),
        (Path("/a"), "/a", Likeness.DATA),
        (mark_safe("a"), "a", Likeness.DATA),
        (OrderedDict(a=1), {"a": 1}, Likeness.DATA),
        (OrderedDict(a=1, b=2), OrderedDict(b=2, a=1), Likeness.DATA),
        ({1}, [1], Likeness.NONE),
    ],
)
def test_values_are_alike_as_far_as_value_and_type_are(one, other, likeness):
    assert compare_values(one, other) is likeness
    assert compare_texts(spell_all(one), spell_all(other)) is likeness


def test_what_is_no_data_is_alike_to_itself_alone_and_never_evaluated():
    def fail():
        raise AssertionError

    text = lazy(fail, str)()
    assert compare_values([text], [text]) is Likeness.WHOLE
    assert compare_values(text, lazy(fail, str)()) is Likeness.NONE
    assert compare_values(fail, print) is Likeness.NONE
    assert spell_all(fail) == spell_all(fail)
    assert " at 0x" not in spell_all(fail)[0]


def test_copy_keeps_what_later_changes_in_place_do_to_the_original():
    original = {"a": [1, ({2},)], "b": OrderedDict(c=[3])}
    copied = copy_containers(original)
    original["a"].append(4)
    original["b"]["c"].append(5)
    assert copied == {"a": [1, ({2},)], "b": OrderedDict(c=[3])}
    assert type(copied["b"]) is OrderedDict


@pytest.mark.parametrize(
    ("value", "described"),
    [(gettext_lazy("a"), "a lazy text"), (re.sub, "a callable, re.sub"), (Colour, f"a callable, {__name__}.Colour")],
)
def test_value_without_notation_is_described(value, described):
    assert describe_type(value) == described
    assert find_unwritten({"a": [1, value]}) == (("a", "1"), value)


def test_data_has_a_notation():
    assert find_unwritten({"a": [1, None, Colour.RED, Path("/a"), {b"x"}]}) is None
