"""Undocumented names of zc.buildout and zc.recipe.egg that the recipe needs."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from twod.inifile.problems import Place
from twod.recipe.recipe_error import RecipeError


def get_private(owner: Any, name: str) -> Any:
    """Return an undocumented attribute of zc.buildout.

    :param owner: a module or an object of zc.buildout.
    :raises RecipeError: if this version has no such attribute.
    """
    try:
        return getattr(owner, name)
    except AttributeError:
        owner_name = getattr(owner, "__name__", type(owner).__name__)
        message = (
            f"zc.buildout {version('zc.buildout')} no longer has {owner_name}.{name}, which twod.recipe "
            f"{version('twod.recipe')} needs; pin an earlier zc.buildout in [versions], or a later twod.recipe"
        )
        raise RecipeError.at(Place(), message) from None
