"""Each setting of an old ini is kept, written anew or commented out."""

from __future__ import annotations

from datetime import time
from types import ModuleType

import pytest

from twod.wsgi.config.dialects.one import DialectOne
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.by_type import KINDS_BY_WORD, find_kind_of_value
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.migration.decisions import Write, decide_json, decide_part, decide_whole
from twod.wsgi.migration.ini_text import CommentOut, Keep


@pytest.mark.parametrize(
    ("name", "text", "decision"),
    [
        ("SITE_ID", "5", Keep()),
        ("USE_I18N", "y", Write("USE_I18N", "true")),
        ("USE_I18N", "maybe", Keep()),
        ("TIME_ZONE", "UTC", Keep()),
        ("TIME_ZONE", '"UTC"', Write("TIME_ZONE", r'"\"UTC\""')),
        ("MEDIA_ROOT", "/a/${x}", Write("MEDIA_ROOT", '"/a/$${x}"')),
        ("INTERNAL_IPS", "127.0.0.1 ::1", Keep()),
        ("DATE_INPUT_FORMATS", "%d %m", Write("DATE_INPUT_FORMATS", "\n%d\n%m")),
        ("ALLOWED_HOSTS", "a b", Keep()),
    ],
)
def test_whole_setting_is_kept_where_it_reads_as_before(name, text, decision):
    assert decide_whole(name, text, DialectOne({}).find_reader(name), KINDS[name], None) == decision


def test_undeclared_number_is_a_text_in_dialect_one():
    assert decide_whole("MY", "5", str, UNTYPED, None) == Write("MY", '"5"')
    assert decide_whole("MY", "5", str, TEXT, None) == Keep()


def test_list_of_dialect_one_is_kept_since_django_takes_lists_for_tuples():
    assert decide_whole("MY", "a b", lambda text: tuple(text.split()), KINDS_BY_WORD["list"], None) == Keep()


@pytest.fixture
def module():
    module = ModuleType("shop.settings")
    module.SITE_ID = 1
    module.INTERNAL_IPS = ("::1",)
    return module


def test_what_the_settings_module_had_the_last_word_on_becomes_a_comment(module):
    decision = decide_whole("SITE_ID", "5", None, INTEGER, module)
    assert decision == CommentOut("It had no effect: shop.settings has SITE_ID, too.")


def test_what_extended_the_settings_module_appends_to_it(module):
    read = DialectOne({}).find_reader("INTERNAL_IPS")
    assert decide_whole("INTERNAL_IPS", "a b", read, KINDS["INTERNAL_IPS"], module) == Write(
        "INTERNAL_IPS.append", "\na\nb"
    )


@pytest.mark.parametrize("value", [(object(),), (time(9),), ((1, 2),), ([1],), (b"\xff",)])
def test_what_has_no_notation_beside_the_values_of_the_settings_module_is_kept(module, value):
    module.MY = value
    kind = find_kind_of_value(value)
    assert kind is not None
    assert decide_whole("MY", "a b", lambda text: tuple(text.split()), kind, module) in {
        Keep(),
        Write("MY.append", "\na\nb"),
    }


def test_text_where_the_settings_module_has_a_list_stays_the_error_that_it_was(module):
    assert decide_whole("INTERNAL_IPS", "a", str, KINDS["INTERNAL_IPS"], module) == Keep()


def test_part_of_a_setting_changes_where_it_has_a_reference_of_today():
    assert decide_part("DATABASES.default.NAME", "x") == Keep()
    assert decide_part("DATABASES.default.NAME", "${x}") == Write("DATABASES.default.NAME", "$${x}")


@pytest.mark.parametrize(
    ("name", "text", "decision"),
    [
        ("ALLOWED_HOSTS", '["a", "b"]', Write("ALLOWED_HOSTS", "\na\nb")),
        ("TIME_ZONE", '"UTC"', Write("TIME_ZONE", "UTC")),
        ("TIME_ZONE", '" UTC"', Write("TIME_ZONE", '" UTC"')),
        ("SITE_ID", "5", Keep()),
        ("MEDIA_ROOT", '"${here}/x"', Keep()),
        ("TEMPLATES", '[{"BACKEND": "b"}]', Keep()),
        ("ALLOWED_HOSTS", '["a"', Keep()),
    ],
)
def test_json_is_kept_where_no_other_notation_is_simpler(name, text, decision):
    assert decide_json(name, text, KINDS[name]) == decision
