"""The declarations of 1.x become those of today, where today's rules need one."""

from __future__ import annotations

from types import ModuleType

import pytest

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.merging.own_settings import OwnSettings
from twod.wsgi.migration.old_types import find_words


def make_option(name: str, text: str) -> IniOption:
    return IniOption(name, text, "/srv/x.ini", 7, "app:main")


def find(settings: dict[str, str], module: ModuleType | None = None, **declarations: str) -> dict[str, str]:
    options = [make_option(name, text) for name, text in settings.items()]
    variables = {f"twod.{name}": make_option(f"twod.{name}", text) for name, text in declarations.items()}
    return find_words(options, variables, OwnSettings({}, module), Report())


@pytest.mark.parametrize(
    ("declaration", "word"),
    [
        ("booleans", "bool"),
        ("integers", "int"),
        ("tuples", "list"),
        ("nested_tuples", "json"),
        ("tree_tuples", "json"),
        ("dictionaries", "dict"),
        ("none_if_empty_settings", "str?"),
    ],
)
def test_each_declaration_of_1x_has_a_word(declaration, word):
    assert find({"MY": "5"}, **{declaration: "OTHER MY"}) == {"MY": word}


@pytest.mark.parametrize(
    ("text", "word"),
    [("{}", "dict"), ("[]", "list"), ('["a"]', "list"), ("[1]", "json"), ('{"a": [1]}', "dict"), ("[", "str")],
)
@pytest.mark.parametrize("declaration", ["tuples", "nested_tuples", "tree_tuples", "dictionaries"])
def test_json_has_the_type_that_it_shows_whatever_was_declared(declaration, text, word):
    assert find({"MY": text}, **{declaration: "MY"}) == {"MY": word}


def test_first_declaration_that_names_a_setting_wins():
    assert find({"MY": "5"}, tuples="MY", booleans="MY") == {"MY": "bool"}


def test_setting_without_a_declaration_needs_one_only_where_its_name_is_refused_today():
    assert find({"MY": "5", "SITE_IDS": "5"}) == {}
    assert find({"ALOWED_HOSTS": "a", "SITEID": "5"}) == {"ALOWED_HOSTS": "str", "SITEID": "str"}


def test_setting_of_django_and_one_that_the_settings_module_types_need_no_declaration():
    module = ModuleType("shop.settings")
    module.MY = 5
    assert find({"SITE_ID": "5", "MY": "6"}, module, integers="SITE_ID MY") == {}


def test_removed_setting_is_declared_with_a_note():
    report = Report()
    options = [make_option("MIDDLEWARE_CLASSES", "a b"), make_option("USE_L10N", "y"), make_option("USE_ETAGS", "x")]
    words = find_words(options, {}, OwnSettings({}, None), report)
    assert words == {"MIDDLEWARE_CLASSES": "list", "USE_L10N": "bool", "USE_ETAGS": "str"}
    assert str(report.warnings[0]) == (
        "/srv/x.ini:7 [app:main] MIDDLEWARE_CLASSES: removed in Django 2.0; use MIDDLEWARE;"
        " it is kept as your own setting"
    )
