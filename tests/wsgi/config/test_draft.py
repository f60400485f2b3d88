"""Settings in the making begin with the settings module, and each option changes one of them."""

from __future__ import annotations

from collections import namedtuple
from types import ModuleType

import pytest

from twod.inifile.keys import parse_key
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.references import References
from twod.wsgi.config.dialects.dialect import Dialect
from twod.wsgi.config.dialects.one import DialectOne
from twod.wsgi.config.dialects.two import DialectTwo
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN
from twod.wsgi.config.merging.draft import Draft, apply_option, let_module_win
from twod.wsgi.config.merging.facts import Facts
from twod.wsgi.config.merging.own_settings import OwnSettings


@pytest.fixture
def module():
    module = ModuleType("shop.settings")
    module.SITE_ID = 1
    module.INTERNAL_IPS = ("::1",)
    module.lower = 1
    return module


def make_facts(dialect: Dialect) -> Facts:
    return Facts(OwnSettings({}, None), dialect, References({}, {}), (5, 2), lacks_module=False)


def apply(draft: Draft, name: str, text: str, dialect: Dialect) -> Report:
    report = Report()
    option = IniOption(name, text, "/srv/x.ini", 3, "app:main")
    apply_option(draft, parse_key(name), option, make_facts(dialect), report)
    return report


def test_draft_begins_with_the_settings_module(module):
    draft = Draft(module, {"TIME_ZONE": "UTC"})
    assert draft.values == {"INTERNAL_IPS": ("::1",), "SITE_ID": 1}
    assert draft.places == {"INTERNAL_IPS": None, "SITE_ID": None}
    assert draft.module_name == "shop.settings"
    assert Draft(None, None).module_name == ""


def test_value_is_that_of_the_draft_or_of_django(module):
    draft = Draft(module, {"TIME_ZONE": "UTC", "SITE_ID": 0})
    assert [draft.find_value(name) for name in ("SITE_ID", "TIME_ZONE", "MY")] == [1, "UTC", MISSING]
    assert Draft(module, None).find_value("TIME_ZONE") is UNKNOWN


def test_option_changes_the_value_the_place_and_the_history():
    draft = Draft(None, {})
    assert apply(draft, "SITE_ID", "5", DialectTwo()).errors == ()
    assert draft.values == {"SITE_ID": 5}
    assert draft.places["SITE_ID"].line == 3
    assert draft.history.is_set_whole("SITE_ID")


def test_error_names_what_is_overridden():
    draft = Draft(None, {})
    apply(draft, "SITE_ID", "5", DialectTwo())
    (problem,) = apply(draft, "SITE_ID", "x", DialectTwo()).errors
    assert problem.message == "expected an integer, got 'x' (overrides /srv/x.ini:3 [app:main] = 5)"
    assert draft.values == {"SITE_ID": UNKNOWN}


def test_secret_is_hidden_in_the_error():
    (problem,) = apply(Draft(None, {}), "DATABASES.default", "[s3cret", DialectTwo()).errors
    assert "s3cret" not in problem.message


def test_dialect_reads_whole_settings_in_its_own_way_and_parts_as_today():
    draft = Draft(None, {})
    apply(draft, "MY", "5", DialectOne({}))
    apply(draft, "MY_OTHER.a", "5", DialectOne({}))
    assert draft.values == {"MY": "5", "MY_OTHER": {"a": 5}}


def test_what_the_module_has_stays_or_grows(module):
    draft, report = Draft(module, {}), Report()
    for name, text in (("SITE_ID", "5"), ("INTERNAL_IPS", "a"), ("MY", "x")):
        apply(draft, name, text, DialectOne({}))
    let_module_win(draft, report)
    assert draft.values == {"INTERNAL_IPS": ("::1", "a"), "MY": "x", "SITE_ID": 1}
    assert [problem.name for problem in report.warnings] == ["SITE_ID"]


def test_part_of_what_the_module_has_is_changed_in_dialect_one_too(module):
    draft, report = Draft(module, {}), Report()
    apply(draft, "INTERNAL_IPS.append", "a", DialectOne({}))
    let_module_win(draft, report)
    assert draft.values["INTERNAL_IPS"] == ("::1", "a")


def test_text_where_the_module_has_a_list_is_an_error(module):
    module.MY = [1]
    draft, report = Draft(module, {}), Report()
    apply(draft, "MY", "x", DialectOne({}))
    let_module_win(draft, report)
    assert [problem.message for problem in report.errors] == [
        "expected a list, because settings module shop.settings has a list"
    ]


def test_named_tuple_of_the_module_that_cannot_grow_is_an_error(module):
    module.MY = namedtuple("Point", "x y")("1", "2")
    draft, report = Draft(module, {}), Report()
    apply(draft, "MY", "3 4", DialectOne({"twod.tuples": IniOption("twod.tuples", "MY", None, None, None)}))
    let_module_win(draft, report)
    assert [problem.message for problem in report.errors] == ["expected 2 items for a Point: x, y"]
