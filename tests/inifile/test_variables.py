"""What an ini tells twod.wsgi about how to read it."""

from __future__ import annotations

import pytest

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import (
    DIALECT_ONE_OPTIONS,
    FAST_SWITCHES,
    GRACEFUL_TIMEOUT_OPTION,
    STOP_DELAY_OPTION,
    EndTimes,
    judge_unread,
    read_dialect,
    read_end_times,
    read_module_name,
    read_switches,
)


def make_variables(**texts):
    return {name: IniOption(name, text, "/x.ini", 2, "DEFAULT") for name, text in texts.items()}


@pytest.mark.parametrize(
    ("variables", "dialect"),
    [
        ({}, 2),
        ({"twod.dialect": "1"}, 1),
        ({"twod.dialect": " 2 "}, 2),
        ({"twod.booleans": ""}, 1),
        ({"twod.booleans": "", "twod.dialect": "2"}, 2),
        ({"twod.types": "A:int"}, 2),
    ],
)
def test_dialect_is_what_is_said_or_what_the_declarations_are_of(variables, dialect):
    report = Report()
    assert read_dialect(make_variables(**variables), report) == dialect
    assert report.errors == ()


@pytest.mark.parametrize("name", DIALECT_ONE_OPTIONS)
def test_each_declaration_of_1x_means_dialect_one(name):
    assert read_dialect(make_variables(**{name: ""}), Report()) == 1


def test_dialect_that_is_none_is_an_error():
    report = Report()
    assert read_dialect(make_variables(**{"twod.dialect": "one"}), report) == 2
    assert list(map(str, report.errors)) == ["/x.ini:2 [DEFAULT] twod.dialect: expected 1 or 2, got 'one'"]


@pytest.mark.parametrize(("text", "name"), [("mysite.settings", "mysite.settings"), (" a ", "a"), ("", None)])
def test_settings_module_has_a_dotted_name(text, name):
    report = Report()
    assert read_module_name(make_variables(django_settings_module=text), report) == name
    assert report.errors == ()


def test_there_need_not_be_a_settings_module():
    assert read_module_name({}, Report()) is None


@pytest.mark.parametrize("text", ["mysite/settings.py", "mysite settings", "mysite..settings", ".settings"])
def test_settings_module_that_is_no_dotted_name_is_an_error(text):
    report = Report()
    assert read_module_name(make_variables(django_settings_module=text), report) is None
    assert [error.message for error in report.errors] == [f"expected the dotted name of a module, got {text!r}"]


def test_indented_line_after_the_settings_module_is_named_as_the_mistake():
    report = Report()
    assert read_module_name(make_variables(django_settings_module="mysite.settings\ndebug = true"), report) is None
    (error,) = report.errors
    assert error.message.endswith("; remove the indentation of the lines after the first")


def test_all_switches_are_on_when_the_ini_does_not_speak_of_them():
    assert read_switches({}, Report()) == FAST_SWITCHES


@pytest.mark.parametrize(
    ("text", "switches"),
    [
        ("none", ()),
        ("settings", ("settings",)),
        (" ".join(reversed(FAST_SWITCHES)), FAST_SWITCHES),
        (", ".join(FAST_SWITCHES), FAST_SWITCHES),
        ("\n    settings\n    settings", ("settings",)),
    ],
)
def test_the_switches_that_are_on_can_be_named(text, switches):
    report = Report()
    assert read_switches(make_variables(**{"twod.fast": text}), report) == switches
    assert report.errors == ()


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("", "; remove the option to have all of them"),
        ("setings", "; got 'setings'; did you mean settings?"),
        ("settings none", "; got 'none'"),
        ("all", "; got 'all'"),
        ("yes", "; got 'yes'"),
    ],
)
def test_a_switch_that_does_not_exist_is_an_error(text, end):
    report = Report()
    read_switches(make_variables(**{"twod.fast": text}), report)
    expected = f"/x.ini:2 [DEFAULT] twod.fast: expected none, or one or more of: {', '.join(FAST_SWITCHES)}{end}"
    assert list(map(str, report.errors)) == [expected]


@pytest.mark.parametrize(
    ("variables", "times"),
    [
        ({}, EndTimes(30, 0)),
        ({"twod.graceful_timeout": "2m"}, EndTimes(120, 0)),
        ({"twod.graceful_timeout": "0", "twod.stop_delay": "0.5s"}, EndTimes(0, 0.5)),
    ],
)
def test_the_times_of_the_end_can_be_chosen(variables, times):
    report = Report()
    assert read_end_times(make_variables(**variables), report) == times
    assert report.errors == ()


@pytest.mark.parametrize("name", [GRACEFUL_TIMEOUT_OPTION, STOP_DELAY_OPTION])
def test_a_time_of_the_end_that_is_none_is_an_error(name):
    report = Report()
    assert read_end_times(make_variables(**{name: "long"}), report) == EndTimes()
    assert list(map(str, report.errors)) == [
        f"/x.ini:2 [DEFAULT] {name}: expected seconds, such as 2s, 0.5s or 5m, got 'long'"
    ]


def test_a_variable_that_only_looks_like_one_of_twod_s_is_a_warning():
    report = Report()
    judge_unread(
        make_variables(**{"twod.fsat": "none", "twod.types": "", "twod.quite-another": "", "mine": ""}), report
    )
    assert list(map(str, report.warnings)) == [
        "/x.ini:2 [DEFAULT] twod.fsat: twod.wsgi has no such option; did you mean twod.fast?",
        "/x.ini:2 [DEFAULT] twod.quite-another: twod.wsgi has no such option",
    ]
    assert report.errors == ()


@pytest.mark.parametrize(
    "name",
    [
        *DIALECT_ONE_OPTIONS,
        GRACEFUL_TIMEOUT_OPTION,
        STOP_DELAY_OPTION,
        "twod.dialect",
        "twod.types",
        "twod.fast",
        "twod.guard",
    ],
)
def test_a_variable_that_is_read_is_no_warning(name):
    report = Report()
    judge_unread(make_variables(**{name: "x"}), report)
    assert report.warnings == ()
