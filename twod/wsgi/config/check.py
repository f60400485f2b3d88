"""Checking an ini without importing Django or the project."""

from __future__ import annotations

import os
import warnings

from twod.inifile.grammar import check_grammar
from twod.inifile.pastedeploy.django_sections import find_all_django, find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reading import IniReader
from twod.wsgi.config.merging.resolution import resolve
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning


def check_ini(path: str | os.PathLike[str], *, name: str | None = None, text: str | None = None) -> None:
    """Check that Django settings can be made of an ini.

    >>> from twod.wsgi import check_ini
    >>> check_ini("prod.ini")
    Traceback (most recent call last):
        ...
    twod.inifile.problems.ConfigurationError: ...prod.ini:5 [app:main] SITE_ID: expected an integer, got '1st'

    Neither Django nor the project is imported, and neither the environment variables nor the secret files that the
    ini refers to need to exist. Legal but doubtful options cause a :class:`~twod.wsgi.exc.ConfigurationWarning`.

    :param path: the ini.
    :param name: the application to check; None for every section of the file.
    :param text: the content of a file that is not yet written at `path`.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    report = check_grammar(path, text=text) if name is None else Report()
    report.add(check_settings(path, name=name, text=text))
    report.raise_errors()
    issue_warnings(report)


def check_settings(path: str | os.PathLike[str], *, name: str | None = None, text: str | None = None) -> Report:
    """Return the errors and warnings about the settings in an ini: those that need Django's names and types.

    The parameters are those of :func:`check_ini`. :func:`~twod.inifile.grammar.check_grammar` checks everything that
    leads to the settings.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy does it: ".." goes, links stay
    reader = IniReader({} if text is None else {path: text})
    report = Report()
    try:
        route = Route(reader, path)
        deployments = find_all_django(route, report) if name is None else [find_django(route, name)]
        for deployment in deployments:
            report.add(resolve(deployment, environ={}).report)
    except ConfigurationError as error:
        report.add_errors(error.problems)
    report.add(reader.report)
    return report


def issue_warnings(report: Report) -> None:
    """Warn of all that is doubtful."""
    for doubt in report.warnings:
        warnings.warn(str(doubt), ConfigurationWarning, stacklevel=3)
