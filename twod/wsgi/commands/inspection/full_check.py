"""``settings --check``: report the errors of an ini, then run Django's own check of the site."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence

from twod.inifile.config_uri import split_config_uri
from twod.inifile.problems import Report
from twod.wsgi.commands.inspection.annotations import FORMATS
from twod.wsgi.config import configure
from twod.wsgi.config.activation import find_active, locating_errors, set_up_django
from twod.wsgi.config.findings import Finding, find_problems, is_of_twod, make_findings
from twod.wsgi.config.rules import ERROR, WARNING
from twod.wsgi.config.survey import survey_file
from twod.wsgi.config.system_checks import leaving_out_ini
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning


def check_texts(inis: Sequence[str], style: str, *, skips_others: bool = False) -> int:
    """Report the errors in inis without importing Django or a site's code; return the exit status.

    :param style: a key of :data:`~twod.wsgi.commands.inspection.annotations.FORMATS`.
    :param skips_others: whether to skip inis that do not use twod.
    """
    paths = [split_config_uri(ini)[0] for ini in inis]
    found = [find_problems(path) for path in paths if not skips_others or is_of_twod(path)]
    return _tell(sorted({finding: None for findings in found for finding in findings}, key=_get_level), style)


def check_site(config_uri: str, style: str) -> int:
    """Report the errors in an ini, or if it has no errors, those of Django's own check; return the exit status."""
    path = os.path.abspath(split_config_uri(config_uri)[0])  # noqa: PTH100 - as PasteDeploy does it
    report = survey_file(config_uri, server="main").report
    findings = make_findings(report, path)
    if style == "text":  # People see these findings before Django loads, which takes a while.
        _tell(findings, style)
        findings = []
    if report.errors:
        return _tell(findings, style) or 1
    try:
        _load_site(config_uri)
        if style == "text":
            return _print_check_of_django()
        findings += _find_by_check_of_django(path)
    except ConfigurationError as error:
        raised = Report()
        raised.add_errors(error.problems)
        findings += make_findings(raised, path)
    return _tell(sorted(findings, key=_get_level), style)


def _tell(findings: Sequence[Finding], style: str) -> int:
    """Print findings, as text on stderr and in other formats on stdout; return 1 for an error, else 0."""
    text = FORMATS[style](findings)
    stream = sys.stderr if style == "text" else sys.stdout
    stream.write(f"{text}\n" if text else "")
    return int(any(finding.level == ERROR for finding in findings))


def _get_level(finding: Finding) -> str:
    return finding.level


def _load_site(config_uri: str) -> None:
    """Load the settings, set up Django, and load database drivers and middleware, which Django's check leaves out.

    :raises twod.wsgi.exc.ConfigurationError: if a part of the site cannot be loaded.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConfigurationWarning)  # already reported
        configure(config_uri)
    from django.core.handlers.base import BaseHandler  # noqa: PLC0415 - needs settings
    from django.db import connections  # noqa: PLC0415

    set_up_django()
    with locating_errors():
        for alias in connections:
            _ = connections[alias]
        BaseHandler().load_middleware()


def _print_check_of_django() -> int:
    """Run Django's own check, with ``--deploy`` if debug mode is off, and return its exit status."""
    from django.conf import settings  # noqa: PLC0415 - needs settings
    from django.core.management import CommandError, call_command  # noqa: PLC0415

    with locating_errors(), leaving_out_ini():
        try:
            call_command("check", deploy=not settings.DEBUG)
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


def _find_by_check_of_django(path: str) -> list[Finding]:
    """Return the findings of Django's own check, each at the option that it names, or else at the application."""
    from django.conf import settings  # noqa: PLC0415 - needs settings
    from django.core import checks  # noqa: PLC0415

    loaded = find_active()
    if loaded is None:
        return []
    with locating_errors():
        messages = checks.run_checks(include_deployment_checks=not settings.DEBUG)
    found = []
    for told in messages:
        if told.is_silenced():
            continue
        report = Report()
        text = "; ".join(filter(None, [told.msg, told.hint]))
        problem = loaded.locate_told(f"{told.obj}: {text}" if told.obj is not None else text)
        is_error = told.level >= checks.ERROR
        report.add_errors([problem])
        found += [
            finding._replace(level=ERROR if is_error else WARNING, rule=told.id or "django")
            for finding in make_findings(report, path)
        ]
    return found
