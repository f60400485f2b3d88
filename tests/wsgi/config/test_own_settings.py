"""Settings of the project's own get the type that the project gives them."""

from __future__ import annotations

from collections import OrderedDict
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.check import check_ini
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.config.kinds.untyped import UNDECLARED
from twod.wsgi.config.merging.own_settings import OwnSettings, get_kind, read_declared_types


def make_option(text: str) -> IniOption:
    return IniOption("twod.types", text, "/srv/x.ini", 2, "DEFAULT")


@pytest.mark.parametrize(
    ("line", "text", "value"),
    [
        ("MY = 5", "7", 7),
        ("MY = True", "no", False),
        ("MY = 'x'", "7", "7"),
        ("MY = 1.5", "2", 2.0),
        ("MY = ['a']", "7 b", ["7", "b"]),
        ("MY = [1]", "7 8", [7, 8]),
        ("MY = []", "7 b", [7, "b"]),
        ("MY = ('a', 'b')", "c d", ("c", "d")),
        ("MY = {'a'}", "b c", {"b", "c"}),
        ("MY = {'a': 1}", "b = 2\nc = x", {"b": 2, "c": "x"}),
        ("from pathlib import Path; MY = Path('/a')", "/b c", Path("/b c")),
        ("from datetime import timedelta; MY = timedelta(1)", "1h30m", timedelta(minutes=90)),
        ("from decimal import Decimal; MY = Decimal(1)", "1.10", Decimal("1.10")),
        ("from collections import OrderedDict; MY = OrderedDict(a=1)", '{"b": 2}', OrderedDict(b=2)),
        ("MY: int", "7", 7),
        ("MY: str", "7", "7"),
        ("MY: 'int | None' = None", "none", None),
        ("MY: int | None = None", "7", 7),
        ("MY: list[int]", "7 8", [7, 8]),
        ("MY: tuple[str, ...]", "7 8", ("7", "8")),
        ("MY: dict[str, int]", "a = 7", {"a": 7}),
        ("from typing import Final; MY: Final[bool]", "on", True),
        ("MY: list[int] = []", "7 8", [7, 8]),
        ("MY = None", "a", "a"),
        ("MY = None", "[7]", [7]),
        ("MY = None", '"7"', "7"),
    ],
)
def test_type_comes_from_the_settings_module(load, settings_module, line, text, value):
    name = settings_module(line)
    text = text.replace("\n", "\n    ")
    loaded = load(f"MY = {text}", default=f"django_settings_module = {name}")
    assert loaded.values["MY"] == value
    assert type(loaded.values["MY"]) is type(value)


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("int", "1_000", 1000),
        ("bool", "yes", True),
        ("str", "5", "5"),
        ("float", "1.5", 1.5),
        ("seconds", "5m", 300),
        ("bytes", "1KiB", 1024),
        ("mode", "0o700", 0o700),
        ("path", "/a", Path("/a")),
        ("list", "a b", ["a", "b"]),
        ("lines", "a b", ["a b"]),
        ("pairs", "a ; b", [("a", "b")]),
        ("dict", "a = 1", {"a": 1}),
        ("json", "5", 5),
        ("int?", "none", None),
    ],
)
def test_type_may_be_declared_in_default(load, type_, text, value):
    assert load(f"MY = {text}", default=f"twod.types = OTHER:int, MY:{type_}").values["MY"] == value


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("MY", "expected NAME:TYPE, got 'MY'; the types are bool, int, "),
        ("MY:", "expected NAME:TYPE, got 'MY:'; the types are bool, int, "),
        ("MY:integer", "expected NAME:TYPE, got 'MY:integer'; did you mean int?"),
        ("MY:string?", "expected NAME:TYPE, got 'MY:string?'; did you mean str?"),
        ("my:int", "expected NAME:TYPE with NAME in capitals, got 'my:int'"),
        (":int", "expected NAME:TYPE with NAME in capitals, got ':int'"),
        ("M Y:int", "expected NAME:TYPE, got 'M'; the types are bool, int, "),
    ],
)
def test_declaration_that_means_nothing_is_an_error(problems, word, message):
    assert f"[DEFAULT] twod.types: {message}" in problems("A = 1", default=f"twod.types = {word}")[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("true", True),
        ("null", None),
        ("[1, 2.5,]", [1, 2.5]),
        ('{"a": 1}', {"a": 1}),
        ('"5"', "5"),
        ("005", "005"),
        ("a", "a"),
    ],
)
def test_without_any_type_json_is_json_and_the_rest_is_text(load, text, value):
    assert load(f"MY = {text}").values["MY"] == value


