"""The sites of a buildout, for other parts that refer to one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import HasPlace
from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environments import Environment
from twod.recipe.recipe_error import RecipeError
from twod.recipe.run_memory import keep_for_run


class DescribedSite(NamedTuple):
    """A site as described by its part.

    :param part: the part.
    :param environments: its environments; the first one is the default.
    """

    part: Part
    environments: Sequence[Environment]


def _get_sites(buildout: Any) -> dict[str, DescribedSite]:
    return keep_for_run(buildout, "sites", dict)


def keep_site(buildout: Any, site: DescribedSite) -> None:
    """Remember a site for the parts that refer to it."""
    _get_sites(buildout)[site.part.name] = site


def get_site(buildout: Any, name: str, place: HasPlace) -> DescribedSite:
    """Return the site of a part.

    :param buildout: zc.buildout's object.
    :param name: the name of the part; zc.buildout may not have read it yet.
    :param place: the place of the option with this name.
    :raises RecipeError: if there is no such part, or it is not a site.
    """
    # Reading the section constructs the part.
    get_part_section(buildout, name, place).get("recipe")
    sites = _get_sites(buildout)
    if name not in sites:
        raise RecipeError.at(place, f"[{name}] is not a site; name a part with recipe = twod.recipe")
    return sites[name]


def get_part_section(buildout: Any, name: str, place: HasPlace, recipe: str | None = None) -> Mapping[str, str]:
    """Return the section of another part.

    :param place: the place of the option with this name.
    :param recipe: the recipe that the part must have; None for any recipe.
    :raises RecipeError: if there is no such part, or it has another recipe.
    """
    names = list(buildout)
    if name not in names:
        added = f"; add one with recipe = {recipe}" if recipe else ""
        raise RecipeError.at(place, f"no part is called [{name}]{hint_at_nearest(name, names) or added}")
    section: Mapping[str, str] = buildout[name]
    if recipe and section.get("recipe") != recipe:
        raise RecipeError.at(place, f"[{name}] is not a part with recipe = {recipe}")
    return section
