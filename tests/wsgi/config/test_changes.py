"""How the options of a chain add up, and what a change does to a part of a value."""

from __future__ import annotations

import tracemalloc

import pytest

from twod.inifile.keys import Key
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.config.merging.changes import Change, Copies, apply_change, make_operation, make_setter
from twod.wsgi.config.survey import load_uri
from twod.wsgi.config.trace.shown import show_alike, show_lines
from twod.wsgi.exc import BadValueError


def change_part(kind: Kind, value: object, path: tuple[str, ...], change: Change) -> object:
    return apply_change(kind, value, path, change, Copies()).value


def test_nested_key_leaves_the_rest_of_the_settings_module(load, settings_module):
    name = settings_module("DATABASES = {'default': {'ENGINE': 'e', 'HOST': 'db0', 'OPTIONS': {'a': 1}}}")
    loaded = load(
        "DATABASES.default.HOST = db1\nDATABASES.default.OPTIONS.b = 2", default=f"django_settings_module = {name}"
    )
    assert loaded.values["DATABASES"] == {"default": {"ENGINE": "e", "HOST": "db1", "OPTIONS": {"a": 1, "b": 2}}}


def test_settings_module_itself_is_never_changed(load, settings_module):
    import importlib

    name = settings_module("DEBUG = True\nMIDDLEWARE = ['a']\nDATABASES = {'default': {'HOST': 'db0', 'OPTIONS': {}}}")
    options = "MIDDLEWARE.append = b\nDATABASES.default.OPTIONS.x = 1\nDATABASES.default.HOST = db1"
    load(options, default=f"django_settings_module = {name}\ndebug = false")
    module = importlib.import_module(name)
    assert (module.DEBUG, module.MIDDLEWARE) == (True, ["a"])
    assert module.DATABASES == {"default": {"HOST": "db0", "OPTIONS": {}}}


def test_nested_key_without_anything_below_makes_the_mapping(load):
    assert load("DATABASES.default.NAME = x").values["DATABASES"] == {"default": {"NAME": "x"}}
    assert load("TEMPLATES.0.APP_DIRS = yes").values["TEMPLATES"] == [{"APP_DIRS": True}]


def test_nested_key_starts_from_django_default(load):
    caches = load("CACHES.default.TIMEOUT = 5m").values["CACHES"]
    assert caches == {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 300}}


def test_quoted_segment_keeps_its_dot(load):
    value = load('LOGGING.loggers."django.request".propagate = no').values["LOGGING"]
    assert value == {"loggers": {"django.request": {"propagate": False}}}


def test_index_changes_one_item(load, settings_module):
    name = settings_module("TEMPLATES = ({'DIRS': ['a']}, {'DIRS': ['b']})")
    loaded = load("TEMPLATES.1.DIRS = /c d\nTEMPLATES.0.DIRS.append = /e", default=f"django_settings_module = {name}")
    assert loaded.values["TEMPLATES"] == ({"DIRS": ["a", "/e"]}, {"DIRS": ["/c d"]})


def test_index_beyond_the_end_is_an_error(problems):
    assert problems("TEMPLATES.3.APP_DIRS = yes") == [
        "site.ini:3 [app:main] TEMPLATES.3.APP_DIRS: expected an index of the list (it has 0 items, counted from 0),"
        " not '3'"
    ]


def test_operators_change_a_list_in_the_order_of_the_section(load, settings_module):
    name = settings_module("MIDDLEWARE = ['a', 'b', 'c']")
    options = """
        MIDDLEWARE.append = d e
        MIDDLEWARE.prepend = x y
        MIDDLEWARE.remove = b
        MIDDLEWARE.before(c) = q
        MIDDLEWARE.after(c) = r s
    """
    loaded = load(options, default=f"django_settings_module = {name}")
    assert loaded.values["MIDDLEWARE"] == ["x", "y", "a", "q", "c", "r", "s", "d", "e"]


def test_operators_start_from_django_default(load):
    value = load("AUTHENTICATION_BACKENDS.append = a.B").values["AUTHENTICATION_BACKENDS"]
    assert value == ["django.contrib.auth.backends.ModelBackend", "a.B"]


def test_operator_keeps_a_tuple_a_tuple(load, settings_module):
    name = settings_module("INSTALLED_APPS = ('a',)")
    loaded = load("INSTALLED_APPS.append = b", default=f"django_settings_module = {name}")
    assert loaded.values["INSTALLED_APPS"] == ("a", "b")


