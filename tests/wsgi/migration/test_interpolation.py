"""Variables stay in a value that is written anew, and it means the same."""

from __future__ import annotations

import configparser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.migration.interpolation import put_variables_back

MEANINGS = {"root": "/srv/shop", "here": "/srv", "n": "5", "empty": "", "odd": "50%"}


@pytest.mark.parametrize(
    ("text", "old", "expected"),
    [
        ('"/srv/shop/media"', "%(root)s/media", '"%(root)s/media"'),
        ('"5"', "%(n)s", '"%(n)s"'),
        ("100%", "100%%", "100%%"),
        ("/srv/shop /srv", "%(root)s %(here)s", "%(root)s %(here)s"),
        ("/srv/shop", "/srv/shop", "/srv/shop"),
        ("a 50% b", "a %(odd)s b", "a %(odd)s b"),
        ("a", "a%(empty)s", "a"),
        ("x", "%(unknown)s", "x"),
    ],
)
def test_variable_stays_where_it_was(text, old, expected):
    assert put_variables_back(text, old, MEANINGS) == expected


def test_variable_goes_when_its_meaning_is_there_more_often():
    assert put_variables_back("5 15", "%(n)s 15", MEANINGS) == "5 15"
    assert put_variables_back("50% 50%", "%(odd)s 50%%", MEANINGS) == "50%% 50%%"


@settings(max_examples=200)
@given(
    text=st.text(alphabet="ab%/ 5", max_size=12),
    old=st.lists(st.sampled_from(["%(x)s", "%(y)s", "a", "b", "%%", "/", "5"]), max_size=6).map("".join),
    x=st.text(alphabet="ab%/", max_size=3),
    y=st.text(alphabet="ab%/", max_size=3),
)
def test_result_always_reads_as_the_new_text(text, old, x, y):
    raw = put_variables_back(text, old, {"x": x, "y": y})
    parser = configparser.ConfigParser()
    parser["a"] = {"x": x.replace("%", "%%"), "y": y.replace("%", "%%"), "value": raw}
    assert parser["a"]["value"] == text
