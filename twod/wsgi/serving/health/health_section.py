"""The health filter in front of an ini's application."""

from __future__ import annotations

import os

from twod.inifile.config_uri import split_config_uri
from twod.inifile.health_options import HealthOptions, find_health_problems, read_health_options
from twod.inifile.pastedeploy.entry_points import is_health_factory
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reading import IniReader
from twod.inifile.references import References
from twod.inifile.replaced_options import replace_all


def find_health_options(config_uri: str | os.PathLike[str]) -> HealthOptions:
    """Return the options of the health filter in front of an ini's application, or the defaults without a filter.

    :raises twod.wsgi.exc.ConfigurationError: if an option is wrong.
    """
    return find_health_filter(config_uri) or HealthOptions()


def find_health_filter(config_uri: str | os.PathLike[str]) -> HealthOptions | None:
    """Return the options of the health filter in front of an ini's application; None without a filter.

    :raises twod.wsgi.exc.ConfigurationError: if an option is wrong.
    """
    path, name = split_config_uri(config_uri)
    for deployment in Route(IniReader(), os.path.abspath(path)).walk(name or "main"):  # noqa: PTH100 - keep symlinks
        if is_health_factory(deployment.factory):
            report = Report()
            options = replace_all(deployment, References(deployment.variables, os.environ), report)
            report.raise_errors()
            texts = {name: option.text for name, option in options.items()}
            for wrong, message in find_health_problems(texts):
                report.error(options[wrong], message)
            report.raise_errors()
            return read_health_options(texts)
    return None
