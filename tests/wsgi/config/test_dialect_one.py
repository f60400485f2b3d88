"""An ini of twod.wsgi 1.x gives the settings that 1.x gave."""

from __future__ import annotations

import re

import pytest

from twod.inifile.variables import DIALECT_ONE_OPTIONS
from twod.wsgi.config.dialects.one import DECLARATIONS
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning

ONE = "debug = no\ntwod.dialect = 1"


def test_manual_of_1x_loads_to_the_same_settings(load):
    default = """
        debug = False
        twod.booleans =
            MY_BOOL1
            MY_BOOL2
        twod.integers =
            MY_INT
        twod.tuples =
            COLLECTION1
            COLLECTION2
            COLLECTION3
        twod.nested_tuples = YOUR_NESTED_TUPLE
        twod.tree_tuples = YOUR_TREE
        twod.dictionaries = YOUR_DICTIONARY
        twod.none_if_empty_settings = YOUR_NONE YOUR_TEXT
    """
    options = """
        MY_SHORT_STRING = foo
        MULTI_LINE = This
            is a
            multi-line
            option
        ANOTHER_STRING = Room #12
        QUOTED_STRING = "Lorem ipsum"
        MY_BOOL1 = True
        MY_BOOL2 = n
        MY_INT = 86400
        UNDECLARED = 5
        UNDECLARED_BOOLEAN = true
        COLLECTION1 = Oxford London Liverpool Leeds Manchester
        COLLECTION2 =
            Oxford
            London
        COLLECTION3 = Oxford London
            Liverpool Leeds
        YOUR_NESTED_TUPLE =
            Europe ; Madrid
            Europe ; Oxford ;  West
            Asia
        YOUR_TREE =
            a
            - aa,
            -- aaa
            - ab,
            b
            - ba
            c
            - ca,
        YOUR_DICTIONARY =
            France=Paris
            Spain = Madrid
            UK= London
        YOUR_NONE =
        YOUR_TEXT = Something else
        FILE_UPLOAD_TEMP_DIR =
        TIME_ZONE = "UTC"
        SITE_ID = 3
        USE_I18N = t
        DATE_INPUT_FORMATS = %%d/%%m %%Y
        INTERNAL_IPS = 127.0.0.1 ::1
    """
    values = load(options, default=default).values
    assert values == {
        "ANOTHER_STRING": "Room #12",
        "COLLECTION1": ("Oxford", "London", "Liverpool", "Leeds", "Manchester"),
        "COLLECTION2": ("Oxford", "London"),
        "COLLECTION3": ("Oxford", "London", "Liverpool", "Leeds"),
        "DATE_INPUT_FORMATS": ("%d/%m", "%Y"),
        "DEBUG": False,
        "FILE_UPLOAD_TEMP_DIR": None,
        "INTERNAL_IPS": ("127.0.0.1", "::1"),
        "MULTI_LINE": "This\nis a\nmulti-line\noption",
        "MY_BOOL1": True,
        "MY_BOOL2": False,
        "MY_INT": 86400,
        "MY_SHORT_STRING": "foo",
        "QUOTED_STRING": '"Lorem ipsum"',
        "SITE_ID": 3,
        "TIME_ZONE": '"UTC"',
        "UNDECLARED": "5",
        "UNDECLARED_BOOLEAN": "true",
        "USE_I18N": True,
        "YOUR_DICTIONARY": {"France": "Paris", "Spain": "Madrid", "UK": "London"},
        "YOUR_NESTED_TUPLE": (("Europe", "Madrid"), ("Europe", "Oxford", "West"), ("Asia",)),
        "YOUR_NONE": None,
        "YOUR_TEXT": "Something else",
        "YOUR_TREE": (("a", (("aa", "aaa"), "ab")), ("b", "ba"), ("c", ("ca",))),
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a\n- aa,\n- ab,\nb\n- ba,\n- bb,", (("a", ("aa", "ab")), ("b", ("ba", "bb")))),
        ("a\n- aa,\n-- aaa\n- ab,", (("a", (("aa", "aaa"), "ab")),)),
        ("a\n- aa,\nb", (("a", ("aa",)), "b")),
        ("a\n- aa\nb", (("a", "aa"), "b")),
    ],
)
def test_tree_tuple_is_folded_as_in_1x(load, text, value):
    text = text.replace("\n", "\n    ")
    assert load(f"TREE =\n    {text}", default="twod.tree_tuples = TREE").values["TREE"] == value


