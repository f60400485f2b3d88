"""A setting of django-pastedeploy-settings reaches Django with the value that it had, whatever the module has."""

from __future__ import annotations

import json
import sys
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import Report
from twod.wsgi.config.merging.own_settings import OwnSettings
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.migration.decisions import Write
from twod.wsgi.migration.ini_text import CommentOut, Keep
from twod.wsgi.migration.json_decisions import decide_json_only, find_json_words
from twod.wsgi.migration.predecessor_settings import merge
from twod.wsgi.migration.rewriting import migrate

HEAD = "[DEFAULT]\ndebug = false\ndomain = example.com\n"
FACTORY = "use = egg:django-pastedeploy-settings\n"


def make_module(**values: object) -> ModuleType:
    module = ModuleType("shop.settings")
    vars(module).update(values)
    return module


@pytest.fixture
def decide(write):
    """Return what is decided on the last option of an application."""

    def decide(text: str, **values: object):
        deployment = follow_uri(write("site.ini", f"{HEAD}[app:main]\n{FACTORY}{text}\n"))
        module = make_module(**values)
        *_, option = deployment.options.values()
        return decide_json_only(option, deployment, OwnSettings({}, module), module)

    return decide


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ('TIME_ZONE = "UTC"', Write("TIME_ZONE", "UTC")),
        ("EMAIL_PORT = 25", Keep()),
        ('ALLOWED_HOSTS = ["a", "b"]', Write("ALLOWED_HOSTS", "\na\nb")),
        ('ALLOWED_HOSTS = ["${domain}"]', Keep()),
        ('EMAIL_HOST = "$${domain}"', Keep()),
        ('SHOP_WORD = "yes"', Keep()),
        ('SHOP_WORD = "word"', Write("SHOP_WORD", "word")),
        ('DATABASES = {"default": {"NAME": "x"}}', Keep()),
        ("CSRF_COOKIE_DOMAIN = null", Write("CSRF_COOKIE_DOMAIN", "none")),
        ("SHOP_WORD = no JSON", Keep()),
    ],
)
def test_setting_that_the_module_lacks_is_written_simply(decide, text, decision):
    assert decide(text) == decision


def test_list_of_the_module_grows(decide):
    assert decide('MIDDLEWARE = ["b.B"]', MIDDLEWARE=["a.A"]) == Write("MIDDLEWARE.append", "b.B")
    assert decide('SHOP = ["${domain}"]', SHOP=("a",)) == Write("SHOP.append", '["${domain}"]')
    assert decide('SHOP = {"b": 1}', SHOP=["a"]) == Write("SHOP.append", "b")


def test_anything_else_in_the_module_stays(decide):
    comment = CommentOut("It had no effect: shop.settings has SHOP, too.")
    for value in (None, 5, "text", {"a": 1}, {"a"}):
        assert decide('SHOP = "other"', SHOP=value) == comment


def test_what_adds_nothing_becomes_a_comment(decide):
    comment = CommentOut("It had no effect: it added nothing to SHOP of the settings module.")
    assert decide("SHOP = []", SHOP=["a"]) == comment


def test_what_cannot_extend_a_list_stays_the_error_that_it_was(decide):
    assert decide("SHOP = 5", SHOP=["a"]) == Keep()


def test_section_that_overrides_another_has_the_whole_list(decide):
    text = 'SHOP = ["b"]\n[app:top]\nuse = main\nSHOP = ["c"]'
    assert decide(text, SHOP=["a"]) == Write("SHOP.append", "b")


def find_words(write, text: str, **values: object) -> tuple[dict[str, str], Report]:
    deployment, notes = follow_uri(write("site.ini", f"{HEAD}[app:main]\n{FACTORY}{text}\n")), Report()
    return find_json_words(deployment.options.values(), deployment, make_module(**values), notes), notes


def test_decimal_number_of_ones_own_is_declared(write):
    words, notes = find_words(write, "SHOP_RATIO = 0.5\nSHOP_COUNT = 5\nEMAIL_TIMEOUT = 5\nBROKEN = x\n")
    assert words == {"SHOP_RATIO": "float"}
    assert notes.warnings == ()


def test_name_that_is_refused_today_is_declared_with_a_note(write):
    text = 'USE_L10N = true\nALOWED_HOSTS = ["a"]\nTEMPLATE_DEBUG = {"a": 1}\n'
    words, notes = find_words(write, text)
    assert words == {"USE_L10N": "bool", "ALOWED_HOSTS": "list", "TEMPLATE_DEBUG": "json"}
    assert all(note.message.endswith("it is kept as your own setting") for note in notes.warnings)


