"""Options become settings, on top of a settings module and Django's defaults."""

from __future__ import annotations

from types import ModuleType

import pytest

from twod.wsgi.config.kinds.markers import UNKNOWN
from twod.wsgi.config.merging.resolution import resolve

DEFAULTS = {"SITE_ID": 0, "MIDDLEWARE": ["a.A"], "DEBUG": False}


@pytest.fixture
def module():
    module = ModuleType("shop.settings")
    module.MIDDLEWARE = ["m.M"]
    module.MY = 5
    module.helper = None
    return module


def test_ini_is_stronger_than_the_settings_module_and_that_than_django(deploy, module):
    resolved = resolve(deploy({"MY": "6", "MIDDLEWARE.append": "b.B"}), module=module, defaults=DEFAULTS, environ={})
    assert resolved.values == {"MIDDLEWARE": ["m.M", "b.B"], "MY": 6}
    assert (resolved.report.errors, resolved.report.warnings) == ((), ())
    resolved = resolve(deploy({"MIDDLEWARE.append": "b.B"}), defaults=DEFAULTS, environ={})
    assert resolved.values == {"MIDDLEWARE": ["a.A", "b.B"]}


def test_values_are_in_the_order_of_their_names(deploy):
    resolved = resolve(deploy({"B": "1", "A": "1"}, debug="no"), defaults=DEFAULTS, environ={})
    assert list(resolved.values) == ["A", "B", "DEBUG"]


def test_stronger_section_has_the_last_word(deploy):
    resolved = resolve(deploy({"SITE_ID": "1"}, {"SITE_ID": "2"}), defaults=DEFAULTS, environ={})
    assert resolved.values == {"SITE_ID": 2}
    assert resolved.places["SITE_ID"].line == 21


def test_debug_is_set_by_the_variable(deploy):
    resolved = resolve(deploy({}, debug="${env:D}"), defaults=DEFAULTS, environ={"D": "yes"})
    assert resolved.values == {"DEBUG": True}
    assert resolved.places["DEBUG"].name == "debug"


def test_bad_debug_from_the_environment_is_hidden(deploy):
    resolved = resolve(deploy({}, debug="${env:D}"), defaults=DEFAULTS, environ={"D": "s3cret"})
    (problem,) = resolved.report.errors
    assert problem.message == "expected true or false, got <hidden>"


def test_value_that_cannot_be_read_is_unknown_and_the_others_are_read(deploy):
    resolved = resolve(deploy({"SITE_ID": "x", "MY": "5"}), defaults=DEFAULTS, environ={})
    assert resolved.values == {"MY": 5, "SITE_ID": UNKNOWN}
    assert [str(problem) for problem in resolved.report.errors] == [
        "/srv/x.ini:11 [app:s0] SITE_ID: expected an integer, got 'x'"
    ]


def test_name_that_is_refused_sets_nothing(deploy):
    resolved = resolve(deploy({"ALOWED_HOSTS": "a", "USE_ETAGS": "1"}), defaults=DEFAULTS, environ={})
    assert resolved.values == {}
    assert [problem.name for problem in resolved.report.errors] == ["ALOWED_HOSTS", "USE_ETAGS"]


def test_name_that_dialect_one_lets_pass_sets_something_with_a_warning(deploy):
    resolved = resolve(deploy({"ALOWED_HOSTS": "a"}, twod__dialect="1"), defaults=DEFAULTS, environ={})
    assert resolved.values == {"ALOWED_HOSTS": "a"}
    assert [problem.name for problem in resolved.report.warnings] == ["ALOWED_HOSTS"]


def test_settings_module_wins_in_dialect_one(deploy, module):
    deployment = deploy({"MY": "6", "MIDDLEWARE": "b.B", "SITE_ID": "3"}, twod__dialect="1")
    resolved = resolve(deployment, module=module, defaults=DEFAULTS, environ={})
    assert resolved.values == {"MIDDLEWARE": ["m.M", "b.B"], "MY": 5, "SITE_ID": 3}
    assert [problem.message for problem in resolved.report.warnings] == [
        "it has no effect: in dialect 1, the value in settings module shop.settings overrides it"
    ]


def test_file_that_a_value_comes_from_is_told(deploy, tmp_path):
    (tmp_path / "key").write_text("k\n")
    resolved = resolve(deploy({"SECRET_KEY": f"${{file:{tmp_path}/key}}"}), defaults=DEFAULTS, environ={})
    assert resolved.values == {"SECRET_KEY": "k"}
    assert resolved.files == {f"{tmp_path}/key"}


def test_check_knows_neither_defaults_nor_the_environment_and_still_reads_what_the_ini_says(deploy):
    options = {"SITE_ID": "5", "MIDDLEWARE.append": "b.B", "MY": "${env:A}", "DATABASES.default.PORT": "5"}
    resolved = resolve(deploy(options), environ={})
    assert resolved.values == {"DATABASES": UNKNOWN, "MIDDLEWARE": UNKNOWN, "MY": UNKNOWN, "SITE_ID": 5}
    assert resolved.report.errors == ()


def test_check_does_not_read_what_only_the_settings_module_can_type(deploy):
    resolved = resolve(deploy({"MY": "[a-z", "SITE_ID": "5"}, django_settings_module="shop.settings"), environ={})
    assert resolved.values == {"MY": UNKNOWN, "SITE_ID": 5}
    assert resolved.report.errors == ()


@pytest.mark.parametrize("text", ["True", "none", "NULL"])
def test_word_that_is_nearly_json_is_doubtful_where_the_looks_decide(deploy, text):
    resolved = resolve(deploy({"MY": text}), defaults=DEFAULTS, environ={})
    assert resolved.values == {"MY": text}
    assert resolved.report.warnings[0].message.startswith(f"'{text}' is a text here; write true, false or null")
    for variables in ({"twod__types": "MY:str"}, {"twod__dialect": "1"}):
        assert resolve(deploy({"MY": text}, **variables), defaults=DEFAULTS, environ={}).report.warnings == ()


def test_no_path_leads_upwards_from_the_ini(deploy):
    options = {"MEDIA_ROOT": "/srv/../var/media", "DIRS": '["/srv/../a", "/srv/b/../c"]'}
    resolved = resolve(deploy(options), defaults=DEFAULTS, environ={})
    assert resolved.values == {"MEDIA_ROOT": "/var/media", "DIRS": ["/a", "/srv/b/../c"]}
