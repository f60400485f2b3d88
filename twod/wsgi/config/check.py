"""Checking an ini without importing Django or the project."""

from __future__ import annotations

import os
import warnings

from twod.inifile.problems import Report
from twod.inifile.reading import IniReader
from twod.inifile.route import Route
from twod.wsgi.config.merging.resolution import resolve
from twod.wsgi.config.merging.settings_module import read_module_name
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning


def check_ini(path: str | os.PathLike[str], *, name: str | None = None, text: str | None = None) -> None:
    """Check that Django settings can be made of an ini.

    Neither Django nor the project is imported, and neither the environment variables nor the secret files that the
    ini refers to need to exist. What is legal but doubtful is a :class:`~twod.wsgi.exc.ConfigurationWarning`.

    :param path: the ini.
    :param name: the application to check; None for every Django application in the file.
    :param text: the content of a file that is not yet written at `path`.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy does it: ".." goes, links stay
    reader = IniReader({} if text is None else {path: text.removeprefix("\ufeff")})
    report = Report()
    try:
        route = Route(reader, path)
        if name is None:
            deployments, problems = route.find_all_django()
            report.add_errors(problems)
        else:
            deployments = [route.find_django(name)]
    except ConfigurationError as error:
        deployments = []
        report.add_errors(error.problems)
    for deployment in deployments:
        read_module_name(deployment.variables, report)
        report.add(resolve(deployment, environ={}).report)
    report.add_errors(reader.problems)
    report.raise_errors()
    issue_warnings(report)


def issue_warnings(report: Report) -> None:
    """Warn of all that is doubtful."""
    for doubt in report.warnings:
        warnings.warn(str(doubt), ConfigurationWarning, stacklevel=3)