@pytest.mark.parametrize("text", ["True", "False", "None", "TRUE", "yes", "No", "on", "off", "1.10", "1.5", ".5"])
def test_text_that_looks_like_something_else_is_a_text_and_a_warning(load, text):
    with pytest.warns(UserWarning, match=f"MY: '{text}' is a text here"):
        assert load(f"MY = {text}").values["MY"] == text


@pytest.mark.parametrize(("text", "what"), [("12345", "an integer"), ("true", "a boolean"), ("null", "None")])
def test_value_over_none_that_is_no_text_is_a_warning(load, settings_module, text, what):
    name = settings_module("import os; MY = os.environ.get('NO_SUCH_VARIABLE')")
    with pytest.warns(
        UserWarning, match=rf"MY: it is {what} here, because the previous value, None, has no known type"
    ):
        load(f"MY = {text}", default=f"django_settings_module = {name}")
    assert load(f"MY = {text}", default=f"django_settings_module = {name}\ntwod.types = MY:str").values["MY"] == text


def test_nested_part_has_the_type_of_its_present_value(load, settings_module):
    name = settings_module("MY = {'a': {'n': 5, 's': 'x'}}")
    loaded = load("MY.a.s = 7\nMY.a.n = 7\nMY.a.new = 7", default=f"django_settings_module = {name}")
    assert loaded.values["MY"] == {"a": {"s": "7", "n": 7, "new": 7}}


def test_setting_of_the_module_may_be_near_to_one_of_django(load, settings_module):
    name = settings_module("SITE_IDS = [1]")
    assert load("SITE_IDS = 2", default=f"django_settings_module = {name}").values["SITE_IDS"] == [2]


def test_check_does_not_guess_what_only_the_module_knows(write):
    check_ini(
        write(
            "x.ini",
            "[DEFAULT]\ndjango_settings_module = mysite.settings\n[app:main]\nuse = egg:twod.wsgi\nMY = [a-z]+\n",
        )
    )


def test_mapping_keeps_its_class_when_a_part_changes(load, settings_module):
    name = settings_module("from collections import OrderedDict; MY = OrderedDict(b=1, a=2)")
    value = load("MY.c = 3", default=f"django_settings_module = {name}").values["MY"]
    assert value == OrderedDict(b=1, a=2, c=3)
    assert type(value) is OrderedDict


def test_types_are_declared_by_words_apart_by_blanks_or_commas():
    report = Report()
    declared = read_declared_types({"twod.types": make_option("A:int, B:str\nC:bool?")}, report)
    assert list(declared) == ["A", "B", "C"]
    assert report.errors == ()


def test_every_bad_declaration_is_told_and_the_others_count():
    report = Report()
    declared = read_declared_types({"twod.types": make_option("A:int B:integer c:int")}, report)
    assert list(declared) == ["A"]
    assert [problem.message.rpartition(", got ")[2] for problem in report.errors] == [
        "'B:integer'; did you mean int?",
        "'c:int'",
    ]


def test_setting_is_known_by_its_value_its_annotation_or_its_declaration():
    module = ModuleType("shop.settings")
    module.A = None
    module.__annotations__ = {"B": "int"}
    own = OwnSettings({"C": INTEGER}, module)
    assert [name in own for name in "ABCD"] == [True, True, True, False]
    assert [own.find_kind(name) for name in "ABCD"] == [None, INTEGER, INTEGER, None]


def test_declaration_is_stronger_than_the_value_in_the_module():
    module = ModuleType("shop.settings")
    module.A = "x"
    assert OwnSettings({"A": INTEGER}, module).find_kind("A") is INTEGER
    assert OwnSettings({}, module).find_kind("A") is TEXT


def test_declared_pairs_are_pairs_whatever_the_module_has(load, settings_module):
    name = settings_module("MY = ['a']\nOTHER = object()")
    default = f"django_settings_module = {name}\ntwod.types = MY:pairs OTHER:int"
    values = load("MY = a ; b\nOTHER = 5", default=default).values
    assert (values["MY"], values["OTHER"]) == ([("a", "b")], 5)


