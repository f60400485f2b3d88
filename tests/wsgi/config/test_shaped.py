"""Collections and dictionaries keep the shape that the settings module gave them; test_by_type.py tries all types."""

from __future__ import annotations

from collections import deque

import pytest

from twod.wsgi.config.kinds.by_type import find_kind_of_value
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.config.kinds.shaped import Collection, KeyKind, Mixed
from twod.wsgi.exc import BadValueError


@pytest.mark.parametrize("example", [[1], (1,), {1}, frozenset({1}), deque([1])])
def test_a_collection_is_of_the_type_of_its_example(example):
    kind = Collection(example, INTEGER)
    read = kind.read("2 3")
    assert (type(read), sorted(read)) == (type(example), [2, 3])
    assert kind.read(kind.write(read)) == read


def test_the_items_of_an_unordered_collection_have_no_numbers():
    assert Collection({1}, INTEGER).find_child("0") is None
    assert Collection([1], INTEGER).find_child("0") is INTEGER


def test_a_key_is_read_as_the_others_are_and_written_as_a_text():
    kind = KeyKind(INTEGER)
    assert (kind.take("5"), kind.take(5), kind.give(5)) == (5, 5, "5")
    with pytest.raises(BadValueError):
        kind.take("five")


def test_a_key_keeps_the_type_of_its_value():
    kind = find_kind_of_value({"retries": 3, "name": "shop"})
    assert kind.read('{"retries": 4, "name": "5"}') == {"retries": 4, "name": "5"}
    assert kind.find_child("name").read("5") == "5"
    with pytest.raises(BadValueError):
        kind.read('{"retries": "many"}')


def test_a_key_of_another_type_than_the_others_is_explained():
    kind = find_kind_of_value({1: "a"})
    assert kind.find_child("x") is None
    assert kind.explain_unknown("x") == "an integer as a key, like the other keys, got 'x'"


def test_a_value_of_several_kinds_is_what_it_looks_like():
    kind = Mixed({int: INTEGER, str: TEXT})
    assert (kind.read("5"), kind.read("five")) == (5, "five")
    assert kind.expected == f"{INTEGER.expected} or {TEXT.expected}"
    assert kind.read(kind.write("5")) == "5"