def test_settings_that_1x_did_not_know_are_read_by_the_table_of_today(load):
    values = load(
        "ALLOWED_HOSTS = a b\nLANGUAGES = en ; English\nDATABASES.default.NAME = x\nFILE_UPLOAD_PERMISSIONS = 0o600",
        default=ONE,
    ).values
    assert values["ALLOWED_HOSTS"] == ["a", "b"]
    assert values["LANGUAGES"] == [("en", "English")]
    assert values["DATABASES"] == {"default": {"NAME": "x"}}
    assert values["FILE_UPLOAD_PERMISSIONS"] == 0o600


def test_user_agents_are_compiled_since_django_takes_nothing_else(load):
    assert load("DISALLOWED_USER_AGENTS = ^a b$", default=ONE).values["DISALLOWED_USER_AGENTS"] == (
        re.compile("^a"),
        re.compile("b$"),
    )


def test_json_of_a_container_is_read(load):
    assert load('INSTALLED_APPS = ["a", "b"]', default=ONE).values["INSTALLED_APPS"] == ["a", "b"]


def test_scalar_of_the_settings_module_stays_with_a_warning(load, settings_module):
    name = settings_module("MEMBER = 'MEMBER'")
    with pytest.warns(
        ConfigurationWarning,
        match=f"MEMBER: it has no effect: in dialect 1, the value in settings module {name} overrides it",
    ):
        loaded = load("MEMBER = FOO", default=f"{ONE}\ndjango_settings_module = {name}")
    assert loaded.values["MEMBER"] == "MEMBER"
    assert [origin.source for origin in loaded.report(["MEMBER"])["MEMBER"].origins] == ["settings module"]


@pytest.mark.parametrize(("module", "value"), [("(1, 2)", (1, 2, "a")), ("[1, 2]", [1, 2, "a"])])
def test_sequence_of_the_settings_module_is_extended(load, settings_module, module, value):
    name = settings_module(f"MEMBER = {module}")
    loaded = load("MEMBER = a", default=f"{ONE}\ntwod.tuples = MEMBER\ndjango_settings_module = {name}")
    assert loaded.values["MEMBER"] == value


def test_text_where_the_module_has_a_sequence_is_an_error(problems, settings_module):
    name = settings_module("MEMBER = (1, 2)")
    (problem,) = problems("MEMBER = a", default=f"{ONE}\ndjango_settings_module = {name}")
    assert f"MEMBER: expected a list, because settings module {name} has a list" in problem


def test_only_the_outermost_value_extends_the_module(write, load, settings_module):
    name = settings_module("MIDDLEWARE_CLASSES = ('m',)")
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nMIDDLEWARE_CLASSES = a\n")
    default = f"[DEFAULT]\ndebug = no\ntwod.dialect = 1\ndjango_settings_module = {name}\n"
    text = f"{default}[app:main]\nuse = config:base.ini\nMIDDLEWARE_CLASSES = b\n"
    with pytest.warns(ConfigurationWarning, match="MIDDLEWARE_CLASSES: removed in Django 2.0; use MIDDLEWARE"):
        assert load(text).values["MIDDLEWARE_CLASSES"] == ("m", "b")


def test_dollar_is_text_and_a_warning(load):
    with pytest.warns(ConfigurationWarning, match="in dialect 1"):
        assert load("A = ${here}", default=ONE).values["A"] == "${here}"


def test_misspelt_name_is_only_a_warning(load):
    with pytest.warns(ConfigurationWarning, match="did you mean ALLOWED_HOSTS"):
        assert load("ALOWED_HOSTS = a", default=ONE).values["ALOWED_HOSTS"] == "a"


@pytest.mark.parametrize(
    "option", ["USE_I18N = maybe", "SITE_ID = x", "FORCE_SCRIPT_NAME = no", "DATABASE_OPTIONS = x"]
)
@pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")
def test_bad_value_is_located(problems, option):
    (problem,) = problems(option, default=ONE)
    assert problem.startswith(f"site.ini:6 [app:main] {option.partition(' ')[0]}: expected ")


def test_declaration_of_1x_makes_an_ini_dialect_one(load):
    assert load("A = 5").values["A"] == 5
    assert load("A = 5", default="twod.booleans = B").values["A"] == "5"
    assert load("A = 5", default="twod.booleans = B\ntwod.dialect = 2").values["A"] == 5


def test_declarations_are_the_options_by_which_an_ini_is_known_to_be_of_1x():
    assert tuple(DECLARATIONS) == DIALECT_ONE_OPTIONS


def test_unknown_dialect_is_an_error(problems):
    assert problems("A = 5", default="twod.dialect = 3") == [
        "site.ini:2 [DEFAULT] twod.dialect: expected 1 or 2, got '3'"
    ]


def test_secret_is_in_no_error_of_dialect_one(load):
    with pytest.raises(ConfigurationError) as raised:
        load("MY_SECRET = s3cret", default=f"{ONE}\ntwod.integers = MY_SECRET")
    assert "s3cret" not in str(raised.value)
