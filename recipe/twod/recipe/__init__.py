"""A zc.buildout recipe: a Django site in all its environments, one PasteDeploy ini and its scripts for each."""

from __future__ import annotations

from twod.recipe.parts.site_part import Recipe, uninstall

__all__ = ["Recipe", "uninstall"]
