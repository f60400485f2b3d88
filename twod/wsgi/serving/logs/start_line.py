"""The line that names the configuration of a serving process: ``prod.ini (environment prod, debug off, …)``.

``twod serve`` prints it. Under another program, the site logs it when it is loaded.
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

#: The inis whose line has been logged or printed, by this process or by the one that forked it.
_named: set[str] = set()


def describe_environment(config_uri: str, loaded: Loaded | None) -> str:
    """Return the name of the environment (of the application or of the file) and a description of its settings.

    :param loaded: the current settings; None without settings.
    """
    path, _, name = config_uri.partition("#")
    text = f"environment {name if name not in ('', 'main') else Path(path).stem}"
    return text if loaded is None else f"{text}, {loaded.summary}"


def pass_over_start_line(ini: str) -> None:
    """Keep this process and its forks from logging the line of an ini, because a command prints it."""
    _named.add(ini)


def log_start(loaded: Loaded | None) -> None:
    """Log the configuration of this process, once; its forks do not repeat the line.

    :param loaded: the current settings; None without settings.
    """
    if loaded is None or loaded.ini is None or loaded.ini in _named or not _log.isEnabledFor(logging.INFO):
        return
    _named.add(loaded.ini)
    _log.info("%s (%s)", loaded.ini, describe_environment(_name_served(loaded, loaded.ini), loaded))


def _name_served(loaded: Loaded, ini: str) -> str:
    """Return the URI of a Django application: only the path if the ini leads to that application by default."""
    try:
        is_main = find_django(Route(IniReader(), ini), None).place == loaded.place
    except ConfigurationError:  # The ini leads to several applications.
        is_main = False
    name = (loaded.uri or "").partition("#")[2]
    return ini if is_main else f"{ini}#{name}"