def test_declaration_of_a_setting_of_djangos_is_a_warning(load):
    with pytest.warns(
        UserWarning, match=r"twod\.types: SITE_ID is a setting of Django, which already has a type; remove it here"
    ):
        assert load("SITE_ID = 5", default="twod.types = SITE_ID:str").values["SITE_ID"] == 5


def test_setting_that_django_had_once_is_taken_where_it_is_declared(load, problems):
    (problem,) = problems("USE_ETAGS = 5")
    assert problem.endswith("(if it is one of your own: twod.types = USE_ETAGS:TYPE)")
    assert load("USE_ETAGS = 5", default="twod.types = USE_ETAGS:int").values["USE_ETAGS"] == 5


def test_setting_that_begins_with_an_underscore_is_taken(load, settings_module):
    name = settings_module("_LIMIT = 5\n_SITE_ID = '1'")
    default = f"django_settings_module = {name}"
    values = load("_LIMIT = 7\n_SITE_ID = 2\n_NEW = a", default=default).values
    assert (values["_LIMIT"], values["_SITE_ID"], values["_NEW"]) == (7, "2", "a")


def test_part_without_a_type_that_looks_like_something_else_is_a_warning(load):
    options = "DATABASES.default.OPTIONS.ssl = True"
    with pytest.warns(UserWarning, match="'True' is a text here; write true, false or null, or put it in"):
        load(options)
    with pytest.warns(UserWarning, match="SHOP: 'off' is a text here; write true, false or null, or put it in double"):
        load("SHOP =\n    a = off\n    b = 0.5", default="twod.types = SHOP:dict")
    assert load('SHOP.a = 0.5\nSHOP.b = "off"').values["SHOP"] == {"a": 0.5, "b": "off"}


def test_annotation_that_only_a_type_checker_can_resolve_tells_nothing():
    module = ModuleType("shop.settings")
    module.__annotations__ = {"A": "NoSuchName", "B": "int"}
    assert "B" not in OwnSettings({}, module)


def test_kind_is_that_of_django_then_of_the_project_then_of_the_looks():
    own = OwnSettings({"SITE_ID": TEXT, "MY": INTEGER}, None)
    assert [get_kind(name, own) for name in ("SITE_ID", "MY", "OTHER")] == [INTEGER, INTEGER, UNDECLARED]


def test_misspelt_setting_of_the_module_is_an_error(problems, settings_module):
    default = f"django_settings_module = {settings_module('SHOP_MAX_ITEMS = 5')}"
    assert problems("SHOP_MAX_ITMS = 7", default=default) == [
        "site.ini:5 [app:main] SHOP_MAX_ITMS: not a setting; did you mean SHOP_MAX_ITEMS? (if it is one of your own: "
        "twod.types = SHOP_MAX_ITMS:TYPE)"
    ]


def test_misspelling_of_a_declared_setting_is_an_error(problems):
    assert problems("SHOP_MAX_ITMS = 7", default="twod.types = SHOP_MAX_ITEMS:int") == [
        "site.ini:5 [app:main] SHOP_MAX_ITMS: not a setting; did you mean SHOP_MAX_ITEMS? (if it is one of your own: "
        "twod.types = SHOP_MAX_ITMS:TYPE)"
    ]


def test_setting_beside_a_similar_one_of_the_module_is_one_of_its_own(load, settings_module):
    name = settings_module("SHOP_ITEM_1 = 1\nSHOP_URL = ''\nSHOP_MAX_PRICE = 9\nUSE_L10N = True")
    options = "SHOP_ITEM_2 = 2\nSHOP_URLS = /a /b\nSHOP_MIN_PRICE = 1\nUSE_L10 = x"
    values = load(options, default=f"django_settings_module = {name}").values
    assert (values["SHOP_ITEM_2"], values["SHOP_URLS"], values["SHOP_MIN_PRICE"]) == (2, "/a /b", 1)


def test_own_names_are_those_declared_and_those_that_django_never_had():
    module = ModuleType("shop.settings")
    module.__dict__.update(SHOP_URL="x", USE_L10N=True, DEBUG=True, helper=1)
    module.__annotations__ = {"SHOP_KEY": "str"}
    assert OwnSettings({"SHOP_TTL": INTEGER}, module).names == ("SHOP_KEY", "SHOP_TTL", "SHOP_URL")
    assert OwnSettings({}, None).names == ()
