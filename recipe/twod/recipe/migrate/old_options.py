"""The treatment of each option of an old part, from the table of foreign options."""

from __future__ import annotations

from twod.recipe.cfg.foreign_options import Move, find_foreign_option
from twod.recipe.migrate.old_parts import PART_LEVEL

_KEPT = frozenset({*PART_LEVEL, "control-script", "wsgi", "scripts-with-settings"})

#: Recipes whose options an old part may have.
_FAMILY = ("djangorecipe", "djangorecipebook", "isotoma.recipe.django", "zc.recipe.egg")

#: Options of the new part; all others go to the section of an environment.
PART_TARGETS = ("control-script",)

#: An option that the old recipe does not use; other sections may refer to it.
OWN = Move("own")


def find_move(recipe: str, name: str) -> Move:
    """Return the treatment of an option of an old part.

    >>> find_move("djangorecipe", "logfile")
    Move(kind='rename', target='event-log')
    """
    if name in ("recipe", "<"):
        return Move(name)
    if name in _KEPT:
        return Move("keep")
    if name in ("settings", "test"):
        return Move(name)
    if recipe == "isotoma.recipe.django" and name.startswith("environment."):
        return Move("variable")
    foreign = find_foreign_option(name)
    if foreign and foreign.recipe in _FAMILY and foreign.move:
        return foreign.move
    return OWN
