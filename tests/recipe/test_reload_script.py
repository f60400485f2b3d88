"""The script that reloads the programs of a host."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from twod.recipe.engines.engine_site import Run
from twod.recipe.engines.supervisor.host_programs import ProgramWishes
from twod.recipe.engines.supervisor.reload_script import make_reload_script

from .conftest import MakeSite

#: Runs the server and beat.
SUPERVISORCTL = """\
#!/bin/sh
echo "$@" >> {log}
case "$3 $4" in
    "status shop:shop-worker") exit 4;;
    "pid ") exit {pid};;
    "signal HUP") exit {signal};;
esac
"""
RUNS = [
    Run("server", ("/srv/bin/serve-prod",)),
    Run("worker", ("/srv/bin/celery-prod", "worker")),
    Run("beat", ("/srv/bin/celery-prod", "beat")),
]


@pytest.mark.parametrize(("pid", "signal", "status"), [(0, 0, 0), (0, 7, 1), (3, 0, 1)])
def test_what_runs_here_is_reloaded_each_in_its_way(
    make_site: MakeSite, tmp_path: Path, pid: int, signal: int, status: int
) -> None:
    log = tmp_path / "log"
    program = tmp_path / "my supervisorctl"
    program.write_text(SUPERVISORCTL.format(log=log, pid=pid, signal=signal), encoding="utf-8")
    program.chmod(0o755)
    wishes = ProgramWishes("shop", Path("/srv"), Path("/srv"))
    script = tmp_path / "reload"
    text = make_reload_script(make_site(), RUNS, wishes, [str(program), "-s", "unix:///x"], "# Made by a test.")
    script.write_text(text, encoding="utf-8")
    script.chmod(0o755)
    assert subprocess.run([script], env={"PATH": os.defpath}, check=False).returncode == status
    expected = ["pid"]
    if not pid:
        expected += ["status shop:shop-server", "signal HUP shop:shop-server", "status shop:shop-worker"]
        expected += ["status shop:shop-beat", "restart shop:shop-beat"]
    assert log.read_text(encoding="utf-8").splitlines() == [f"-s unix:///x {words}" for words in expected]
