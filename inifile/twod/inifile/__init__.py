"""PasteDeploy inis: read with the line of every option, judged, and written so that they read back.

These are the names for everyday use; the modules have more. They are found on first use (:pep:`562`), since most
importers of one module do without the others.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twod.inifile.config_uri import split_config_uri as split_config_uri
    from twod.inifile.grammar import check_grammar as check_grammar
    from twod.inifile.pastedeploy.deployment import Deployment as Deployment
    from twod.inifile.pastedeploy.route import follow_uri as follow_uri
    from twod.inifile.problems import ConfigurationError as ConfigurationError
    from twod.inifile.problems import Problem as Problem
    from twod.inifile.problems import Report as Report
    from twod.inifile.reading import IniFile as IniFile
    from twod.inifile.reading import IniOption as IniOption
    from twod.inifile.reading import IniReader as IniReader

#: Each public name and the module that has it.
_MODULES = {
    "ConfigurationError": "problems",
    "Deployment": "pastedeploy.deployment",
    "IniFile": "reading",
    "IniOption": "reading",
    "IniReader": "reading",
    "Problem": "problems",
    "Report": "problems",
    "check_grammar": "grammar",
    "follow_uri": "pastedeploy.route",
    "split_config_uri": "config_uri",
}

__all__ = list(_MODULES)


if not TYPE_CHECKING:  # To a type checker, a name that is not imported above is a mistake.

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
