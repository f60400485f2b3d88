"""The settings module that an ini names, and that its settings build on."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import MODULE_OPTION, read_module_name


def import_settings_module(variables: Mapping[str, IniOption], report: Report) -> ModuleType | None:
    """Return the settings module; None when the ini names none, or one that does not exist.

    An import that fails inside the module raises its own error, with its own traceback.
    """
    name = read_module_name(variables, report)
    if name is None:
        return None
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        hint = "; is the project on sys.path?" if error.name == name.partition(".")[0] else ""
        report.error(variables[MODULE_OPTION], f"there is no module {error.name!r}{hint}")
        return None
