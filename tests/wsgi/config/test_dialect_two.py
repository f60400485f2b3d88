"""The notation of today: kinds say how to read, and a name that is wrong is an error."""

from __future__ import annotations

import pytest

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.dialects.choice import choose_dialect
from twod.wsgi.config.dialects.one import DialectOne
from twod.wsgi.config.dialects.two import DialectTwo


@pytest.mark.parametrize("name", ["SITE_ID", "MY", "INTERNAL_IPS"])
def test_every_setting_is_read_by_its_kind(name):
    assert DialectTwo().find_reader(name) is None


def test_dialects_differ_in_what_is_an_error_and_in_who_wins():
    assert DialectTwo.errors == {"removed", "misspelt", "swallowed"}
    assert DialectOne.errors == frozenset()
    assert (DialectTwo.module_wins, DialectOne.module_wins) == (False, True)


@pytest.mark.parametrize(
    ("variables", "dialect"),
    [
        ({}, DialectTwo),
        ({"twod.tuples": "A"}, DialectOne),
        ({"twod.dialect": "1"}, DialectOne),
        ({"twod.tuples": "A", "twod.dialect": "2"}, DialectTwo),
    ],
)
def test_dialect_is_chosen_by_the_variables_of_the_ini(variables, dialect):
    options = {name: IniOption(name, text, None, None, None) for name, text in variables.items()}
    assert isinstance(choose_dialect(options, Report()), dialect)
