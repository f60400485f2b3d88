"""The sites of a buildout, for the parts that are about one of them."""

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
    """A site as its part describes it.

    :param part: the part.
    :param environments: its environments, the first one of the default.
    """

    part: Part
    environments: Sequence[Environment]


def _get_sites(buildout: Any) -> dict[str, DescribedSite]:
    return keep_for_run(buildout, "sites", dict)


def keep_site(buildout: Any, site: DescribedSite) -> None:
    """Keep a site for the parts that are about it."""
    _get_sites(buildout)[site.part.name] = site


def get_site(buildout: Any, name: str, place: HasPlace) -> DescribedSite:
    """Return the site of a part.

    :param buildout: zc.buildout's object.
    :param name: name of the part, which zc.buildout may still have to read.
    :param place: where the part is named.
    :raises RecipeError: when there is no such part, or it is no site.
    """
    # Reading the section constructs the part.
    get_part_section(buildout, name, place).get("recipe")
    sites = _get_sites(buildout)
    if name not in sites:
        raise RecipeError.at(place, f"[{name}] is no site; name the part whose recipe is twod.recipe")
    return sites[name]


def get_part_section(buildout: Any, name: str, place: HasPlace, recipe: str | None = None) -> Mapping[str, str]:
    """Return the section of another part.

    :param place: where the part is named.
    :param recipe: the recipe that it has to have; None for any.
    :raises RecipeError: when there is no such part, or it has another recipe.
    """
    names = list(buildout)
    if name not in names:
        added = f"; add one with recipe = {recipe}" if recipe else ""
        raise RecipeError.at(place, f"there is no part [{name}]{hint_at_nearest(name, names) or added}")
    section: Mapping[str, str] = buildout[name]
    if recipe and section.get("recipe") != recipe:
        raise RecipeError.at(place, f"[{name}] is no part with recipe = {recipe}")
    return section
