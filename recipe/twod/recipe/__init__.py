"""A zc.buildout recipe for a Django site: it writes an ini and scripts for each environment."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twod.recipe.parts.site_part import Recipe as Recipe
    from twod.recipe.parts.site_part import uninstall as uninstall

__all__ = ["Recipe", "uninstall"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import the recipe on first use (:pep:`562`): a fetch runs before PasteDeploy is installed."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.parts.site_part"), name)
