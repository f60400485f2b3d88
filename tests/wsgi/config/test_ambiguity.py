"""A value whose form alone decided its type is told of, where somebody may have meant another one."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twod.inifile.keys import parse_key
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.references import References
from twod.inifile.seals import seal
from twod.wsgi.config.check import check_settings
from twod.wsgi.config.dialects.two import DialectTwo
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.kinds.untyped import UNDECLARED
from twod.wsgi.config.merging.ambiguity import find_ambiguities
from twod.wsgi.config.merging.changes import Copies, apply_change, make_operation, make_setter
from twod.wsgi.config.merging.draft import Draft, apply_option
from twod.wsgi.config.merging.facts import Facts
from twod.wsgi.config.merging.own_settings import OwnSettings


def find(name: str, text: str, value: object = MISSING) -> list[str]:
    key = parse_key(name)
    change = make_operation(key, text) if key.operator else make_setter(text)
    changed = apply_change(KINDS.get(key.name, UNDECLARED), value, key.path, change, Copies())
    return list(find_ambiguities(key, text, changed))


@pytest.mark.parametrize(
    ("name", "text", "value", "message"),
    [
        ("MY", "True", MISSING, "'True' is a text here; write true, false or null, or declare it: twod.types = MY:str"),
        ("MY", "1.10", MISSING, "'1.10' is a text here; declare its type: twod.types = MY:float or :str"),
        ("MY", seal("off", "${x}"), MISSING, "'${x}' is a text here; write true, false or null, or declare it: twod."),
        (
            "MY",
            "5",
            None,
            "it is an integer here, because the previous value, None, has no known type; declare its type: ",
        ),
        (
            "MY.a",
            "5",
            {"a": None},
            "it is an integer here, because the previous value, None, has no known type; put it in doub",
        ),
        ("MY.a", "off", MISSING, "'off' is a text here; write true, false or null, or put it in double quotes"),
        ("MY.a", "1.10", MISSING, "'1.10' is a text here; write the whole as JSON if a number is meant, or put it in"),
        (
            "STORAGES.x.OPTIONS",
            "a = b\nc = No",
            MISSING,
            "'No' is a text here; write true, false or null, or put it in",
        ),
    ],
)
def test_value_that_may_mean_something_else_is_told_of_with_the_cure(name, text, value, message):
    (found,) = find(name, text, value)
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("MY", "true", MISSING),
        ("MY", '"True"', MISSING),
        ("MY", "off the record", MISSING),
        ("MY", "v1.10", MISSING),
        ("MY", "[1.10]", None),
        ("MY", "a text", None),
        ("MY", '"5"', None),
        ("MY.a", "0.5", MISSING),
        ("MY.append", "off", MISSING),
        ("TIME_ZONE", "off", MISSING),
        ("USE_TZ", "off", MISSING),
        ("SECURE_CSP", "img-src = 'none'", MISSING),
    ],
)
def test_value_that_means_what_it_looks_like_is_not(name, text, value):
    assert find(name, text, value) == []


def test_a_check_without_the_settings_module_does_not_guess(tmp_path):
    text = (
        "[DEFAULT]\ndjango_settings_module = shop.settings\n[app:main]\nuse = egg:twod.wsgi\n"
        "MY = off\nMY.a = off\nDATABASES.default.OPTIONS.ssl = off\n"
    )
    assert check_settings(tmp_path / "x.ini", text=text).warnings == ()


VALUES: list[Any] = [
    MISSING,
    None,
    {"a": {"b": time(9)}, 1: "x"},
    [("a", 1), ("b", None)],
    [{"a": 1}],
    {"a", "b"},
    (1, 2),
    object(),
    "a",
]


PIECES = st.sampled_from(["${env:X}", "a", '"', " ; ", "\n", " = ", "[", "{", "]", "}", "off", "1.5", "#"])


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    value=st.sampled_from(VALUES),
    name=st.sampled_from(
        ["MY", "DATABASES", "TEMPLATES", "LANGUAGES", "CACHES.default.LOCATION", "ADMINS", "SECURE_CSP"]
    ),
    below=st.sampled_from(["", ".a", ".1", ".a.b", ".0", ".append", ".remove", ".before(a)", ".a.append", ".0.remove"]),
    text=st.text(max_size=8) | st.lists(PIECES, max_size=6).map("".join),
    environ=st.sampled_from(['"', "off", "[", "a = b", "", "1.10"]),
)
def test_any_option_over_any_value_is_applied_or_a_problem_with_its_place(value, name, below, text, environ):
    draft, report = Draft(None, {}), Report()
    if value is not MISSING:
        draft.values[name.partition(".")[0]] = value
    facts = Facts(OwnSettings({}, None), DialectTwo(), References({}, {"X": environ}), (5, 2), lacks_module=False)
    option = IniOption(name + below, text, "/srv/x.ini", 3, "app:main")
    apply_option(draft, parse_key(name + below), option, facts, report)
    assert all(problem.line == 3 for problem in (*report.errors, *report.warnings))
    assert not any("raises" in problem.message for problem in report.errors)
