"""The problems that ``settings --check`` reports, as Django system checks for ``manage.py check``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

from twod.inifile.problems import Problem
from twod.wsgi.after_import import call_after_import
from twod.wsgi.config.findings import Finding, make_findings
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.rules import ERROR, split_cure
from twod.wsgi.config.survey import survey_file

if TYPE_CHECKING:
    from django.core.checks import CheckMessage

#: The tag of these checks: ``manage.py check --tag twod``.
TAG = "twod"
# Only the command ``check`` imports this module. Other commands and servers have already checked their part of the ini.
_COMMAND = "django.core.management.commands.check"
_is_left_out = ContextVar("is_left_out", default=False)


@cache
def watch_check_command(find_loaded: Callable[[], Loaded | None]) -> None:
    """Register the checks when Django's command ``check`` is imported; only once in a process.

    :param find_loaded: returns the settings in force, or None.
    """

    def check_ini_in_force(app_configs: object = None, **_: Any) -> list[CheckMessage]:
        loaded = find_loaded()
        # With the label of an app, Django wants only the checks of that app.
        if loaded is None or loaded.uri is None or app_configs is not None or _is_left_out.get():
            return []
        return _find_messages(loaded.uri, loaded)

    def register(_command: ModuleType) -> None:
        from django.core.checks.registry import registry  # noqa: PLC0415 - the command has imported it

        registry.register(check_ini_in_force, TAG)

    call_after_import(_COMMAND, register)


@contextmanager
def leaving_out_ini() -> Iterator[None]:
    """Leave the ini out of Django's check during the ``with`` block, because its problems are reported already."""
    token = _is_left_out.set(True)
    try:
        yield
    finally:
        _is_left_out.reset(token)


def _find_messages(uri: str, loaded: Loaded) -> list[CheckMessage]:
    report = survey_file(uri, given=loaded.given, server="main").report
    return list(map(_make_message, make_findings(report, os.fspath(loaded.place.file or uri))))


def _make_message(finding: Finding) -> CheckMessage:
    from django.core import checks  # noqa: PLC0415 - as above

    kind = checks.Error if finding.level == ERROR else checks.Warning
    wrong, cure = split_cure(finding.problem.message)
    return kind(wrong, hint=cure, obj=_describe_place(finding.problem), id=finding.rule)


def _describe_place(problem: Problem) -> str:
    """Return the place of a problem as in the beginning of messages."""
    return str(problem._replace(message="")).removesuffix(": ")
