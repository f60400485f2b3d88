"""The script that reloads the programs of a host."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from twod.recipe.cfg.hosts import SiteHost
from twod.recipe.engines.engine_site import Run
from twod.recipe.engines.machines import MachineRun
from twod.recipe.engines.supervisor.host_programs import ProgramWishes
from twod.recipe.engines.supervisor.reload_script import make_reload_script

from .conftest import MakeSite

#: Runs the server and beat.
SUPERVISORCTL = """\
#!/bin/sh
echo "$@" >> {log}
case "$3 $4" in
    "status shop:shop-server") echo "$4        {state}   pid 1, uptime 0:00:05";;
    "status shop:shop-beat") echo "$4          RUNNING   pid 2, uptime 0:00:05";;
    "status shop:shop-worker") echo "$4: ERROR (no such process)"; exit 4;;
    "pid ") echo "error: Permission denied: /x"; exit {pid};;
    "signal HUP") exit {signal};;
esac
"""
HOST = SiteHost("web", "127.0.0.1")
RUNS = [
    MachineRun("", HOST, Run("server", ("/srv/bin/serve-prod",))),
    MachineRun("worker", HOST, Run("worker", ("/srv/bin/celery-prod", "worker"))),
    MachineRun("beat", HOST, Run("beat", ("/srv/bin/celery-prod", "beat"))),
    # On another machine.
    MachineRun("", HOST._replace(name="web2"), Run("server", ("/srv/bin/serve-prod",))),
]


#: Fails when the ini is wrong.
TWOD = """\
#!/bin/sh
echo "$CREDENTIALS_DIRECTORY $@" >> {log}
exit {check}
"""


@pytest.mark.parametrize(
    ("state", "pid", "check", "signal", "status", "words"),
    [
        ("RUNNING", 0, 0, 0, 0, ["signal HUP shop:shop-server"]),
        ("RUNNING", 0, 0, 7, 1, ["signal HUP shop:shop-server"]),
        ("RUNNING", 3, 0, 0, 1, []),
        ("RUNNING", 0, 1, 0, 1, []),
        # There is no process that a signal could reach: supervisor waits before it tries to start it again.
        ("BACKOFF", 0, 0, 0, 0, ["restart shop:shop-server"]),
        ("STARTING", 0, 0, 0, 0, ["restart shop:shop-server"]),
        ("FATAL", 0, 0, 0, 0, ["restart shop:shop-server"]),
        # Somebody has stopped it.
        ("STOPPED", 0, 0, 0, 0, []),
    ],
)
def test_what_runs_here_is_reloaded_each_in_its_way(
    make_site: MakeSite, tmp_path: Path, state: str, pid: int, check: int, signal: int, status: int, words: list[str]
) -> None:
    log = tmp_path / "log"
    program = tmp_path / "my supervisorctl"
    program.write_text(SUPERVISORCTL.format(log=log, pid=pid, signal=signal, state=state), encoding="utf-8")
    program.chmod(0o755)
    twod = tmp_path / "tree/bin/twod"
    twod.parent.mkdir(parents=True)
    twod.write_text(TWOD.format(log=log, check=check), encoding="utf-8")
    twod.chmod(0o755)
    wishes = ProgramWishes("shop", Path("/srv"), Path("/srv"), variables=(("CREDENTIALS_DIRECTORY", "/etc/my shop"),))
    script = tmp_path / "reload"
    text = make_reload_script(
        make_site()._replace(directory=tmp_path / "tree"),
        RUNS,
        wishes,
        [str(program), "-s", "unix:///x"],
        "# Made by a test.",
    )
    script.write_text(text, encoding="utf-8")
    script.chmod(0o755)
    done = subprocess.run([script], env={"PATH": os.defpath}, check=False, stderr=subprocess.PIPE, text=True)
    assert done.returncode == status
    assert ("may not use its socket: error: Permission denied: /x" in done.stderr) == (pid != 0)
    expected = ["-s unix:///x pid"]
    if not pid:
        expected.append(f"/etc/my shop settings {tmp_path}/tree/parts/shop/prod.ini --check")
    if not pid and not check:
        calls = ["status shop:shop-server", *words, "status shop:shop-worker"]
        calls += ["status shop:shop-beat", "restart shop:shop-beat"]
        expected += [f"-s unix:///x {each}" for each in calls]
    assert log.read_text(encoding="utf-8").splitlines() == expected
