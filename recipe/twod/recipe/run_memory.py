"""Data that the parts of one run of buildout share, kept on zc.buildout's object, like the cache of zc.recipe.egg."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")


def keep_for_run(buildout: Any, name: str, make: Callable[[], _T]) -> _T:
    """Return the object that an earlier call in this run made under the same name; without one, make it.

    :param buildout: zc.buildout's object.
    """
    attribute = f"_twod_recipe_{name}"
    if not hasattr(buildout, attribute):
        setattr(buildout, attribute, make())
    kept: _T = getattr(buildout, attribute)
    return kept
