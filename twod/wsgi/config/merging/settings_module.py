"""The settings module that an ini names, and that its settings build on."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import MODULE_OPTION, read_module_name
from twod.wsgi.config.raised import describe_raised, note_raised


def import_settings_module(variables: Mapping[str, IniOption], report: Report) -> ModuleType | None:
    """Return the settings in the settings module; None when the ini names none, or one that cannot be imported.

    The result is a module of the same name with nothing else in it. It runs no code, as a module's own ``__getattr__``,
    ``__dir__`` and annotations would.

    :param report: gets whatever the module, or a module that it imports, raises.
    """
    name = read_module_name(variables, report)
    if name is None:
        return None
    try:
        return _copy_settings(import_module(name))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - the site's code may raise anything, SystemExit too
        note_raised(error)
        report.error(variables[MODULE_OPTION], _explain(error, name))
    return None


def _copy_settings(module: ModuleType) -> ModuleType:
    copied = ModuleType(module.__name__)
    vars(copied).update({name: getattr(module, name) for name in dir(module) if name.isupper()})
    try:
        copied.__annotations__ = typing.get_type_hints(module)
    except Exception:  # noqa: BLE001 - an annotation may be any code
        # One that only a type checker can resolve is of no use here; neither are the module's others.
        copied.__annotations__ = {}
    return copied


def _explain(error: BaseException, name: str) -> str:
    """Return the message for a module that cannot be imported."""
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if missing is None or not f"{name}.".startswith(f"{missing}."):
        return describe_raised(error, name)
    hint = "; is the project on sys.path? (see twod.pythonpath)" if missing == name.partition(".")[0] else ""
    return f"there is no module {missing!r}{hint}"
