"""The times that the end of a process may take, from PasteDeploy's variables or from the ini."""

from __future__ import annotations

import os
from collections.abc import Mapping

from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import EndTimes, read_end_times


def find_passed_times(global_conf: Mapping[str, str]) -> EndTimes:
    """Return the times for the end.

    :param global_conf: PasteDeploy's variables.
    :raises twod.wsgi.exc.ConfigurationError: if a variable has a wrong time.
    """
    path = global_conf.get("__file__")
    report = Report()
    variables = {name: IniOption(name, text, path, None, "DEFAULT") for name, text in global_conf.items()}
    times = read_end_times(variables, report)
    report.raise_errors()
    return times


def find_ini_times(config_uri: str | os.PathLike[str], given: Mapping[str, str] | None = None) -> EndTimes:
    """Return the times for the end; the defaults if the ini cannot be read.

    :param config_uri: ``PATH`` or ``PATH#NAME``.
    :param given: variables from outside the ini.
    """
    try:
        return read_end_times(follow_uri(config_uri, given).variables, Report())
    except ConfigurationError:
        return EndTimes()
