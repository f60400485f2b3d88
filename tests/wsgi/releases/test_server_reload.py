"""The servers are reloaded by a command, or by SIGHUP to their processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from twod.wsgi.releases.release_error import ReleaseError
from twod.wsgi.releases.server_reload import ServerReload


def test_the_command_is_one_for_the_shell(tmp_path: Path) -> None:
    reload = ServerReload(f"echo $SHOP > {tmp_path}/a && touch {tmp_path}/b")
    assert reload.is_known
    assert reload.reload(os.environ | {"SHOP": "shop"})
    assert (tmp_path / "a").read_text() == "shop\n"
    assert (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("echo no unit; exit 3", "the reload failed with status 3: echo no unit; exit 3:\nno unit"),
        ("exit 1", "the reload failed with status 1: exit 1"),
        ("exec sleep 60", "the reload command took more than ready-timeout (0.1 s): exec sleep 60"),
    ],
)
def test_a_command_that_fails_is_named_with_what_it_printed(command: str, message: str) -> None:
    with pytest.raises(ReleaseError) as caught:
        ServerReload(command, seconds=0.1 if "sleep" in command else 60).reload()
    assert str(caught.value) == message


def test_each_process_of_a_file_gets_a_signal(tmp_path: Path) -> None:
    files = [tmp_path / "a.pid", tmp_path / "b.pid"]
    with (
        subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as one,
        subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as other,
    ):
        for file, process in zip(files, (one, other), strict=True):
            file.write_text(f"{process.pid}\n")
        assert ServerReload(pid_files=files).reload()
    assert (one.returncode, other.returncode) == (-signal.SIGHUP, -signal.SIGHUP)
    # They are gone now, and so would their files be.
    assert not ServerReload(pid_files=files).reload()
    assert not ServerReload(pid_files=[tmp_path / "c.pid"]).reload()


def test_nothing_is_reloaded_by_nothing() -> None:
    assert not ServerReload().is_known
    assert not ServerReload().reload()


def test_a_file_without_a_number_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    with pytest.raises(ReleaseError, match=f"cannot reload the server of {tmp_path}/x: invalid literal"):
        ServerReload(pid_files=[tmp_path / "x"]).reload()
