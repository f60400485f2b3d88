"""Edits of plain sections that old parts inherit from by ``<=``."""

from __future__ import annotations

from twod.recipe.cfg.foreign_options import FOREIGN_DEFAULTS
from twod.recipe.migrate.cfg_edits import CfgEdits
from twod.recipe.migrate.cfg_text import rename_option
from twod.recipe.migrate.old_buildout import OptionPlace
from twod.recipe.migrate.old_options import find_move
from twod.recipe.migrate.site_move import MoveContext, spell_boolean


def move_base(context: MoveContext, section: str, recipe: str, others: list[str]) -> None:
    """Edit a section that old parts inherit from.

    :param section: its name.
    :param recipe: the recipe of the old parts.
    :param others: sections that also inherit from it but are not old parts.
    """
    edits = context.edits
    for place in context.buildout.find_places(section):
        name, lines = place.option.name, edits.get_lines(place)
        move = find_move(recipe, name)
        if move.kind == "recipe":
            _edit_recipe(edits, place)
        elif move.kind == "keep":
            edits.change(place, spell_boolean(context, place))
        elif others and move.kind != "<":
            message = (
                f"[{others[0]}] inherits it, too, but is not a part of {recipe}; "
                f"give [{others[0]}] another base section"
            )
            context.report.error(context.buildout.describe(place), message)
        elif move.kind == "rename":
            edits.change(place, rename_option(lines, move.target))
        elif move.kind == "refuse":
            context.report.error(context.buildout.describe(place), f"cannot be migrated; {move.target}")
        elif move.kind != "<":
            if move.kind == "own" or (section, name) in context.referred:
                header = edits.files[place.file].find_header(place.option)
                edits.add_variable(place.file, header, context.vars_sections[section], lines)
            edits.replace(place)


def _edit_recipe(edits: CfgEdits, place: OptionPlace) -> None:
    line = edits.get_lines(place)[0]
    name, equals, value = line.partition("=")
    if value.strip().partition(":")[0] in FOREIGN_DEFAULTS:
        edits.change(place, (f"{name}{equals}{value[: len(value) - len(value.lstrip())]}twod.recipe",))
