"""The public names of ``twod.wsgi``: what the checkers are shown of them is what there is."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module

import pytest

import twod.wsgi
from twod.wsgi import _MODULES

SOURCE = ast.parse(inspect.getsource(twod.wsgi))


def find_shown_names() -> dict[str, str]:
    """Return the names that are imported for type checkers, as both take them for public ones, and their modules."""
    (block,) = [node for node in SOURCE.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {
        alias.name: str(statement.module).removeprefix("twod.wsgi.")
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
        if alias.asname == alias.name
    }


def test_type_checkers_are_shown_the_names_that_there_are() -> None:
    assert find_shown_names() == _MODULES
    assert set(dir(twod.wsgi)) == set(twod.wsgi.__all__) == _MODULES.keys()


@pytest.mark.usefixtures("django_settings")
@pytest.mark.parametrize(("name", "module"), _MODULES.items())
def test_each_name_is_found_where_it_is_said_to_be(name: str, module: str) -> None:
    assert getattr(twod.wsgi, name) is getattr(import_module(f"twod.wsgi.{module}"), name)


def test_no_other_name_is_found() -> None:
    with pytest.raises(AttributeError, match=r"module 'twod\.wsgi' has no attribute 'no_such_name'"):
        twod.wsgi.no_such_name  # noqa: B018
    with pytest.raises(ImportError, match="no_such_name"):
        from twod.wsgi import no_such_name  # noqa: F401