def test_operator_takes_one_object_for_a_list_of_objects(load):
    assert load('TEMPLATES.append = {"BACKEND": "b"}').values["TEMPLATES"] == [{"BACKEND": "b"}]


@pytest.mark.parametrize("operator", ["remove", "before(z.Z)", "after(z.Z)"])
def test_item_that_is_not_there_is_an_error(problems, operator):
    (problem,) = problems(f"MIDDLEWARE = a.A\nMIDDLEWARE.{operator} = z.Z")
    assert problem.startswith(f"site.ini:4 [app:main] MIDDLEWARE.{operator}: expected an item that is in the list")
    assert problem.endswith("got 'z.Z'")


def test_operator_on_what_is_no_list_is_an_error(problems):
    (problem,) = problems("SITE_ID.append = 5")
    assert "SITE_ID.append: expected a setting that is a list; this one takes an integer" in problem


def test_part_of_what_has_none_is_an_error(problems):
    assert problems("SITE_ID.x = 5\nMIDDLEWARE.first = a") == [
        "site.ini:3 [app:main] SITE_ID.x: expected an integer, which has no parts such as 'x'",
        "site.ini:4 [app:main] MIDDLEWARE.first: expected an index such as 0, or append, prepend, remove, "
        "before(…) or after(…), not 'first'",
    ]


def test_misspelt_nested_key_is_an_error_and_a_foreign_one_is_not(load, problems):
    assert problems("DATABASES.default.PASWORD = x") == [
        "site.ini:3 [app:main] DATABASES.default.PASWORD: expected a known key, got 'PASWORD'; did you mean PASSWORD?"
    ]
    assert load("DATABASES.default.POOL_OPTIONS.size = 5").values["DATABASES"]["default"]["POOL_OPTIONS"] == {"size": 5}


def test_whole_values_come_before_nested_keys_before_operators(load):
    options = """
        MIDDLEWARE.append = c
        DATABASES.default.NAME = y
        DATABASES.default = {"ENGINE": "e", "NAME": "x"}
        MIDDLEWARE = a b
    """
    values = load(options).values
    assert (values["MIDDLEWARE"], values["DATABASES"]) == (["a", "b", "c"], {"default": {"ENGINE": "e", "NAME": "y"}})


def test_chain_adds_up_base_first(write):
    write(
        "base.ini",
        "[app:main]\nuse = egg:twod.wsgi\nMIDDLEWARE = a\nMIDDLEWARE.append = b\nDATABASES.default.NAME = x\n",
    )
    write("mid.ini", "[app:main]\nuse = config:base.ini\nMIDDLEWARE.append = c\nDATABASES.default.HOST = h\n")
    path = write("top.ini", "[app:main]\nuse = config:mid.ini\nMIDDLEWARE.remove = b\nMIDDLEWARE.prepend = z\n")
    values = load_uri(path, environ={}).values
    assert values["MIDDLEWARE"] == ["z", "a", "c"]
    assert values["DATABASES"] == {"default": {"NAME": "x", "HOST": "h"}}


