"""``twod.recipe:supervisor``: the programs of each host of a site, and its timers for cron."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from twod.inifile.problems import Report
from twod.inifile.reference_sources import CREDENTIALS_VARIABLE
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.disk.directories import Directory
from twod.recipe.disk.generated import Generated
from twod.recipe.engines.engine_part import EnginePart, EnginePlan, find_state_directory, make_text_file
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.machines import SiteMachine, list_machines
from twod.recipe.engines.release_files import make_release_files
from twod.recipe.engines.service_options import CREDENTIALS, PROCESS_TIMEOUT, SERVICE_NAME
from twod.recipe.engines.supervision import find_provided_credentials
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

#: Debian's directory for the output of programs.
_SYSTEM_LOGS = "/var/log/supervisor"
#: supervisord's default name of its configuration.
_CONF_NAME = "supervisord.conf"


class Supervisor(EnginePart):
    """The recipe of a site's programs for supervisor."""

    table = SUPERVISOR_OPTIONS

    def make_engine_plan(self, _buildout: Any, part: PartOptions, site: EngineSite, directory: Path) -> EnginePlan:
        """Return the files of each machine."""
        state_here = find_state_directory(part, site, SUPERVISOR_STATE)
        state = SupervisorState(site.place(state_here))
        with raise_errors_together() as report:
            _judge(part, state, report)
        warnings = Report()
        find_provided_credentials(part, site, warnings)
        wishes = _read_program_wishes(part, site, state)
        machines = list_machines(site)
        files = [
            make_text_file(part, directory / machine.directory / name, text)
            for machine in machines
            for name, text in _make_texts(part, site, machine, wishes, state).items()
        ]
        runs = [each for machine in machines for each in machine.runs]
        supervisorctl = _find_supervisorctl(part, state)
        text = make_reload_script(site, runs, wishes, supervisorctl, part.marker)
        script = Generated(directory / "reload", text.encode(), 0o755)
        reload_command = shlex.quote(str(site.place(script.path)))
        files += make_release_files(part, site, machines, directory, reload_command)
        layout = site.part.layout
        directories = [Directory(layout.var), *([Directory(state_here)] if part.values[WHOLE_CONF] else [])]
        plan = Plan(
            scripts=[*files, script], directories=directories, root=layout.directory, warnings=warnings.warnings
        )
        exports = _name_control_commands(wishes.name, supervisorctl)
        if part.values[WHOLE_CONF]:
            confs = {each.name: site.place(directory / each.directory / _CONF_NAME) for each in machines}
            exports |= _name_own_commands(confs, _find_program(part, "supervisord"), supervisorctl)
        return EnginePlan(plan, {**exports, "reload-command": reload_command})


def _judge(part: PartOptions, state: SupervisorState, report: Report) -> None:
    """Report options that exclude each other."""
    if not part.values[WHOLE_CONF]:
        for option in (INCLUDED_CONFS, SUPERVISOR_STATE):
            if part.values[option]:
                report.error(part.get_place(option), f"needs {WHOLE_CONF.name} = true")
    elif len(str(state.socket)) > LONGEST_SOCKET:
        message = f"{state.socket} is too long for the path of a socket; choose a directory with a shorter path"
        report.error(part.get_place(SUPERVISOR_STATE), message)


def _read_program_wishes(part: PartOptions, site: EngineSite, state: SupervisorState) -> ProgramWishes:
    """Return the options for all programs."""
    values = part.values
    logs = values[LOG_DIRECTORY] or (state.directory if values[WHOLE_CONF] else _SYSTEM_LOGS)
    credentials = values[CREDENTIALS]
    return ProgramWishes(
        name=values[SERVICE_NAME] or site.name,
        data=site.data,
        logs=Path(logs),
        user=values[PROGRAM_USER],
        variables=((CREDENTIALS_VARIABLE, credentials),) if credentials else (),
        process_timeout=values[PROCESS_TIMEOUT],
    )


def _make_texts(
    part: PartOptions, site: EngineSite, machine: SiteMachine, wishes: ProgramWishes, state: SupervisorState
) -> dict[str, str]:
    """Return the files of a machine by their names.

    :raises RecipeError: for a value that supervisor cannot read.
    """
    try:
        programs = make_host_programs(site, machine.runs, wishes)
    except ValueError as error:
        raise RecipeError.at(part.place, str(error)) from None
    if part.values[WHOLE_CONF]:
        texts = {_CONF_NAME: make_whole_conf(state, programs, part.values[INCLUDED_CONFS])}
    else:
        texts = {f"{wishes.name}.conf": programs}
    texts[f"{wishes.name}.cron"] = make_cron_table(
        [each.run for each in machine.runs], wishes.data, user=wishes.user, variables=wishes.variables
    )
    # A machine may have no programs, or no timers.
    return {name: text for name, text in texts.items() if text}


def _find_program(part: PartOptions, name: str) -> str:
    directory = part.values[SUPERVISOR_PROGRAMS]
    return str(Path(directory, name)) if directory else name


def _find_supervisorctl(part: PartOptions, state: SupervisorState) -> list[str]:
    """Return the supervisorctl command, which works on every host."""
    own = ["-s", state.server_url] if part.values[WHOLE_CONF] else []
    return [_find_program(part, "supervisorctl"), *own]


def _name_control_commands(name: str, supervisorctl: Sequence[str]) -> dict[str, str]:
    """Return the commands for the programs of a group, as options for other parts."""
    words = ("start", "stop", "restart")
    return {f"{word}-command": shlex.join([*supervisorctl, word, f"{name}:*"]) for word in words}


def _name_own_commands(confs: Mapping[str, Path], supervisord: str, supervisorctl: Sequence[str]) -> dict[str, str]:
    """Return the commands that start and stop a site's supervisord, and its files, as options for other parts.

    :param confs: the configuration of each machine, by the machine's name.
    """
    starts = {name: shlex.join([supervisord, "-c", str(conf)]) for name, conf in confs.items()}
    exports = {"stop-command": shlex.join([*supervisorctl, "shutdown"]), "control-command": shlex.join(supervisorctl)}
    exports |= {f"conf-{name}": str(conf) for name, conf in confs.items()}
    exports |= {f"start-command-{name}": start for name, start in starts.items()}
    if len(confs) == 1:
        exports |= {"conf": str(*confs.values()), "start-command": str(*starts.values())}
    return exports
