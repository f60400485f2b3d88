"""The check of an ini without importing Django or the project."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from twod.inifile.grammar import check_grammar
from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.pastedeploy.django_sections import find_all_django, find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Place, Report
from twod.inifile.reading import IniReader
from twod.wsgi.config.merging.resolution import resolve
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning

if TYPE_CHECKING:
    from twod.wsgi.config.surroundings.site_paths import Machine


def check_ini(path: str | os.PathLike[str], *, name: str | None = None, text: str | None = None) -> None:
    """Check that an ini can be loaded and served: both its settings and its other sections.

    >>> from twod.wsgi import check_ini
    >>> check_ini("prod.ini")
    Traceback (most recent call last):
        ...
    twod.inifile.problems.ConfigurationError: ...prod.ini:5 [app:main] SITE_ID: expected an integer, got '1st'

    This function imports neither Django nor the project. The environment variables and secret files that the ini refers
    to need not exist. It issues a :class:`~twod.wsgi.exc.ConfigurationWarning` for options that are legal but doubtful,
    and for directories that this machine lacks.

    :param path: the path of the ini.
    :param name: check only the settings of this application; None for every section of the file.
    :param text: the content to check if the file is not written yet.
    :raises twod.wsgi.exc.ConfigurationError: with all errors.
    """
    report = check_settings(path, name=name, text=text)
    if name is None:
        report.add(check_other_sections(path, text=text))
    report.raise_errors()
    issue_warnings(report)


def check_other_sections(
    path: str | os.PathLike[str],
    *,
    text: str | None = None,
    given: Mapping[str, str] | None = None,
    machine: Machine | None = None,
) -> Report:
    """Return the problems of an ini outside of its settings: in servers, filters, logging and the links between them.

    :param text: the content to check if the file is not written yet.
    :param given: variables from outside the file, by name.
    :param machine: the machine that the site runs on; None for a machine that the site need not run on.
    """
    # Import this only here, to keep it out of processes that only load their settings.
    from twod.wsgi.config.surroundings.site_paths import Machine  # noqa: PLC0415
    from twod.wsgi.config.surroundings.surroundings_check import check_surroundings  # noqa: PLC0415

    machine = machine or Machine()
    report = check_grammar(path, text=text, given=given, environ=machine.environ)
    report.add(check_surroundings(path, text=text, given=given, machine=machine))
    return report


def check_settings(
    path: str | os.PathLike[str],
    *,
    name: str | None = None,
    text: str | None = None,
    given: Mapping[str, str] | None = None,
    machine: Machine | None = None,
    apart_from: Iterable[Place] = (),
) -> Report:
    """Return the errors and warnings about the settings in an ini, which need Django's names and types.

    `name` is that of :func:`check_ini`; `text`, `given` and `machine` are those of :func:`check_other_sections`.

    :param apart_from: the places of application sections that are checked already.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy: resolve "..", keep links
    reader = IniReader({} if text is None else {path: text})
    report = Report()
    try:
        route = Route(reader, path, given)
        deployments = find_all_django(route, report) if name is None else []
        if not deployments and not reader.report.errors:
            deployments = [find_django(route, name)]
        for deployment in deployments:
            if deployment.place not in apart_from:
                _check_application(deployment, route, machine, report)
    except ConfigurationError as error:
        report.add_errors(error.problems)
    report.add(reader.report)
    return report


def _check_application(deployment: Deployment, route: Route, machine: Machine | None, report: Report) -> None:
    # Import it only here, as in check_other_sections.
    from twod.wsgi.config.surroundings.backends import judge_backends  # noqa: PLC0415
    from twod.wsgi.config.surroundings.celery_settings import judge_celery_settings  # noqa: PLC0415
    from twod.wsgi.config.surroundings.health_checks import judge_health_paths  # noqa: PLC0415
    from twod.wsgi.config.surroundings.old_paths import judge_old_paths  # noqa: PLC0415
    from twod.wsgi.config.surroundings.send_file_roots import judge_send_file_roots  # noqa: PLC0415
    from twod.wsgi.config.surroundings.site_paths import (  # noqa: PLC0415
        Machine,
        judge_environment_files,
        judge_values,
    )

    judge_application(deployment, report)
    judge_environment_files(deployment.variables, machine or Machine(), report)
    resolved = resolve(deployment, environ={})
    report.add(resolved.report)
    judge_values(resolved.values, resolved.places, deployment.place, machine or Machine(), report)
    judge_backends(resolved.values, resolved.places, deployment.place, report)
    judge_old_paths(resolved.values, resolved.places, deployment.place, report)
    judge_celery_settings(resolved.values, resolved.places, report)
    judge_health_paths(route, resolved.values, report)
    judge_send_file_roots(route, resolved.values, machine or Machine(), report)


def judge_application(deployment: Deployment, report: Report) -> None:
    """Report a factory that does not make a Django application."""
    if not deployment.is_django:
        from twod.wsgi.config.surroundings.foreign_factories import judge_foreign_factory  # noqa: PLC0415 - rarely needed

        judge_foreign_factory(deployment, report)


def issue_warnings(report: Report) -> None:
    """Issue a Python warning for each warning of a report."""
    for doubt in report.warnings:
        warnings.warn(str(doubt), ConfigurationWarning, stacklevel=3)