def test_whole_value_of_a_child_replaces_what_its_parents_built(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nMIDDLEWARE = a\nMIDDLEWARE.append = b\n")
    path = write("top.ini", "[app:main]\nuse = config:base.ini\nMIDDLEWARE = z\n")
    assert load_uri(path, environ={}).values["MIDDLEWARE"] == ["z"]


def test_change_leaves_the_value_that_it_begins_with_as_it_was():
    before = {"default": {"HOST": "db0", "OPTIONS": {"a": 1}}}
    after = change_part(KINDS["DATABASES"], before, ("default", "HOST"), make_setter("db1"))
    assert after == {"default": {"HOST": "db1", "OPTIONS": {"a": 1}}}
    assert before == {"default": {"HOST": "db0", "OPTIONS": {"a": 1}}}


@pytest.mark.parametrize("nothing", [MISSING, None])
def test_change_of_a_part_makes_what_it_is_a_part_of(nothing):
    assert change_part(UNTYPED, nothing, ("a", "b"), make_setter("5")) == {"a": {"b": 5}}
    assert change_part(KINDS["TEMPLATES"], nothing, ("0", "DIRS"), make_setter("/a")) == [{"DIRS": ["/a"]}]


def test_change_of_an_unknown_value_is_checked_all_the_same():
    assert change_part(KINDS["SITE_ID"], UNKNOWN, (), make_setter("5")) == 5
    assert change_part(KINDS["DATABASES"], UNKNOWN, ("default", "PORT"), make_setter("5")) is UNKNOWN
    append = make_operation(Key("MIDDLEWARE", (), "append"), "a.B")
    assert change_part(KINDS["MIDDLEWARE"], UNKNOWN, (), append) is UNKNOWN
    with pytest.raises(BadValueError, match="seconds"):
        change_part(KINDS["DATABASES"], UNKNOWN, ("default", "CONN_MAX_AGE"), make_setter("x"))


@pytest.mark.parametrize("value", [5, frozenset({1}), "a"])
def test_value_without_parts_cannot_be_changed_in_part(value):
    with pytest.raises(
        BadValueError, match=f"a setting with parts; a value of type {type(value).__name__} has no part"
    ):
        change_part(UNTYPED, value, ("a",), make_setter("5"))


def test_operator_needs_a_list():
    append = make_operation(Key("MIDDLEWARE", (), "append"), "a.B")
    with pytest.raises(BadValueError, match="a list to change; the setting is of type str"):
        change_part(KINDS["MIDDLEWARE"], "a.A", (), append)


SIZES = {
    "keys": lambda count: [f"MY.k{number} = {number}" for number in range(count)],
    "keys below a key": lambda count: [f"DATABASES.default.OPTIONS.k{number} = {number}" for number in range(count)],
    "items": lambda count: ["MY = []", *(f"MY.{number} = {number}" for number in range(count))],
    "references": lambda count: [f"MY.k{number} = ${{env:X}}" for number in range(count)],
    "clear keys after references": lambda count: [
        *(f"MY.k{number} = ${{env:X}}" for number in range(count)),
        *(f"MY.c{number} = x" for number in range(count)),
    ],
}


@pytest.mark.parametrize("name", SIZES)
def test_memory_grows_with_the_number_of_options_and_no_faster(load, name):
    def measure(count: int) -> int:
        options = "\n".join(SIZES[name](count))
        tracemalloc.start()
        try:
            load(options, environ={"X": "y"})
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    measure(100)  # what is imported and kept once
    assert measure(800) < 3 * measure(400)


def test_keys_too_deep_are_an_error(problems):
    (problem,) = problems(f"MY{'.a' * 5000} = 1")
    assert problem.endswith("expected at most 100 keys below a setting; there are 5000")


def test_whatever_is_as_deep_as_it_may_be_is_shown_and_copied(load):
    deep = '{"a": ' * 99 + "1" + "}" * 99
    loaded = load(f"MY{'.a' * 100} = {deep}\nOTHER = {'[' * 100}{']' * 100}")
    assert loaded.copy_values()["MY"] == loaded.values["MY"]
    report = loaded.report(["MY", "OTHER"])
    assert all(show_lines(report[name].value, 80) and show_alike(loaded.values[name]) for name in report)


def test_exception_of_a_value_is_an_error_with_its_place(problems, settings_module):
    name = settings_module("""
        class Stubborn(dict):
            def __setitem__(self, key, value):
                raise RuntimeError("read only")

        MY = Stubborn(a=1)
    """)
    assert problems("MY.a = 2", default=f"django_settings_module = {name}") == [
        "site.ini:5 [app:main] MY.a: cannot change the value of the settings module: it raised RuntimeError: read only"
    ]


def test_circular_value_is_an_error_with_its_place(problems, settings_module):
    name = settings_module("MY = []\nMY.append(MY)")
    (problem,) = problems("MY = a", default=f"django_settings_module = {name}")
    assert f"{name}.MY contains itself" in problem


def test_keys_that_are_no_texts_keep_their_type(load, settings_module):
    name = settings_module("MY = {1: 'a', 2: {3: 4}}\nDATABASES = {'default': {'OPTIONS': {'modes': {1: 2}}}}")
    options = "MY.1 = 5\nMY.2.3 = 5\nMY.7 = x\nDATABASES.default.OPTIONS.modes.1 = 5"
    values = load(options, default=f"django_settings_module = {name}").values
    assert values["MY"] == {1: "5", 2: {3: 5}, 7: "x"}
    assert values["DATABASES"]["default"]["OPTIONS"]["modes"] == {1: 5}


def test_key_of_another_type_than_the_others_is_an_error(problems, settings_module):
    name = settings_module("MY = {1: 'a'}")
    (problem,) = problems("MY.x = 5", default=f"django_settings_module = {name}")
    assert problem.endswith("MY.x: expected an integer as a key, like the other keys, got 'x'")
