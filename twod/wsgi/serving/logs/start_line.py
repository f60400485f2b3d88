"""The line that names the configuration of a process that serves: ``prod.ini (environment prod, debug off, …)``.

``twod serve`` prints it. A server that another program starts logs it when it loads the site.
"""

from __future__ import annotations

import logging
from pathlib import Path

from twod.inifile.pastedeploy.django_sections import find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError
from twod.inifile.reading import IniReader
from twod.wsgi.config.loaded import Loaded

_log = logging.getLogger("twod")

#: The inis whose line this process has logged or printed, or the one that it is a fork of.
_named: set[str] = set()


def describe_environment(config_uri: str, loaded: Loaded | None) -> str:
    """Return the environment's name (that of the application or of the file), and what its settings are.

    :param loaded: the settings in force; None when there are none.
    """
    path, _, name = config_uri.partition("#")
    text = f"environment {name if name not in ('', 'main') else Path(path).stem}"
    return text if loaded is None else f"{text}, {loaded.summary}"


def pass_over_start_line(ini: str) -> None:
    """Have this process, and those that it forks, not log the line of an ini, which is printed instead."""
    _named.add(ini)


def log_start(loaded: Loaded | None) -> None:
    """Log which configuration this process serves, once; a fork of it does not repeat the line.

    :param loaded: the settings in force; None when there are none.
    """
    if loaded is None or loaded.ini is None or loaded.ini in _named or not _log.isEnabledFor(logging.INFO):
        return
    _named.add(loaded.ini)
    _log.info("%s (%s)", loaded.ini, describe_environment(_name_served(loaded, loaded.ini), loaded))


def _name_served(loaded: Loaded, ini: str) -> str:
    """Return the URI of a Django application: the ini alone where that leads to the application."""
    try:
        is_main = find_django(Route(IniReader(), ini), None).place == loaded.place
    except ConfigurationError:  # it leads to several
        is_main = False
    name = (loaded.uri or "").partition("#")[2]
    return ini if is_main else f"{ini}#{name}"
