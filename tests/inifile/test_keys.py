"""What the names of options mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.keys import Key, names_setting, parse_key
from twod.inifile.problems import BadValueError


@pytest.mark.parametrize(
    ("option", "key"),
    [
        ("EMAIL_PORT", Key("EMAIL_PORT", ())),
        ("DATABASES.default.HOST", Key("DATABASES", ("default", "HOST"))),
        ('LOGGING.loggers."django.request".level', Key("LOGGING", ("loggers", "django.request", "level"))),
        ("TEMPLATES.0.DIRS", Key("TEMPLATES", ("0", "DIRS"))),
        ("LOGGING.formatters.x.()", Key("LOGGING", ("formatters", "x", "()"))),
        ("MIDDLEWARE.append", Key("MIDDLEWARE", (), "append")),
        ("TEMPLATES.0.DIRS.prepend", Key("TEMPLATES", ("0", "DIRS"), "prepend")),
        ("MIDDLEWARE.before(x.Y)", Key("MIDDLEWARE", (), "before", "x.Y")),
        ('MIDDLEWARE.after( "x.Y" )', Key("MIDDLEWARE", (), "after", "x.Y")),
        ('A."append"', Key("A", ("append",))),
    ],
)
def test_name_of_an_option_is_a_setting_a_path_and_an_operator(option, key):
    assert parse_key(option) == key


@pytest.mark.parametrize("option", ["A.", "A..B", 'A."b', "A b", "A.b c", "A.before()", "A.before(x", "a"])
def test_name_that_means_nothing_is_an_error(option):
    with pytest.raises(BadValueError):
        parse_key(option)


@pytest.mark.parametrize(("sign", "operator"), [("+", "append"), ("-", "remove"), ("^", "prepend")])
def test_sign_at_the_end_is_an_error_that_tells_the_operator(sign, operator):
    with pytest.raises(BadValueError, match=rf"expected MIDDLEWARE\.{operator} = …, since an ini has no '\{sign}='"):
        parse_key(f"MIDDLEWARE {sign}")


@settings(max_examples=200)
@given(option=st.text(max_size=20) | st.text(alphabet='AB.01"() +-^beforapnd', max_size=20))
def test_any_name_means_something_or_is_an_error(option):
    try:
        parse_key(option)
    except BadValueError as error:
        assert error.expected  # noqa: PT017 - either outcome is right


def test_whole_values_come_before_parts_before_operators():
    names = ["A.append", "A.b.c", "A", "A.b", "A.b.remove"]
    assert sorted(names, key=lambda name: parse_key(name).rank) == ["A", "A.b", "A.b.c", "A.append", "A.b.remove"]


@pytest.mark.parametrize(
    ("name", "is_setting"), [("A", True), ("A.b", True), ("A b", True), ("a", False), ("aB.C", False)]
)
def test_setting_begins_with_capitals(name, is_setting):
    assert names_setting(name) == is_setting
