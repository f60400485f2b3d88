"""Checking an ini without importing Django or the project."""

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
    """Check that an ini can be loaded and served: its settings, and its other sections.

    >>> from twod.wsgi import check_ini
    >>> check_ini("prod.ini")
    Traceback (most recent call last):
        ...
    twod.inifile.problems.ConfigurationError: ...prod.ini:5 [app:main] SITE_ID: expected an integer, got '1st'

    Neither Django nor the project is imported, and neither the environment variables nor the secret files that the
    ini refers to need to exist. Legal but doubtful options cause a :class:`~twod.wsgi.exc.ConfigurationWarning`, and so
    do directories that this machine does not have.

    :param path: the ini.
    :param name: the application whose settings alone to check; None for every section of the file.
    :param text: the content of a file that is not yet written at `path`.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
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
    """Return all that is wrong in an ini besides its settings: with servers, filters, logging, and the ways to them.

    :param text: the content of a file that is not yet written at `path`.
    :param given: variables from outside the file.
    :param machine: what it is judged on; None for a machine that the site need not run on.
    """
    # A process that only loads its settings imports this module too.
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
    """Return the errors and warnings about the settings in an ini: those that need Django's names and types.

    The first parameters are those of :func:`check_ini`, the next those of :func:`check_other_sections`.

    :param apart_from: the sections of applications that have been checked.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy does it: ".." goes, links stay
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
    # As in check_other_sections.
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
    """Report a factory that makes no Django application."""
    if not deployment.is_django:
        from twod.wsgi.config.surroundings.foreign_factories import judge_foreign_factory  # noqa: PLC0415 - it is rare

        judge_foreign_factory(deployment, report)


def issue_warnings(report: Report) -> None:
    """Warn of all that is doubtful."""
    for doubt in report.warnings:
        warnings.warn(str(doubt), ConfigurationWarning, stacklevel=3)
