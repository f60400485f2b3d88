"""The edits that turn old parts into a part of twod.recipe and the sections of its environments."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.problems import Report
from twod.recipe.cfg.foreign_options import Move
from twod.recipe.migrate.cfg_edits import CfgEdits, drop_comments
from twod.recipe.migrate.cfg_text import CfgHeader, make_option_lines, rename_option
from twod.recipe.migrate.module_debug import find_debug
from twod.recipe.migrate.new_names import NewNames, OptionName
from twod.recipe.migrate.new_sites import NewEnvironment, NewSite
from twod.recipe.migrate.old_buildout import OldBuildout, OptionPlace
from twod.recipe.migrate.old_options import PART_TARGETS, find_move
from twod.recipe.migrate.old_parts import OldPart

#: Options with a word for true or false; zc.recipe.egg accepts only lower-case words.
_BOOLEANS = ("wsgi", "relative-paths")

#: Recipes that add the buildout's directory to the search path.
_ADDING_DIRECTORY = ("djangorecipe", "djangorecipebook")


class MoveContext(NamedTuple):
    """The data about the whole buildout that the edits of a site need.

    :param buildout: the old buildout.
    :param edits: collects the edits.
    :param names: the names that change.
    :param vars_sections: the section for a section's variables, by its name.
    :param referred: options with references to them.
    :param installed: names of the old parts that are installed.
    :param report: collects errors, and warnings for lines that the user has to check.
    """

    buildout: OldBuildout
    edits: CfgEdits
    names: NewNames
    vars_sections: Mapping[str, str]
    referred: frozenset[OptionName]
    installed: frozenset[str]
    report: Report


class SiteMove:
    """The migration of one site."""

    def __init__(self, context: MoveContext, site: NewSite) -> None:
        self._context = context
        self._site = site
        self._buildout, self._edits = context.buildout, context.edits
        #: Lines for the section of the first environment.
        self._environment_lines: list[str] = []

    def move(self) -> None:
        """Make all edits."""
        first, *others = self._site.environments
        self._move_first(first)
        for environment in others:
            self._move_other(environment)

    # The part, which keeps the section of the first old part.

    def _move_first(self, environment: NewEnvironment) -> None:
        old = environment.old
        for place, move in self._list_places(old):
            self._edit_first(old, place, move)
        file, header = self._find_home(old.name)
        added = [*self._make_added(old)]
        if recipes := [*self._buildout.find_places(old.name, "recipe")]:
            self._edits.change(recipes[-1], (*self._make_recipe_lines(recipes[-1]), *added))
        else:
            bases = [place.option.end for place in self._buildout.find_places(old.name, "<") if place.file == file]
            self._edits.insert(file, max([header.line + 1, *bases]), added)
        if not old.is_scattered:
            self._environment_lines[:0] = self._make_settings(old)
        self._environment_lines += self._make_lost(old)
        if self._site.name != old.name:
            self._edits.rename_section(old.name, self._site.name)
        lines = self._environment_lines or ["# Options and settings of this environment only."]
        self._edits.add_section(file, header, environment.name, lines)

    def _make_recipe_lines(self, place: OptionPlace) -> tuple[str, ...]:
        name, equals, value = self._edits.get_lines(place)[0].partition("=")
        space = value[: len(value) - len(value.lstrip())]
        return (f"{name}{equals}{space}twod.recipe",)

    def _edit_first(self, old: OldPart, place: OptionPlace, move: Move) -> None:
        name, lines = place.option.name, self._edits.get_lines(place)
        if move.kind == "keep" and place.option.sign and self._loses_bases(old):
            self._edits.replace(place)  # in favour of the whole value
        elif move.kind == "keep":
            self._edits.change(place, self._make_kept(old, place))
        elif move.kind == "settings" and name in ("settings", "dotted-settings-path") and old.is_scattered:
            text = self._join_here(old, place)
            debug = self._make_debug(old, self._buildout.resolve(old.name, text), is_default=True)
            self._edits.replace(place, (*make_option_lines("settings", text), *debug))
        elif move.kind == "rename" and move.target in PART_TARGETS:
            self._edits.change(place, rename_option(lines, move.target))
        elif move.kind == "rename":
            self._edits.replace(place)
            self._environment_lines += rename_option(drop_comments(lines), move.target)
        elif move.kind == "variable":
            self._edits.replace(place)
            self._environment_lines += self._make_variable(place)
        elif move.kind == "<":
            self._edit_bases(place)
        elif move.kind != "recipe":
            self._drop(old, place, move)

    def _join_here(self, old: OldPart, place: OptionPlace) -> str:
        text = self._buildout.files[place.file].get_text(place.option)
        if place.option.name == "dotted-settings-path":
            return text
        return old.settings_text.removesuffix(old.options.get("settings", "development")) + text

    def _make_kept(self, old: OldPart, place: OptionPlace) -> tuple[str, ...]:
        """Return the lines of an option that stays, in twod.recipe's notation."""
        if place.option.name == "extra-paths" and not place.option.sign and self._needs_directory(old):
            words = self._edits.files[place.file].get_text(place.option).splitlines()
            return make_option_lines(place.option.name, "\n".join([".", *words]))
        if place.option.name == "wsgi" and self._makes_wsgi() and not old.wsgi_script:
            return ("wsgi = true",)
        if place.option.name == "scripts-with-settings" and self._list_scripts() != old.scripts_with_settings:
            return make_option_lines(place.option.name, "\n".join(self._list_scripts()))
        return spell_boolean(self._context, place)

    def _makes_wsgi(self) -> bool:
        return any(environment.old.wsgi_script for environment in self._site.environments)

    def _list_scripts(self) -> list[str]:
        names = [name for environment in self._site.environments for name in environment.old.scripts_with_settings]
        return list(dict.fromkeys(names))

    def _needs_directory(self, old: OldPart) -> bool:
        paths = old.values.get("extra-paths", "").split()
        own = {".", str(self._buildout.directory)}
        return old.recipe in _ADDING_DIRECTORY and not own & set(paths)

    def _make_added(self, old: OldPart) -> Iterator[str]:
        """Yield the lines that the part needs in addition."""
        site = self._site
        if "recipe" not in self._get_kept(old):
            yield "recipe = twod.recipe"
        yield f"environments = {' '.join(environment.name for environment in site.environments)}"
        kept = self._get_kept(old)
        if "control-script" not in kept and "control_script" not in kept and site.control_script != "manage":
            yield f"control-script = {site.control_script}"
        if site.suffix:
            yield f"command-suffix = {site.suffix}"
        # The old recipes make no scripts of the eggs; other parts may make them.
        yield "scripts ="
        if "eggs" not in kept:
            yield from self._make_unwritten(old, "eggs", old.name)
        yield from self._make_added_paths(old, kept)
        if "wsgi" not in kept and self._makes_wsgi():
            yield "wsgi = true"
        if "scripts-with-settings" not in kept and (scripts := self._list_scripts()):
            yield from make_option_lines("scripts-with-settings", "\n".join(scripts))
        for name in ("initialization", "relative-paths", "find-links", "index"):
            if name not in kept and old.options.get(name):
                yield from self._make_unwritten(old, name)

    def _make_unwritten(self, old: OldPart, name: str, default: str = "", before: str = "") -> Sequence[str]:
        """Return the lines of an option that the section lacks; a reference, if another part has it.

        :param default: value of an option that no section has.
        :param before: a line that comes first, unless the other part has it, too.
        """
        owner = self._buildout.find_owner(old.name, name)
        if owner in self._context.installed - {old.name}:
            text = f"${{{owner}:{name}}}"
        else:
            text = "\n".join(filter(None, [before, old.options.get(name, default)]))
        return make_option_lines(name, self._rewrite(old.name, text))

    def _make_added_paths(self, old: OldPart, kept: Mapping[str, str]) -> Iterator[str]:
        places = [] if self._loses_bases(old) else [*self._buildout.find_places(old.name, "extra-paths")]
        if any(not place.option.sign for place in places):
            return
        if self._needs_directory(old) or ("extra-paths" not in kept and old.options.get("extra-paths")):
            own = "." if self._needs_directory(old) else ""
            if places:
                self._edits.change(places[0], (*self._edits.get_lines(places[0]), "    ."))
            else:
                yield from self._make_unwritten(old, "extra-paths", before=own)

    def _get_kept(self, old: OldPart) -> dict[str, str]:
        """Return the section's options: its own, and those of its ``<=`` that stay."""
        options: dict[str, str] = {}
        for base in self._buildout.get_bases(old.name):
            if base not in self._context.installed:
                options |= self._buildout.get_effective(base)
        signed = self._loses_bases(old)
        places = self._buildout.find_places(old.name)
        own = {place.option.name for place in places if not (signed and place.option.sign)}
        return options | {name: old.options[name] for name in own if name in old.options}

    def _loses_bases(self, old: OldPart) -> bool:
        """Return whether a part inherits from another part, and must not inherit its new options."""
        return not self._context.installed.isdisjoint(self._buildout.get_bases(old.name))

    def _make_lost(self, old: OldPart) -> Iterator[str]:
        """Yield the options of an environment that the part inherits from another part."""
        if self._loses_bases(old):
            kept = {find_move(old.recipe, name).target for name in self._get_kept(old)}
            for target, text in self._list_inherited(old).items():
                if target not in kept:
                    yield from make_option_lines(target, text)

    # The other environments, which keep the sections of their old parts.

    def _move_other(self, environment: NewEnvironment) -> None:
        old = environment.old
        written: set[str] = set()
        for place, move in self._list_places(old):
            if move.kind in ("recipe", "<", "keep"):
                self._edits.replace(place)
            elif move.kind == "rename" and move.target not in PART_TARGETS:
                written.add(move.target)
                self._edits.change(place, rename_option(self._edits.get_lines(place), move.target))
            elif move.kind == "rename":
                self._edits.replace(place)
            elif move.kind == "variable":
                self._edits.replace(place, self._make_variable(place))
            else:
                self._drop(old, place, move)
        file, header = self._find_home(old.name)
        self._edits.insert(file, header.line + 1, [*self._make_settings(old), *self._make_inherited(old, written)])
        if environment.name != old.name:
            self._edits.rename_section(old.name, environment.name)

    def _make_inherited(self, old: OldPart, written: set[str]) -> Iterator[str]:
        """Yield the options that the environment inherited by ``<=`` and has lost, and empty options."""
        first = self._site.environments[0].old
        defaults = self._list_inherited(first)
        own = self._list_inherited(old)
        for target in dict.fromkeys([*own, *defaults]):
            if target not in written and own.get(target) != defaults.get(target):
                yield from make_option_lines(target, own.get(target, ""))

    def _list_inherited(self, old: OldPart) -> dict[str, str]:
        """Return the options of an environment that a part inherits by ``<=``."""
        own = {place.option.name for place in self._buildout.find_places(old.name)}
        found = {}
        for name, text in old.options.items():
            move = find_move(old.recipe, name)
            if name not in own and move.kind == "rename" and move.target not in PART_TARGETS:
                found[move.target] = self._rewrite(old.name, text)
        return found

    # Both.

    def _make_settings(self, old: OldPart) -> list[str]:
        """Return the lines that set the settings module of an environment and keep its DEBUG."""
        return [f"settings = {self._rewrite(old.name, old.settings_text)}", *self._make_debug(old, old.settings)]

    def _make_debug(self, old: OldPart, module: str, *, is_default: bool = False) -> list[str]:
        """Return the option ``debug`` for the module's DEBUG; its default is false.

        :param is_default: whether the option also applies to configurations that choose another module.
        """
        debug = find_debug(self._buildout, old, module)
        if debug is None:
            message = f"DEBUG of {module} is not clear from its text; write debug = true if it is true"
            self._context.report.warn(self._buildout.get_place(old.name, "settings"), message)
        return [f"debug = {str(debug).lower()}"] if debug or (is_default and debug is False) else []

    def _list_places(self, old: OldPart) -> list[tuple[OptionPlace, Move]]:
        return [(place, find_move(old.recipe, place.option.name)) for place in self._buildout.find_places(old.name)]

    def _find_home(self, section: str) -> tuple[Path, CfgHeader]:
        """Return the file and the header for a section's new lines: the header with its recipe, else the last one."""
        recipes = [*self._buildout.find_places(section, "recipe")] or [*self._buildout.find_places(section)]
        if recipes:
            place = recipes[-1]
            return place.file, self._buildout.files[place.file].find_header(place.option)
        return next(
            (file, header)
            for file, text in self._buildout.files.items()
            for header in text.headers
            if header.section == section
        )

    def _rewrite(self, section: str, text: str) -> str:
        return "\n".join(self._context.names.rewrite(line, section) for line in text.split("\n"))

    def _edit_bases(self, place: OptionPlace) -> None:
        bases = self._buildout.files[place.file].get_text(place.option).split()
        left = [base for base in bases if base not in self._context.installed]
        if left != bases:
            self._edits.replace(place, make_option_lines("<", "\n".join(left)) if left else ())

    def _make_variable(self, place: OptionPlace) -> tuple[str, ...]:
        """Return a line of ``environment-vars`` for an option of isotoma.recipe.django's ``environment.NAME``.

        The values there are Python expressions.
        """
        text = self._buildout.files[place.file].get_text(place.option)
        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            message = "its value is a Python expression, which twod does not run; write the resulting text in quotes"
            self._context.report.error(self._buildout.describe(place), message)
            return ()
        return ("environment-vars +=", f"    {place.option.name.partition('.')[2]} = {value}")

    def _drop(self, old: OldPart, place: OptionPlace, move: Move) -> None:
        """Remove an option, or move it into the section of variables if something may refer to it."""
        described = self._buildout.describe(place)
        if move.kind == "refuse":
            cure = move.target.replace("{settings}", old.settings)
            self._context.report.error(described, f"cannot be migrated; {cure}")
        if move.kind == "own" or (old.name, place.option.name) in self._context.referred:
            section = self._context.vars_sections[old.name]
            lines = self._edits.get_lines(place)
            header = self._buildout.files[place.file].find_header(place.option)
            self._edits.add_variable(place.file, header, section, lines)
        elif move.kind == "drop":
            self._context.report.warn(described, f"removed; {move.target or 'it has no meaning for twod.recipe'}")
        self._edits.replace(place)


def spell_boolean(context: MoveContext, place: OptionPlace) -> tuple[str, ...]:
    """Return the lines of an option that stays, with a word for true or false in lower case."""
    lines = context.edits.get_lines(place)
    text = context.buildout.files[place.file].get_text(place.option)
    if place.option.name in _BOOLEANS and text.lower() in ("true", "false"):
        return (lines[0].replace(text, text.lower()), *lines[1:])
    return lines
