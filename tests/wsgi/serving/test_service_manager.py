"""The messages to a service manager; those of real servers are in tests/servers/test_systemd.py."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from kit.notify_socket import notify_socket
from twod.wsgi.serving.service_manager import tell_ready, tell_reloading, tell_stopping


def test_ready_names_the_process_and_what_it_serves(tmp_path: Path) -> None:
    with notify_socket(tmp_path) as manager:
        tell_ready("Serving\nprod.ini", {"NOTIFY_SOCKET": str(manager.path)})
        assert manager.receive() == {"READY": "1", "MAINPID": str(os.getpid()), "STATUS": "Serving prod.ini"}
        assert manager.is_silent()


def test_the_time_of_a_reload_is_that_of_the_systems_own_clock(tmp_path: Path) -> None:
    with notify_socket(tmp_path) as manager:
        before = time.clock_gettime(time.CLOCK_MONOTONIC)
        tell_reloading({"NOTIFY_SOCKET": str(manager.path)})
        told = manager.receive()
        after = time.clock_gettime(time.CLOCK_MONOTONIC)
    assert told["RELOADING"] == "1"
    assert before - 1e-6 <= int(told["MONOTONIC_USEC"]) / 1e6 <= after


def test_an_end_is_told(tmp_path: Path) -> None:
    with notify_socket(tmp_path) as manager:
        tell_stopping({"NOTIFY_SOCKET": str(manager.path)})
        assert manager.receive()["STOPPING"] == "1"


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "/no/such/socket"}])
def test_nobody_who_listens_is_no_error(environ: dict[str, str]) -> None:
    tell_ready("Serving", environ)


def test_a_socket_may_have_a_name_that_is_no_file() -> None:
    name = f"twod-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")
        tell_stopping({"NOTIFY_SOCKET": f"@{name}"})
        assert manager.recv(4096).startswith(b"STOPPING=1\n")
