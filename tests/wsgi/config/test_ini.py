"""A file is read as PasteDeploy's ConfigParser reads it, with the line of every option."""

from __future__ import annotations

import configparser
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.nearest import Spelling
from twod.inifile.problems import Report
from twod.inifile.reading import IniFile
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.writing import write_setting

lines = st.lists(
    st.sampled_from(
        [
            "[app:main]",
            "[DEFAULT]",
            "[b]",
            "  [c]",
            "A = 1",
            "B: 2",
            "A.b = x",
            "   more",
            "\tmore = 2",
            "",
            "   ",
            "# no",
            "; no",
        ]
    )
    | st.text(alphabet="[]=:#; ab\tA%()s.\r\x0bé", max_size=12),
    max_size=12,
)


@settings(max_examples=200)
@given(lines=lines)
def test_file_is_what_config_parser_makes_of_it(lines):
    text = "\n".join(["[first]", *lines])
    ours = IniFile("/x.ini", text, report := Report())
    parser = configparser.RawConfigParser(strict=False, default_section="\0")
    parser.optionxform = str
    try:
        parser.read_file(io.StringIO(text, newline=None))  # as open() reads a file
    except configparser.ParsingError:
        assert report.errors
    theirs = {section: dict(parser.items(section, raw=True)) for section in parser.sections()}
    found = {"DEFAULT": ours.defaults} if "DEFAULT" in theirs else {}
    found |= ours.sections
    assert {section: {n: o.text for n, o in options.items()} for section, options in found.items()} == theirs


@settings(max_examples=100)
@given(lines=lines)
def test_option_stands_in_the_line_that_is_told(lines):
    text = "\n".join(["[first]", *lines])
    ours = IniFile("/x.ini", text, Report())
    numbered = dict(enumerate(io.StringIO(text, newline=None), start=1))
    for options in [ours.defaults, *ours.sections.values()]:
        for option in options.values():
            assert numbered[option.line].strip().startswith(option.name)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("SITE_ID", 5, "SITE_ID = 5\n"),
        ("DATE_FORMAT", "%d", "DATE_FORMAT = %%d\n"),
        ("EMAIL_SUBJECT_PREFIX", "[a] ", 'EMAIL_SUBJECT_PREFIX = "[a] "\n'),
        ("SECRET_KEY", "${x}", 'SECRET_KEY = "$${x}"\n'),
        ("MIDDLEWARE", ["a.A", "b.B"], "MIDDLEWARE =\n    a.A\n    b.B\n"),
        ("DATABASES.default.CONN_MAX_AGE", None, "DATABASES.default.CONN_MAX_AGE = none\n"),
        ('LOGGING.loggers."a.b".propagate', False, 'LOGGING.loggers."a.b".propagate = false\n'),
        ("MY_OWN", {"a": 1}, "MY_OWN = a = 1\n"),
        ("MY_OWN", None, "MY_OWN = null\n"),
        ("MY_OWN", "5", "MY_OWN = 5\n"),
    ],
)
def test_setting_is_written_as_somebody_would_write_it(name, value, text):
    assert write_setting(name, value) == text


def test_name_that_is_none_cannot_be_written():
    with pytest.raises(BadValueError):
        write_setting("MIDDLEWARE +", [])


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("ALOWED_HOSTS", "ALLOWED_HOSTS"),
        ("TIMEZONE", "TIME_ZONE"),
        ("EMIAL_PORT", "EMAIL_PORT"),
        ("DIR", "DIRS"),
        ("X", None),
        ("DI", None),
    ],
)
def test_near_name_is_found(name, near):
    assert Spelling(["ALLOWED_HOSTS", "TIME_ZONE", "EMAIL_PORT", "DIRS"]).find_near(name) == near
