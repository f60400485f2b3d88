"""The script that reloads the programs of a machine; it is the same on all machines."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.machines import MachineRun
from twod.recipe.engines.supervision import find_supervision, make_check_command
from twod.recipe.engines.supervisor.host_programs import ProgramWishes, name_program

_SCRIPT = """\
#!/bin/sh
{marker}
# Reload the programs on this machine: by a signal, or by a restart.
supervisorctl() {{
    {supervisorctl} "$@"
}}
answer=$(supervisorctl pid 2>&1) || {{
    echo "supervisord does not run, or $(id -un) may not use its socket: $answer" >&2
    exit 1
}}
# Some programs would end if the ini is invalid. So all of them continue with the old settings.
{check} || exit 1
failed=0
reload() {{
    action=$1
    shift
    for program; do
        # The state follows the name. A program without a state runs on another machine.
        state=$(supervisorctl status {group}:"$program" | {{ read -r _ state _; echo "$state"; }})
        case $state in
        # Not quoted: an action may have several words.
        RUNNING) supervisorctl $action {group}:"$program" || failed=1 ;;
        # It has no process that a signal could reach, or the process has just started.
        STARTING | BACKOFF | FATAL) supervisorctl restart {group}:"$program" || failed=1 ;;
        esac
    done
}}
{calls}exit $failed
"""


def make_reload_script(
    site: EngineSite, runs: Iterable[MachineRun], wishes: ProgramWishes, supervisorctl: Sequence[str], marker: str
) -> str:
    """Return the script.

    :param runs: the programs of all machines.
    :param supervisorctl: the command with its options.
    :param marker: the comment that marks the file as the part's.
    """
    by_action: dict[str, list[str]] = {}
    for each in runs:
        if each.run.schedule is None:
            signal = find_supervision(site, each.run, wishes.process_timeout).reload_signal
            action = "restart" if signal == "TERM" else f"signal {signal}"
            by_action.setdefault(action, []).append(name_program(wishes, each))
    calls = "".join(
        f"reload {shlex.quote(action)} {shlex.join(dict.fromkeys(names))}\n" for action, names in by_action.items()
    )
    # The check gets the same variables as the programs.
    variables = [f"{name}={value}" for name, value in wishes.variables]
    check = shlex.join([*(["env", *variables] if variables else []), *make_check_command(site)])
    words = shlex.join(["command", *supervisorctl])
    return _SCRIPT.format(marker=marker, supervisorctl=words, check=check, group=wishes.name, calls=calls)
