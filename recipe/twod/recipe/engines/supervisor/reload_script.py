"""A script that reloads what runs on a machine, the same script on all of them."""

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
# Reload the programs that run here: by a signal, or by an end and a new start.
supervisorctl() {{
    {supervisorctl} "$@"
}}
answer=$(supervisorctl pid 2>&1) || {{
    echo "supervisord does not run, or $(id -un) may not use its socket: $answer" >&2
    exit 1
}}
# With a wrong ini, some programs would end. All of them go on with the old settings.
{check} || exit 1
failed=0
reload() {{
    action=$1
    shift
    for program; do
        # Behind the name. Without a state, the program is on another machine.
        state=$(supervisorctl status {group}:"$program" | {{ read -r _ state _; echo "$state"; }})
        case $state in
        # The words of an action are several.
        RUNNING) supervisorctl $action {group}:"$program" || failed=1 ;;
        # It could not start so far, and has no process that a signal would reach; or it has just begun.
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

    :param runs: what runs on any of the machines.
    :param supervisorctl: the command, with the options that it needs.
    :param marker: the comment that makes the file the part's.
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
    # As the programs themselves have them.
    variables = [f"{name}={value}" for name, value in wishes.variables]
    check = shlex.join([*(["env", *variables] if variables else []), *make_check_command(site)])
    words = shlex.join(["command", *supervisorctl])
    return _SCRIPT.format(marker=marker, supervisorctl=words, check=check, group=wishes.name, calls=calls)