def migrate_values(path, module: dict[str, object], ini: dict[str, object]) -> tuple[object, object]:
    """Return the values before, by the rules of the old package, and after; None for an ini that is refused."""
    vars(sys.modules["shop_of_the_model"]).update(module)
    lines = [f"{name} = {json.dumps(value)}\n" for name, value in ini.items()]
    settings_ = "".join(lines).replace("%", "%%").replace("${", "$${")
    text = f"{HEAD}django_settings_module = shop_of_the_model\n[app:main]\n{FACTORY}{settings_}"
    path.write_text(text, encoding="utf-8")
    migration = migrate(str(path))
    after = survey_uri(path, environ={}, texts=migration.texts)
    assert migrate_again(path, migration.texts[str(path)]) == migration.texts[str(path)]
    before = model(module, ini)
    path.write_text(text, encoding="utf-8")
    return before, None if after.report.errors else after.loaded.values


def migrate_again(path, text: str) -> str:
    path.write_bytes(text.encode())
    return migrate(str(path)).texts[str(path)]


def model(module: dict[str, object], ini: dict[str, object]) -> dict[str, object]:
    """Return what django-pastedeploy-settings made of a module and an ini."""
    values = {"DEBUG": False, **module}
    for name, value in ini.items():
        if name not in module:
            values[name] = value
        elif isinstance(module[name], list | tuple):
            values[name] = tuple(module[name]) + tuple(value)
    return values


def is_alike(one: object, other: object) -> bool:
    """Whether two values are equal, and each part of the one is of the same type in the other."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(is_alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_alike, one, other))
    return one == other


def has_other_items(present: object, added: object) -> bool:
    """Whether a list may get items of types that it has none of, in containers too."""
    if not isinstance(present, list | tuple):
        return False
    types = set(map(type, added))
    return not types <= set(map(type, present)) or not types.isdisjoint({list, dict})


TEXTS = st.text(alphabet="ab1.-%\"'[]{}$#;=,:/\\ \né", max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-9, 99) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=2))
OWN = ("SHOP_A", "SHOP_B", "SHOP_C")
#: Names of Django's, with values that it takes.
DJANGOS = {
    "MIDDLEWARE": st.lists(st.sampled_from(["a.A", "b.B", "c.C"]), max_size=3),
    "ALLOWED_HOSTS": st.lists(st.sampled_from(["a.example", "*", ".b"]), max_size=3),
    "EMAIL_PORT": st.integers(1, 99),
    "TIME_ZONE": st.sampled_from(["UTC", "Europe/London"]),
    "USE_L10N": st.booleans(),
}
MODULE_VALUES = JSON | st.lists(SCALARS, max_size=3).map(tuple) | st.frozensets(st.integers(0, 5), max_size=2)


@st.composite
def sites(draw: st.DrawFn) -> tuple[dict[str, object], dict[str, object]]:
    """Make the values of a settings module and those of an ini."""
    module = draw(st.dictionaries(st.sampled_from(OWN), MODULE_VALUES, max_size=3))
    ini = draw(st.dictionaries(st.sampled_from(OWN), JSON, max_size=3))
    for name, values in DJANGOS.items():
        for place in (module, ini):
            if draw(st.booleans()):
                place[name] = draw(values)
    # The old package fails on what cannot extend a list.
    extending = {name for name in ini if isinstance(module.get(name), list | tuple)}
    return module, {name: value for name, value in ini.items() if name not in extending or _extends(value)}


def _extends(value: object) -> bool:
    return isinstance(value, list | dict | str)


@settings(max_examples=150)
@given(site=sites())
def test_any_value_arrives_with_its_type(tmp_path_factory, site):
    module, ini = site
    sys.modules["shop_of_the_model"] = ModuleType("shop_of_the_model")
    before, after = migrate_values(tmp_path_factory.getbasetemp() / "site.ini", module, ini)
    if after is None:
        # The types of a list in the module are those of what is added to it.
        assert any(has_other_items(module[name], ini[name]) for name in module.keys() & ini.keys())
        return
    assert after.keys() == before.keys()
    for name, value in before.items():
        is_list = isinstance(module.get(name), list) and isinstance(value, tuple)
        assert is_alike(after[name], list(value) if is_list else value), name


@given(site=sites())
def test_model_is_what_the_comparison_takes_for_the_old_package(site):
    module, ini = site
    merged = merge(module, ini | {"DEBUG": False}, None, Report())
    assert merged == model(module, ini)
