"""Every way on which twod shows what a site is configured with: a new one belongs into ``CHANNELS``."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from django.core import checks
from django.test import RequestFactory
from django.views import debug
from rich.console import Console

from kit.console_site import ConsoleSite
from twod.wsgi.commands.command import Command, run_command
from twod.wsgi.commands.doctor.examination import list_examined, write_examined_json
from twod.wsgi.commands.doctor.proxy_trust import examine_proxy
from twod.wsgi.commands.doctor.risky_settings import examine_settings
from twod.wsgi.commands.doctor.secret_modes import examine_secret_files
from twod.wsgi.commands.inspection.annotations import FORMATS
from twod.wsgi.commands.inspection.routes_command import RoutesCommand
from twod.wsgi.commands.inspection.running_site import RunningComparison, describe_comparison
from twod.wsgi.commands.inspection.settings_command import SettingsCommand
from twod.wsgi.commands.inspection.terminal_table import print_differences, print_settings
from twod.wsgi.config import system_checks
from twod.wsgi.config.difference import find_differences
from twod.wsgi.config.findings import make_findings
from twod.wsgi.config.fingerprint import make_fingerprint, make_setting_fingerprints
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.survey import Survey, survey_file
from twod.wsgi.origin_rows import list_origin_rows, write_origin_table
from twod.wsgi.serving.logs import start_line


class Running(NamedTuple):
    """A process with the settings of an ini, which may have others by now, beside the ini of another environment."""

    site: ConsoleSite
    #: The settings of the process.
    active: Loaded
    #: Those of the ini now, as far as they can be read.
    now: Survey
    #: The other environment's ini.
    other: Path

    @property
    def ini(self) -> Path:
        return self.site.ini


def _show_page(page: str) -> Callable[[Running], str]:
    return lambda running: running.site.show(f"/console/{page}")


def _run(command: type[Command], *words: str) -> Callable[[Running], str]:
    """Return what a command writes on both streams; ``OTHER`` among its words is the other environment's ini."""

    def show(running: Running) -> str:
        arguments = [str(running.other) if word == "OTHER" else word for word in words]
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(out):
            run_command(command("twod"), [str(running.ini), *arguments])
        return out.getvalue()

    return show


def _print_tables(running: Running) -> str:
    console = Console(file=io.StringIO(), width=1000)
    print_settings(list(running.active.report(running.active.values).values()), console)
    if running.now.loaded is not None:
        print_differences(find_differences(running.active, running.now.loaded), "now", "then", console)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def _check(running: Running) -> str:
    findings = make_findings(survey_file(running.ini, server="main").report, str(running.ini))
    messages: list[checks.CheckMessage] = list(map(system_checks._make_message, findings))
    return "\n".join([*(write(findings) for write in FORMATS.values()), *map(str, messages)])


def _compare_running(running: Running) -> str:
    differing = tuple(running.active.values)
    return "\n".join(describe_comparison(RunningComparison(is_same=False, differing=differing), running.active))


def _examine(running: Running) -> str:
    active = running.active
    found = [*examine_settings(active), examine_secret_files(active), examine_proxy(active, str(running.ini))]
    return "\n".join([*list_examined(found), write_examined_json(found)])


def _show_toolbar(running: Running) -> str:
    """What the panel shows, without the toolbar."""
    return "\n".join([running.active.summary, running.active.source, write_origin_table(list_origin_rows())])


def _show_fingerprints(running: Running) -> str:
    page = running.site.get("/console/fingerprints/").body.decode()
    return f"{page}\n{make_fingerprint(running.active)}\n{make_setting_fingerprints(running.active)}"


def _log(running: Running) -> str:
    """The line of a start, and what a reload or a start that fails logs."""
    stream = io.StringIO()
    handler, logger = logging.StreamHandler(stream), logging.getLogger("twod")
    level, logger.propagate = logger.level, False
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    start_line._named.clear()
    try:
        start_line.log_start(running.active)
        for problem in (*running.now.report.errors, *running.now.report.warnings):
            logger.error("Reload failed, still serving the previous settings: %s", problem)
        logger.error("%s", running.active.locate_raised(ValueError("broken")))
    finally:
        logger.propagate = True
        logger.removeHandler(handler)
        logger.setLevel(level)
    return stream.getvalue()


def _report_error(running: Running) -> str:
    """Text and HTML of an error in a frame that has the values, as they are mailed or shown with debug on."""
    values = list(running.active.values.items())
    request: Any = RequestFactory().get("/")
    # As some servers do it.
    request.META |= {name: os.environ.get(name, "") for name in running.active.find_referred_variables()}
    make_reporter: Any = debug.get_exception_reporter_class(request)
    try:
        local, nested = values, {"a": [values]}
        raise ValueError(len(local), len(nested))
    except ValueError:
        reporter = make_reporter(request, *sys.exc_info())
    return f"{reporter.get_traceback_text()}{reporter.get_traceback_html()}"


# The page of the versions knows no setting. With all settings, Django's defaults too, pages and lists take long.
_PAGES = ["", "changes/", "environments/", "pipeline/", "health/"]
_SETTINGS = [
    "", "--json", "--diff OTHER", "--json --diff OTHER", "--as-ini", "--as-buildout", "--as-ini --diff OTHER",
    "--stubs", *(f"--check --no-import --format {name}" for name in FORMATS),
]  # fmt: skip

#: By name; each returns all that it shows.
CHANNELS: Mapping[str, Callable[[Running], str]] = {
    **{f"console {page}": _show_page(page) for page in _PAGES},
    **{f"console {page} as JSON": _show_page(f"{page}?format=json") for page in _PAGES},
    **{f"twod settings {words}": _run(SettingsCommand, *words.split()) for words in _SETTINGS},
    "twod settings in a terminal": _print_tables,
    "twod settings --check, manage.py check": _check,
    "twod settings --running": _compare_running,
    "twod doctor": _examine,
    "twod routes": _run(RoutesCommand),
    "twod routes as JSON": _run(RoutesCommand, "--format", "json"),
    "toolbar": _show_toolbar,
    "fingerprints": _show_fingerprints,
    "log": _log,
    "error report": _report_error,
}
