"""Each problem is of one kind, by its section, and a message is split into what is wrong and the cure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import Place
from twod.wsgi.config.rules import ERROR, RULES, WARNING, find_rule, split_cure, write_rule_id


@pytest.mark.parametrize(
    ("place", "message", "name"),
    [
        (Place("x.ini"), "cannot read", "file"),
        (Place("x.ini", 3), "neither NAME = VALUE nor [SECTION]", "file"),
        (Place(name="debug"), "is odd", "variable"),
        (Place("x.ini", 2, "DEFAULT", "debug"), "is odd", "variable"),
        (Place("x.ini", 5, "app:main", "SITE_ID"), "is odd", "setting"),
        (Place("x.ini", 5, "app:main", "site_id"), "is odd", "setting"),
        (Place("x.ini", None, "app:main"), "TIME_ZONE: is odd", "setting"),
        (Place("x.ini", 5, "app:main", "use"), "is odd", "way"),
        (Place("x.ini", None, "app:main"), "there is no 'use'", "way"),
        (Place("x.ini", 5, "composite:main", "/"), "is odd", "way"),
        (Place("x.ini", 5, "pipeline:main", "pipeline"), "is odd", "way"),
        (Place("x.ini", 5, "filter:id", "use"), "is odd", "way"),
        (Place("x.ini", 5, "server:main", "lisen"), "is odd", "server"),
        (Place("x.ini", 5, "loggers", "keys"), "is odd", "logging"),
        (Place("x.ini", 5, "handler_console", "args"), "is odd", "logging"),
        (Place("x.ini", 5, "sever:main"), "nothing reads it", "unread"),
        (Place("x.ini", 5, "loggersx"), "nothing reads it", "unread"),
    ],
)
def test_rule_is_told_by_the_section(place: Place, message: str, name: str) -> None:
    assert find_rule(place.problem(message)).name == name


def test_ids_are_those_of_djangos_system_checks_and_each_means_one_thing() -> None:
    ids = [write_rule_id(rule, level) for rule in RULES for level in (ERROR, WARNING)]
    assert ids[:2] == ["twod.E001", "twod.W001"]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("expected an integer, got 'x'", ("expected an integer, got 'x'", None)),
        ("there is no a; make it", ("there is no a", "make it")),
        ("there is no a; it is b; make it", ("there is no a; it is b", "make it")),
        ("expected an integer, got 'x; y'", ("expected an integer, got 'x; y'", None)),
    ],
)
def test_cure_is_behind_the_last_semicolon_that_is_in_no_quotes(message: str, parts: tuple[str, str | None]) -> None:
    assert split_cure(message) == parts


@given(st.text())
def test_nothing_of_a_message_is_lost(message: str) -> None:
    wrong, cure = split_cure(message)
    assert message == (wrong if cure is None else f"{wrong}; {cure}")
