"""The check of everything in an ini except the settings against the installed software."""

from __future__ import annotations

import os
from collections.abc import Mapping

from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, SERVER_ROLE, Deployment
from twod.inifile.pastedeploy.entry_points import is_full_django_factory
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniReader
from twod.inifile.references import References
from twod.inifile.replaced_options import ReplacedOption, replace_all
from twod.wsgi.config.surroundings.foreign_factories import advise_on_predecessor
from twod.wsgi.config.surroundings.full_django import find_option_problems
from twod.wsgi.config.surroundings.health_checks import judge_health_checks
from twod.wsgi.config.surroundings.installed import find_missing_entry_point, find_missing_object, find_target
from twod.wsgi.config.surroundings.server_options import judge_server_options
from twod.wsgi.config.surroundings.site_paths import Machine, judge_log_files, judge_sockets


def check_surroundings(
    path: str | os.PathLike[str],
    *,
    text: str | None = None,
    given: Mapping[str, str] | None = None,
    machine: Machine = Machine(),  # noqa: B008 - immutable
) -> Report:
    """Return the problems of an ini with its applications, filters, servers and log handlers.

    This function checks that they are installed, that servers accept their options, and that paths exist. It imports
    neither Django nor the project.

    :param text: the content to check if the file is not written yet.
    :param given: variables from outside the file, by name.
    :param machine: the machine that the site runs on.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy: resolve "..", keep links
    reader = IniReader({} if text is None else {path: text})
    report = Report()
    try:
        route = Route(reader, path, given)
    except ConfigurationError as error:
        report.add_errors(error.problems)
        return report
    for role in (APP_ROLE, FILTER_ROLE, SERVER_ROLE):
        for deployment in route.walk_all(role):
            _judge_factory(deployment, report)
            # Ignore references without a value here: loading reports them.
            options = replace_all(deployment, References(deployment.variables, machine.environ), Report())
            if is_full_django_factory(deployment.factory):
                for name, message in find_option_problems({name: option.text for name, option in options.items()}):
                    if options[name].is_known:
                        report.error(options[name], message)
                _judge_permission(options, report)
            judge_health_checks(deployment, report)
            if deployment.role is SERVER_ROLE and deployment.factory is not None:
                target = find_target(deployment.factory, SERVER_ROLE.factory_options)
                judge_server_options(options, deployment.place, target, report, machine.get_teller(report))
                judge_sockets(options, machine, report)
    if "loggers" in route.file.sections:
        # Import this only for an ini with logging sections.
        from twod.wsgi.config.surroundings.logging_check import judge_log_classes  # noqa: PLC0415

        references = References(route.variables, machine.environ)
        judge_log_classes(route.file, report, references)
        judge_log_files(route.file, machine, report, references)
    return report


def _judge_permission(options: Mapping[str, ReplacedOption], report: Report) -> None:
    """Report a function for the permission of media files that does not exist."""
    option = options.get("media_permission")
    if option is not None and option.is_known and ":" in option.text:
        module, _, name = option.text.partition(":")
        if message := find_missing_object(module, name):
            report.error(option, message)


def _judge_factory(deployment: Deployment, report: Report) -> None:
    """Report a factory that is not installed."""
    factory = deployment.factory
    if factory is None or deployment.is_django:
        return
    if factory.lower().startswith("egg:"):
        message = find_missing_entry_point(factory, deployment.role.factory_options)
    else:
        module, colon, name = factory[5:].partition(":")
        message = find_missing_object(module, name) if colon else f"expected call:MODULE:NAME, got {factory!r}"
    if message:
        report.error(deployment.factory_place or deployment.place, advise_on_predecessor(factory) or message)
