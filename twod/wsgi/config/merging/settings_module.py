"""The settings module that an ini names as the base of its settings."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from twod.inifile.opaque import MOST_LEVELS, is_too_deep
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import MODULE_OPTION, read_module_name
from twod.wsgi.config.raised import describe_raised, note_raised


def import_settings_module(variables: Mapping[str, IniOption], report: Report) -> ModuleType | None:
    """Return the settings in the settings module; None if the ini names no module, or it cannot be imported.

    The result is a new module of the same name that contains only the settings. Reading it runs no code of the site,
    such as a module's ``__getattr__``, ``__dir__`` and annotations.

    :param report: gets the error if the module, or a module that it imports, raises an exception.
    """
    name = read_module_name(variables, report)
    if name is None:
        return None
    try:
        module = _copy_settings(import_module(name))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - the site's code may raise anything, SystemExit too
        note_raised(error)
        report.error(variables[MODULE_OPTION], _explain(error, name))
        return None
    deep = [setting for setting, value in vars(module).items() if is_too_deep(value)]
    for setting in deep:
        message = f"{name}.{setting} contains itself, or more than {MOST_LEVELS} levels of containers; make it flatter"
        report.error(variables[MODULE_OPTION], message)
    return None if deep else module


def _copy_settings(module: ModuleType) -> ModuleType:
    copied = ModuleType(module.__name__)
    vars(copied).update({name: getattr(module, name) for name in dir(module) if name.isupper()})
    try:
        copied.__annotations__ = typing.get_type_hints(module)
    except Exception:  # noqa: BLE001 - an annotation may be any code
        # If one annotation can only be resolved by a type checker, Python returns no annotations at all.
        copied.__annotations__ = {}
    return copied


def _explain(error: BaseException, name: str) -> str:
    """Return the message for a module that cannot be imported."""
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if missing is None or not f"{name}.".startswith(f"{missing}."):
        return describe_raised(error, name)
    is_outermost = missing == name.partition(".")[0]
    if is_outermost:
        return f"there is no module {missing!r}; add the project's directory to twod.pythonpath, or install the project"
    return f"there is no module {missing!r}; correct the name"
