"""Edits of lines in an ini of another package: the factory, and the name of the settings module."""

from __future__ import annotations

from collections.abc import Iterator

from twod.inifile.booleans import read_boolean
from twod.inifile.keys import names_setting
from twod.inifile.pastedeploy.deployment import APP_ROLE
from twod.inifile.pastedeploy.entry_points import WRAPPED_OPTION
from twod.inifile.pastedeploy.predecessors import Predecessor
from twod.inifile.problems import BadValueError, Report
from twod.inifile.reading import DEFAULT_SECTION, IniOption
from twod.inifile.variables import MODULE_OPTION
from twod.wsgi.migration.ini_text import CommentOut, Edit, Replace
from twod.wsgi.migration.old_applications import OldApplication
from twod.wsgi.migration.predecessor_settings import find_module_option


def edit_factory(application: OldApplication, report: Report) -> Iterator[tuple[IniOption, Edit]]:
    """Yield the edit that names twod's factory, with the lines that the section needs below it.

    :param report: gets an error if the factory has no line in the section.
    """
    deployment = application.deployment
    option = deployment.factory_place
    names = ("use", WRAPPED_OPTION, *APP_ROLE.factory_options)
    if not isinstance(option, IniOption) or option.name not in names:
        message = "write a section [app:django] with 'use = …' for it and its name here; then run this command again"
        report.error(option or deployment.place, message)
        return
    name = WRAPPED_OPTION if option.name == WRAPPED_OPTION else "use"
    lines = tuple(_set_debug(application))
    own = deployment.variables.get("debug")
    if lines and own is not None and (own.file, own.section) == (option.file, option.section):
        # The section has ``debug`` already.
        yield option, Replace((f"{name} = egg:twod.wsgi",))
        yield own, Replace(lines)
    else:
        yield option, Replace((f"{name} = egg:twod.wsgi", *lines))


def _set_debug(application: OldApplication) -> Iterator[str]:
    """Yield the lines that keep ``DEBUG`` of the settings module; twod.wsgi would read ``debug`` of the ini instead."""
    option = application.deployment.variables.get("debug")
    if application.predecessor is None or application.predecessor.has_settings or option is None:
        return
    debug = bool(getattr(application.module, "DEBUG", False))
    try:
        is_same = read_boolean(option.text) == debug
    except BadValueError:
        is_same = False
    if not is_same:
        yield f"# The settings module has this DEBUG. Delete the next line to use 'debug' of {_name_place(option)}."
        yield f"set debug = {str(debug).lower()}"


def _name_place(option: IniOption) -> str:
    """Return the place of an option. With ``set``, a section overrides an option of ``[DEFAULT]``."""
    is_variable = option.name.startswith("set ")
    return f"[{DEFAULT_SECTION if is_variable else option.section}]" if option.section else "the command line"


def edit_module_name(application: OldApplication, *, moves: bool) -> Iterator[tuple[IniOption, Edit]]:
    """Yield the edit of the option with the settings module, if twod.wsgi does not read it there.

    :param moves: whether ``[DEFAULT]`` will name the module.
    """
    option = find_misplaced_module(application)
    if option is not None:
        yield option, Replace(() if moves else (f"set {MODULE_OPTION} = {option.text.strip()}",))


def find_misplaced_module(application: OldApplication) -> IniOption | None:
    """Return the section's option with the settings module, or None if twod.wsgi reads it at its present place."""
    if application.predecessor is None:
        return None
    option = find_module_option(application.deployment, application.predecessor)
    is_own = option is not None and application.deployment.options.get(option.name) == option
    return option if is_own else None


def edit_ignored(application: OldApplication, predecessor: Predecessor) -> Iterator[tuple[IniOption, Edit]]:
    """Yield the edits of options that had no effect, so that they have no effect in twod.wsgi either."""
    deployment = application.deployment
    for drop in deployment.drops:
        if names_setting(drop.option.name) or drop.option.name == "debug":
            yield (
                drop.option,
                CommentOut(f"It had no effect: PasteDeploy uses the option of {_name_place(drop.cause)} instead."),
            )
    module_option = find_module_option(deployment, predecessor)
    for layer in deployment.layers:
        for option in layer.options.values():
            if option.name == "debug":
                yield (
                    option,
                    CommentOut(f"It had no effect: {predecessor.name} does not read 'debug' here."),
                )
            elif not predecessor.has_settings and option != module_option and _looks_read(option.name):
                yield option, CommentOut(f"It had no effect: {predecessor.name} reads no settings here.")


def _looks_read(name: str) -> bool:
    """Return whether an option would have an effect in twod.wsgi, or had one in dj.paste."""
    return names_setting(name) or name == "multi"
