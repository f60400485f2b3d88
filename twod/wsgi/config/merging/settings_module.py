"""The settings module that an ini names, and that its settings build on."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import MODULE_OPTION, read_module_name
from twod.wsgi.config.raised import describe_raised, note_raised


def import_settings_module(variables: Mapping[str, IniOption], report: Report) -> ModuleType | None:
    """Return the settings module; None when the ini names none, or one that cannot be imported.

    :param report: gets whatever the module, or a module that it imports, raises.
    """
    name = read_module_name(variables, report)
    if name is None:
        return None
    try:
        return import_module(name)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - the site's code may raise anything, SystemExit too
        note_raised(error)
        report.error(variables[MODULE_OPTION], _explain(error, name))
    return None


def _explain(error: BaseException, name: str) -> str:
    """Return the message for a module that cannot be imported."""
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if missing is None or not f"{name}.".startswith(f"{missing}."):
        return describe_raised(error, name)
    hint = "; is the project on sys.path?" if missing == name.partition(".")[0] else ""
    return f"there is no module {missing!r}{hint}"
