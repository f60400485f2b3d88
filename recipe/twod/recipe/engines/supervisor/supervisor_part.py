"""``twod.recipe:supervisor``: the programs of each host of a site, and its timers for cron."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.hosts import SiteHost
from twod.recipe.disk.directories import Directory
from twod.recipe.disk.generated import Generated
from twod.recipe.disk.layout import resolve_path
from twod.recipe.engines.engine_part import EnginePart, EnginePlan, make_text_file
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.host_directories import get_host_directory
from twod.recipe.engines.service_options import CREDENTIALS, PROCESS_TIMEOUT, SERVICE_NAME
from twod.recipe.engines.supervisor.cron_table import make_cron_table
from twod.recipe.engines.supervisor.host_programs import ProgramWishes, make_host_programs
from twod.recipe.engines.supervisor.reload_script import make_reload_script
from twod.recipe.engines.supervisor.supervisor_options import (
    INCLUDED_CONFS,
    LOG_DIRECTORY,
    PROGRAM_USER,
    SUPERVISOR_OPTIONS,
    SUPERVISOR_PROGRAMS,
    SUPERVISOR_STATE,
    WHOLE_CONF,
)
from twod.recipe.engines.supervisor.whole_conf import LONGEST_SOCKET, SupervisorState, make_whole_conf
from twod.recipe.parts.plan import Plan
from twod.recipe.recipe_error import RecipeError, raise_errors_together

#: Where Debian's supervisor writes what programs print.
_SYSTEM_LOGS = "/var/log/supervisor"
#: supervisord's own name for its configuration.
_CONF_NAME = "supervisord.conf"


class Supervisor(EnginePart):
    """The recipe of a site's programs for supervisor."""

    table = SUPERVISOR_OPTIONS

    def make_engine_plan(self, _buildout: Any, part: PartOptions, site: EngineSite, directory: Path) -> EnginePlan:
        """Return the files of each host."""
        state_here = _find_state(part, site)
        state = SupervisorState(site.place(state_here))
        with raise_errors_together() as report:
            _judge(part, state, report)
        wishes = _read_program_wishes(part, site, state)
        files = [
            make_text_file(part, get_host_directory(site, host, directory) / name, text)
            for host in site.hosts
            for name, text in _make_host_texts(part, site, host, wishes, state).items()
        ]
        runs = {run.name: run for host in site.hosts for run in site.list_runs(host)}
        supervisorctl = _find_supervisorctl(part, state)
        text = make_reload_script(site, runs.values(), wishes, supervisorctl, part.marker)
        script = Generated(directory / "reload", text.encode(), 0o755)
        layout = site.part.layout
        directories = [Directory(layout.var), *([Directory(state_here)] if part.values[WHOLE_CONF] else [])]
        plan = Plan(scripts=[*files, script], directories=directories, root=layout.directory)
        exports = _make_exports(part, site, wishes.name, supervisorctl, directory)
        return EnginePlan(plan, {**exports, "reload-command": shlex.quote(str(site.place(script.path)))})


def _find_state(part: PartOptions, site: EngineSite) -> Path:
    """Return the directory of what supervisord writes by itself, here."""
    layout, given = site.part.layout, part.values[SUPERVISOR_STATE]
    return resolve_path(layout.directory, given) if given else layout.var / part.name


def _judge(part: PartOptions, state: SupervisorState, report: Report) -> None:
    """Report options that do not go together."""
    if not part.values[WHOLE_CONF]:
        for option in (INCLUDED_CONFS, SUPERVISOR_STATE):
            if part.values[option]:
                report.error(part.get_place(option), f"needs {WHOLE_CONF.name} = true")
    elif len(str(state.socket)) > LONGEST_SOCKET:
        message = f"{state.socket} is too long for the path of a socket; choose a directory with a shorter path"
        report.error(part.get_place(SUPERVISOR_STATE), message)


def _read_program_wishes(part: PartOptions, site: EngineSite, state: SupervisorState) -> ProgramWishes:
    """Return what the options say of all programs."""
    values = part.values
    logs = values[LOG_DIRECTORY] or (state.directory if values[WHOLE_CONF] else _SYSTEM_LOGS)
    credentials = values[CREDENTIALS]
    return ProgramWishes(
        name=values[SERVICE_NAME] or site.name,
        data=site.place(site.part.layout.var),
        logs=Path(logs),
        user=values[PROGRAM_USER],
        variables=(("CREDENTIALS_DIRECTORY", credentials),) if credentials else (),
        process_timeout=values[PROCESS_TIMEOUT],
    )


def _make_host_texts(
    part: PartOptions, site: EngineSite, host: SiteHost, wishes: ProgramWishes, state: SupervisorState
) -> dict[str, str]:
    """Return the files of a host by their names.

    :raises RecipeError: for a value that supervisor cannot read.
    """
    runs = site.list_runs(host)
    try:
        programs = make_host_programs(site, runs, wishes)
    except ValueError as error:
        raise RecipeError.at(part.place, str(error)) from None
    if part.values[WHOLE_CONF]:
        texts = {_CONF_NAME: make_whole_conf(state, programs, part.values[INCLUDED_CONFS])}
    else:
        texts = {f"{wishes.name}.conf": programs}
    texts[f"{wishes.name}.cron"] = make_cron_table(runs, wishes.data, user=wishes.user, variables=wishes.variables)
    # A host may have no programs, or no timers.
    return {name: text for name, text in texts.items() if text}


def _find_program(part: PartOptions, name: str) -> str:
    directory = part.values[SUPERVISOR_PROGRAMS]
    return str(Path(directory, name)) if directory else name


def _find_supervisorctl(part: PartOptions, state: SupervisorState) -> list[str]:
    """Return the command that reaches the supervisord of a host, whichever host it is."""
    own = ["-s", state.server_url] if part.values[WHOLE_CONF] else []
    return [_find_program(part, "supervisorctl"), *own]


def _make_exports(
    part: PartOptions, site: EngineSite, name: str, supervisorctl: Sequence[str], directory: Path
) -> dict[str, str]:
    """Return the commands for the programs, as options for other parts."""
    control = shlex.join(supervisorctl)
    exports = {
        "start-command": f"{control} start '{name}:*'",
        "stop-command": f"{control} stop '{name}:*'",
        "restart-command": f"{control} restart '{name}:*'",
    }
    if not part.values[WHOLE_CONF]:
        return exports
    exports |= {"stop-command": f"{control} shutdown", "control-command": control}
    for host in site.hosts:
        conf = str(site.place(get_host_directory(site, host, directory) / _CONF_NAME))
        start = shlex.join([_find_program(part, "supervisord"), "-c", conf])
        exports |= {f"conf-{host.name}": conf, f"start-command-{host.name}": start}
        if len(site.hosts) == 1:
            exports |= {"conf": conf, "start-command": start}
    return exports
