"""The operators that make one list of another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.migration.transcription.list_changes import ListChange, find_list_changes

LETTERS = st.lists(st.sampled_from("abcdef"), unique=True)


def apply(before, changes):
    items = list(before)
    for operator, new, anchor in changes:
        if operator == "remove":
            items = [item for item in items if item not in new]
        else:
            index = {"append": len(items), "prepend": 0}.get(operator)
            index = items.index(anchor) + 1 if index is None else index
            items[index:index] = new
    return items


@given(LETTERS, LETTERS)
def test_changes_make_the_one_list_of_the_other_or_there_are_none(before, after):
    changes = find_list_changes(before, after)
    assert not changes or apply(before, changes) == after


def test_items_that_are_equal_and_of_other_types_are_others():
    assert find_list_changes([1, 2], [True, 2]) == [ListChange("remove", [1]), ListChange("prepend", [True])]


def test_another_order_has_no_operator():
    assert find_list_changes(["a", "b"], ["b", "a"]) == []
