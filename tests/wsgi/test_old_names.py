"""The names of twod.wsgi 1.0.1: each works as it did, works with a warning, or is on the page with what replaces it.

``TREE`` was made from a walk through the modules, the metadata and the manual of 1.0.1.
"""

from __future__ import annotations

import inspect
import re
import warnings
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.utils.module_loading import import_string

from twod.inifile.pastedeploy.entry_points import is_django_factory, is_full_django_factory
from twod.wsgi.old_names import OLD_NAMES, make_old_name_finder

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Block

PAGE = Path(__file__).parents[2] / "docs/how-to/from-old-inis.rst"

WORKS, WARNS, GONE = "works", "warns", "gone"

#: The public names of 1.0.1: those in ``__all__``, and those without an underscore where a module has none.
TREE = {
    "twod.wsgi.DjangoApplication": WORKS,
    "twod.wsgi.RoutingArgsMiddleware": WORKS,
    "twod.wsgi.TwodResponse": WORKS,
    "twod.wsgi.call_wsgi_app": WORKS,
    "twod.wsgi.make_wsgi_view": WORKS,
    "twod.wsgi.wsgify_django": WORKS,
    "twod.wsgi.appsetup.wsgify_django": WARNS,
    "twod.wsgi.embedded_wsgi.call_wsgi_app": WARNS,
    "twod.wsgi.embedded_wsgi.make_wsgi_view": WARNS,
    "twod.wsgi.exc.ApplicationCallError": WORKS,
    "twod.wsgi.exc.TwodWSGIException": WARNS,
    "twod.wsgi.factories.add_media_to_app": WARNS,
    "twod.wsgi.factories.make_full_django_app": WARNS,
    "twod.wsgi.handler.DjangoApplication": WORKS,
    "twod.wsgi.handler.TwodResponse": WARNS,
    "twod.wsgi.handler.TwodWSGIRequest": WORKS,
    "twod.wsgi.middleware.RoutingArgsMiddleware": WARNS,
    "django_testing.DjangoWsgifiedPlugin": GONE,
    "django_testing_recipe.DjangoWsgifiedRecipe": GONE,
}

#: The public attributes that the classes of 1.0.1 had beside those of Django and WebOb.
ATTRIBUTES = {
    "DjangoApplication.request_class": WORKS,
    "RoutingArgsMiddleware.process_view": WORKS,
    "TwodResponse.status_reason": WARNS,
    "TwodWSGIRequest.META": WORKS,
    "TwodWSGIRequest.environ": WORKS,
    "TwodWSGIRequest.method": WORKS,
    "TwodWSGIRequest.path": WORKS,
    "TwodWSGIRequest.str_POST": GONE,
    "TwodWSGIRequest.uGET": WORKS,
    "TwodWSGIRequest.uPOST": WORKS,
}

#: The entry points, by group and name.
ENTRY_POINTS = {
    ("paste.app_factory", "main"): WORKS,
    ("paste.composite_factory", "full_django"): WORKS,
    ("nose.plugins.0.10", "django-wsgified"): GONE,
    ("zc.buildout", "nose"): GONE,
}

#: What its manual, its command lines and its recipe had beside Python's names, and works no more.
GONE_WORDS = (
    "--with-django-wsgified",
    'add_media_to_app(…)["/css"]',
    "paste_config_uri",
    "twod.wsgi:nose",
    "twod.wsgi[buildout]",
)


def select(table: dict[Any, str], outcome: str) -> list[Any]:
    return [name for name, expected in table.items() if expected == outcome]


def find(name: str) -> Any:
    """Return an object by its full name."""
    module, _, attribute = name.rpartition(".")
    return getattr(import_module(module), attribute)


@pytest.mark.parametrize("name", select(TREE, WORKS))
def test_a_name_that_is_where_it_was_works_without_a_warning(name: str) -> None:
    assert inspect.isclass(find(name)) or inspect.isfunction(find(name))


@pytest.mark.parametrize("name", select(TREE, WARNS))
def test_a_name_that_has_moved_works_and_warns_of_its_new_place(name: str) -> None:
    with pytest.warns(DeprecationWarning, match=" is a name of ") as found:
        old = find(name)
    assert [str(warning.message) for warning in found] == [f"{name} is a name of twod.wsgi 1.x; use {OLD_NAMES[name]}"]
    assert [warning.filename for warning in found] == [__file__]
    assert old is find(OLD_NAMES[name])


def test_each_name_that_has_moved_is_one_of_the_tree() -> None:
    assert sorted(OLD_NAMES) == sorted(select(TREE, WARNS))
    # Nothing has moved twice.
    assert OLD_NAMES.keys().isdisjoint(OLD_NAMES.values())


@pytest.mark.parametrize("name", select(TREE, GONE))
def test_a_module_that_is_gone_is_not_there(name: str) -> None:
    with pytest.raises(ImportError):
        import_module(name.rpartition(".")[0])


@pytest.mark.parametrize("module", sorted({name.rpartition(".")[0] for name in OLD_NAMES}))
def test_a_name_that_no_version_had_is_an_attribute_error(module: str) -> None:
    with pytest.raises(AttributeError, match=re.escape(f"module {module!r} has no attribute 'wsgify'")):
        find(f"{module}.wsgify")


