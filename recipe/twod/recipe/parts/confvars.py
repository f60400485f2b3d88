"""``twod.recipe:confvars``: the settings of an ini as options of a part, for other parts to refer to.

``${vars:DATABASES.default.NAME}`` is the setting as Django gets it. Settings that are secrets by their names or sources
are left out, because zc.buildout writes all options into a record that everybody can read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from twod.inifile.nearest import hint_at_nearest
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.part_options import RECIPE
from twod.recipe.cfg.readers import read_requirement, read_words
from twod.recipe.parts.one_ini import CONFIG_URI, SEARCH_OPTIONS, IniPart, ask_for_settings, read_ini_part
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.plan import Plan
from twod.recipe.recipe_error import raise_errors_together

_FACTORY_DISTRIBUTION = Option(
    "factory-distribution",
    read_requirement,
    "twod.wsgi",
    "The distribution that has the application's factory. Example: ``factory-distribution = shop``. **Default:** "
    "``twod.wsgi``.",
)
SECRETS = Option[tuple[str, ...]](
    "secrets",
    read_words,
    (),
    "Settings to export although they are secrets. buildout then stores them in ``.installed.cfg``. Example: "
    "``secrets = DATABASES.default.PASSWORD``. **Default:** no secrets.",
)

CONFVARS_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Ini and settings", (RECIPE, CONFIG_URI, SECRETS, _FACTORY_DISTRIBUTION)),
    OptionGroup("Eggs of the site", SEARCH_OPTIONS),
)

CONFVARS_OPTIONS: tuple[Option[Any], ...] = list_grouped(CONFVARS_GROUPS)


class ConfVars(PartRecipe):
    """The recipe of a part with the settings of an ini as its options."""

    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        """Export the settings as options; the part has no files."""
        part = read_ini_part(buildout, name, options, CONFVARS_OPTIONS)
        requirements = ["twod.wsgi", part.values[_FACTORY_DISTRIBUTION]]
        answer = ask_for_settings(buildout, part, requirements, "settings")
        options.update(_select_exported(part, answer["settings"]))
        return Plan()


def _select_exported(part: IniPart, settings: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the settings to export, by name.

    :param part: the part.
    :param settings: mappings with ``name``, ``text`` and ``is_secret``.
    :raises RecipeError: if the option ``secrets`` names an unknown setting.
    """
    wanted = part.values[SECRETS]
    names = [setting["name"] for setting in settings if setting["is_secret"]]
    with raise_errors_together() as report:
        for word in wanted:
            if not any(_is_or_is_below(setting["name"], word) for setting in settings):
                report.error(part.get_place(SECRETS), f"{word} is not set{hint_at_nearest(word, names)}")
    return {
        setting["name"]: setting["text"]
        for setting in settings
        if not setting["is_secret"] or any(_is_or_is_below(setting["name"], word) for word in wanted)
    }


def _is_or_is_below(name: str, other: str) -> bool:
    return name == other or name.startswith(f"{other}.")
