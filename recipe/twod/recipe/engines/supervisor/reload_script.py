"""A script that reloads what runs on a host, the same script on all of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from twod.recipe.engines.engine_site import EngineSite, Run
from twod.recipe.engines.supervision import find_supervision
from twod.recipe.engines.supervisor.host_programs import ProgramWishes, name_program

_SCRIPT = """\
#!/bin/sh
{marker}
# Reload the programs that run on this host: by a signal, or by an end and a new start.
supervisorctl() {{
    {supervisorctl} "$@"
}}
supervisorctl pid > /dev/null || {{ echo "supervisord does not run" >&2; exit 1; }}
failed=0
reload() {{
    action=$1
    shift
    for program; do
        # Others are on other hosts, or not started.
        if supervisorctl status {group}:"$program" > /dev/null; then
            # The words of an action are several.
            supervisorctl $action {group}:"$program" || failed=1
        fi
    done
}}
{calls}exit $failed
"""


def make_reload_script(
    site: EngineSite, runs: Iterable[Run], wishes: ProgramWishes, supervisorctl: Sequence[str], marker: str
) -> str:
    """Return the script.

    :param runs: what runs on any of the hosts.
    :param supervisorctl: the command, with the options that it needs.
    :param marker: the comment that makes the file the part's.
    """
    by_action: dict[str, list[str]] = {}
    for run in runs:
        if run.schedule is None:
            signal = find_supervision(site, run, wishes.process_timeout).reload_signal
            action = "restart" if signal == "TERM" else f"signal {signal}"
            by_action.setdefault(action, []).append(name_program(wishes, run))
    calls = "".join(f"reload {shlex.quote(action)} {shlex.join(names)}\n" for action, names in by_action.items())
    words = shlex.join(["command", *supervisorctl])
    return _SCRIPT.format(marker=marker, supervisorctl=words, group=wishes.name, calls=calls)