@pytest.mark.parametrize("module", ["appsetup", "embedded_wsgi", "middleware"])
def test_a_module_of_1x_has_its_names_and_no_others(module: str) -> None:
    full_name = f"twod.wsgi.{module}"
    had = {name.rpartition(".")[2] for name in OLD_NAMES if name.startswith(f"{full_name}.")}
    assert set(import_module(full_name).__all__) == had


def warn_lines(source: str, action: Any) -> list[int]:
    """Return the lines of a program that Python warns of."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter(action, DeprecationWarning)
        exec(compile(source, "shop.py", "exec"), {"__name__": "shop"})
    return [warning.lineno for warning in found if warning.filename == "shop.py"]


SHOP = """\
from twod.wsgi.handler import TwodResponse
for turn in range(3):
    from twod.wsgi.appsetup import wsgify_django
from twod.wsgi.middleware import *
import twod.wsgi.exc
twod.wsgi.exc.TwodWSGIException
"""


@pytest.mark.parametrize(
    ("action", "lines"), [("default", [1, 3, 4, 6]), ("always", [1, 3, 3, 3, 4, 6]), ("ignore", [])]
)
def test_pythons_own_filters_decide_how_often_a_line_is_warned_of(action: str, lines: list[int]) -> None:
    assert warn_lines(SHOP, action) == lines


def test_a_name_may_be_given_as_text() -> None:
    """MIDDLEWARE and the inis have names as texts."""
    with pytest.warns(DeprecationWarning, match=r"use twod\.wsgi\.RoutingArgsMiddleware"):
        assert import_string("twod.wsgi.middleware.RoutingArgsMiddleware") is find("twod.wsgi.RoutingArgsMiddleware")


def test_the_inis_know_the_factories_of_1x() -> None:
    assert is_django_factory("call:twod.wsgi.appsetup:wsgify_django")
    assert is_full_django_factory("call:twod.wsgi.factories:make_full_django_app")


def test_an_exception_of_1x_catches_those_of_today() -> None:
    with pytest.warns(DeprecationWarning, match="use twod.wsgi.exc.TwodError"):
        base = find("twod.wsgi.exc.TwodWSGIException")
    assert issubclass(find("twod.wsgi.exc.ApplicationCallError"), base)


def has_attribute(name: str) -> bool:
    owner, _, attribute = name.partition(".")
    found = find(f"twod.wsgi.handler.{owner}" if owner == "TwodWSGIRequest" else f"twod.wsgi.{owner}")
    if owner == "TwodWSGIRequest":
        return hasattr(found.blank("/"), attribute)
    return hasattr(found, attribute)


@pytest.mark.usefixtures("django_settings")
@pytest.mark.parametrize(("name", "expected"), ATTRIBUTES.items())
def test_an_attribute_is_there_unless_it_is_gone(name: str, expected: str) -> None:
    assert has_attribute(name) is (expected != GONE)


def test_the_classes_are_still_those_of_django() -> None:
    assert issubclass(find("twod.wsgi.TwodResponse"), HttpResponse)
    assert issubclass(find("twod.wsgi.DjangoApplication"), WSGIHandler)


@pytest.mark.parametrize(("group", "name"), ENTRY_POINTS)
def test_an_entry_point_is_there_unless_it_is_gone(group: str, name: str) -> None:
    found = [point for point in entry_points(group=group, name=name) if point.dist and point.dist.name == "twod.wsgi"]
    assert bool(found) is (ENTRY_POINTS[group, name] != GONE)
    for point in found:
        assert callable(point.load())


def test_the_finder_of_a_module_without_old_names_finds_nothing() -> None:
    with pytest.raises(AttributeError, match=r"module 'shop' has no attribute 'cart'"):
        make_old_name_finder("shop")("cart")


def read_section() -> str:
    """Return the part of the page that is about twod.wsgi 1.x, in one line."""
    page = PAGE.read_text(encoding="utf-8")
    section = page.partition("twod.wsgi 1.x\n----")[2].partition("\ndjango-pastedeploy-settings\n---")[0]
    return " ".join(section.split())


@pytest.mark.parametrize(
    "word",
    [
        *(name.rpartition(".")[2] for name in select(TREE, GONE)),
        *(name.rpartition(".")[2] for name in select(ATTRIBUTES, GONE)),
        *(name for _, name in select(ENTRY_POINTS, GONE)),
        *GONE_WORDS,
    ],
)
def test_the_page_names_what_is_gone(word: str) -> None:
    assert re.search(rf"``[^`]*{re.escape(word)}[^`]*``", read_section())


def test_the_page_has_the_names_that_have_moved(manual: Callable[..., list[Block]]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    table = page.partition("   * - 1.x\n     - Now\n")[2].partition("\n\n")[0]
    rows = re.findall(r"\* - ``([^`]+)``\n     - ``([^`]+)``", table)
    shown = {old: today for old, today in rows if old.startswith("twod.")}
    assert shown == OLD_NAMES
    assert {old for old, _ in rows} - shown.keys() == {"response.status_reason", "TwodResponse(mimetype=…)"}
