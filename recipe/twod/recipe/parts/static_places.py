"""``twod.recipe:static``: the directories of the static files of Django and of the site's applications.

Use them in the configuration of a web server that serves static files itself.
"""

from __future__ import annotations

from typing import Any

from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.part_options import RECIPE
from twod.recipe.parts.one_ini import CONFIG_URI, SEARCH_OPTIONS, ask_for_settings, read_ini_part
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.plan import Plan

STATIC_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Ini", (RECIPE, CONFIG_URI)),
    OptionGroup("Eggs of the site", SEARCH_OPTIONS),
)

STATIC_OPTIONS: tuple[Option[Any], ...] = list_grouped(STATIC_GROUPS)


class Static(PartRecipe):
    """The recipe of a part with the directories of static files as its options."""

    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        """Export the directories as options; the part has no files."""
        part = read_ini_part(buildout, name, options, STATIC_OPTIONS)
        options.update(ask_for_settings(buildout, part, ["twod.wsgi"], "static")["places"])
        return Plan()
