"""The public names of ``twod.wsgi``."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module

import pytest

import twod.wsgi


def find_shown_names() -> dict[str, str]:
    """Return the names that are imported for type checkers, as these take for public, and the modules."""
    tree = ast.parse(inspect.getsource(twod.wsgi))
    (block,) = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {
        alias.name: str(statement.module)
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
        if alias.asname == alias.name
    }


def test_type_checkers_are_shown_the_names_that_there_are() -> None:
    assert find_shown_names() == {name: f"twod.wsgi.{module}" for name, module in twod.wsgi._MODULES.items()}


@pytest.mark.usefixtures("django_settings")
@pytest.mark.parametrize("name", twod.wsgi.__all__)
def test_each_name_is_found_on_its_first_use(name: str) -> None:
    found = getattr(twod.wsgi, name)
    assert found.__name__ in {name, "make_application"}
    assert getattr(import_module(found.__module__), found.__name__) is found


def test_a_name_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'twod\.wsgi' has no attribute 'wsgify'"):
        _ = twod.wsgi.wsgify  # type: ignore[attr-defined]


def test_the_names_are_what_dir_lists() -> None:
    assert dir(twod.wsgi) == sorted(twod.wsgi.__all__)
