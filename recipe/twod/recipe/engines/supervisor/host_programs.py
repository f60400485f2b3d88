"""The programs of a machine in supervisor's configuration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.machines import MachineRun
from twod.recipe.engines.supervision import find_supervision
from twod.recipe.engines.supervisor.supervisor_text import (
    escape_percent,
    quote_program_command,
    quote_program_variables,
)


class ProgramWishes(NamedTuple):
    """The options of the part for all programs.

    :param name: name of their group, and the beginning of their names.
    :param data: their working directory.
    :param logs: the directory of their output.
    :param user: the user that runs them; empty for the user of supervisord.
    :param variables: environment variables of all programs.
    :param process_timeout: seconds that a process may take to stop.
    """

    name: str
    data: Path
    logs: Path
    user: str = ""
    variables: tuple[tuple[str, str], ...] = ()
    process_timeout: float = 300.0


def name_program(wishes: ProgramWishes, hosted: MachineRun) -> str:
    """Return the name of a program."""
    return f"{wishes.name}-{hosted.name or hosted.run.name}"


def make_host_programs(site: EngineSite, runs: Iterable[MachineRun], wishes: ProgramWishes) -> str:
    """Return the sections of a machine's programs and of their group.

    :param runs: the machine's programs; timers are left to cron.
    :raises ValueError: for a value that supervisor cannot read.
    """
    always = [each for each in runs if each.run.schedule is None]
    sections = [_make_program(site, each, wishes) for each in always]
    if always:
        names = ",".join(name_program(wishes, each) for each in always)
        sections.append(render_program_section(f"group:{wishes.name}", [("programs", names)]))
    return "\n".join(sections)


def _make_program(site: EngineSite, hosted: MachineRun, wishes: ProgramWishes) -> str:
    """Return the section of a program."""
    name, run = name_program(wishes, hosted), hosted.run
    variables = [*wishes.variables, *run.variables]
    stop_seconds = find_supervision(site, run, wishes.process_timeout).stop_seconds
    options = [
        ("command", quote_program_command(run.command)),
        ("directory", escape_percent(str(wishes.data))),
        *([("environment", quote_program_variables(variables))] if variables else []),
        *([("user", wishes.user)] if wishes.user else []),
        ("autorestart", "true"),
        # supervisor waits a second longer before each try, and keeps trying while a database is down for an hour.
        ("startretries", "100"),
        ("stopsignal", "TERM"),
        ("stopwaitsecs", str(stop_seconds)),
        # Send SIGTERM only to the first process, which stops its workers itself. Send SIGKILL to all that are left.
        ("stopasgroup", "false"),
        ("killasgroup", "true"),
        ("redirect_stderr", "true"),
        ("stdout_logfile", escape_percent(str(wishes.logs / f"{name}.log"))),
    ]
    return render_program_section(f"program:{name}", options)


def render_program_section(header: str, options: Sequence[tuple[str, str]]) -> str:
    """Return the text of a section."""
    return f"[{header}]\n" + "".join(f"{name} = {value}\n" for name, value in options)
