"""PasteDeploy inis: read with the line of every option, checked, and written so that they read back unchanged.

Import the names for everyday use from here; the modules have more. A name is imported on first use (:pep:`562`), since
most code needs one module only.
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

#: The module of each public name.
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


if not TYPE_CHECKING:  # A type checker reports names not imported above.

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
