"""The kit ends what it starts, waits no longer than it has to, and fails with what was printed."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from hypothesis.internal.conjecture import providers

from kit.conditions import wait_until
from kit.environs import make_python_environ
from kit.ports import find_free_port
from kit.processes import run, running
from kit.servers import fetch, serving
from kit.steady_load import steady_load

#: Prints the number of a child of its own, which has closed its output and ignores Ctrl-C, and waits.
PARENT = """
    import os, signal, subprocess, sys
    print("begun", flush=True)
    ignore = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); signal.pause()"
    child = subprocess.Popen([sys.executable, "-c", ignore], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print("child", child.pid, flush=True)
    signal.pause()
"""
#: Prints more than a pipe holds, and then a last line.
TALKER = "import sys; sys.stderr.write('x' * 79 + '\\n'); print('y' * 1_000_000); print('last', flush=True); input()"


def is_running(pid: int) -> bool:
    """Return whether there is such a process; one that has ended, and that nobody has asked for, is none."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_children_end_with_a_process_even_if_they_ignore_the_signal(write, tmp_path):
    command = [sys.executable, write("parent.py", PARENT)]
    with running(command, cwd=tmp_path, environ=make_python_environ()) as process:
        child = int(process.wait_for("child").split()[1])
        assert is_running(child)
    wait_until(lambda: not is_running(child), "the child is still there")


def test_no_full_pipe_stops_a_process_and_each_line_is_kept(tmp_path):
    with running([sys.executable, "-c", TALKER], cwd=tmp_path, environ=make_python_environ()) as process:
        assert process.ends_within(60)
    assert [line[:4] for line in process.lines[:3]] == ["xxxx", "yyyy", "last"]
    assert len(process.output) > 1_000_000


def test_a_wait_ends_with_the_process_and_tells_what_it_printed(tmp_path):
    command = [sys.executable, "-c", "print('one'); print('two')"]
    with running(command, cwd=tmp_path, environ=make_python_environ()) as process:
        assert process.wait_for("one") == "one"
        with pytest.raises(AssertionError, match="did not print what it was waited for:\none\ntwo\n"):
            process.wait_for("one")


@pytest.mark.slow
def test_a_command_that_takes_too_long_is_ended_and_tells_what_it_printed(tmp_path):
    with pytest.raises(AssertionError, match=r"took more than 2 seconds:\nbegun\n"):
        run(["sh", "-c", "echo begun; sleep 600"], cwd=tmp_path, environ=make_python_environ(), patience=2)


def test_streams_are_apart_or_merged_as_asked_for(tmp_path):
    command = [sys.executable, "-c", "import sys; print('out'); sys.exit('error')"]
    apart = run(command, cwd=tmp_path, environ=make_python_environ())
    assert (apart.returncode, apart.stdout, apart.stderr) == (1, "out\n", "error\n")
    merged = run(command, cwd=tmp_path, environ=make_python_environ(), merged=True)
    assert merged.stdout == "out\nerror\n"


def test_the_tests_own_variables_do_not_reach_a_process(monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "x")
    monkeypatch.setenv("TWOD_CONFIG_URI", "x")
    assert {"DJANGO_SETTINGS_MODULE", "TWOD_CONFIG_URI", "PYTEST_CURRENT_TEST"}.isdisjoint(make_python_environ())
    assert make_python_environ(Path("/a"), NAME="x")["PYTHONPATH"].startswith(f"/a{os.pathsep}")


def test_a_port_is_given_out_once_and_a_server_can_have_it():
    ports = {find_free_port() for _ in range(20)}
    assert len(ports) == 20
    with socket.create_server(("127.0.0.1", min(ports))) as server:
        assert server.getsockname()[1] == min(ports)


def test_no_example_is_taken_from_the_modules_that_are_imported():
    assert len(providers._get_local_constants()) == 0
    assert len(providers.GLOBAL_CONSTANTS) > 0


def test_a_server_is_asked_at_the_address_that_it_prints(write, tmp_path):
    write("page_of_test.py", "def make(global_conf):\n    from webob import Response\n    return Response('hello')\n")
    write("site.ini", "[app:main]\npaste.app_factory = page_of_test:make\n")
    command = [sys.executable, "-m", "kit.waitress_server", "site.ini"]
    with serving(command, cwd=tmp_path, environ=make_python_environ(tmp_path)) as (address, _):
        answer = fetch(f"{address}/", x_name="value")
        assert (answer.status, answer.text) == (200, "hello")


#: An application that answers 200 or 503 as the address asks.
STEADY = """
    from webob import Response

    def make(global_conf):
        return lambda environ, start: Response(environ["PATH_INFO"], status=environ["QUERY_STRING"])(environ, start)
"""


def test_steady_load_records_each_answer_and_each_lost_request(write, tmp_path):
    write("steady_of_test.py", STEADY)
    write("site.ini", "[app:main]\npaste.app_factory = steady_of_test:make\n")
    command = [sys.executable, "-m", "kit.waitress_server", "site.ini"]
    with serving(command, cwd=tmp_path, environ=make_python_environ(tmp_path)) as (address, server):
        with steady_load(f"{address}/x?200") as load, steady_load(f"{address}/y?503") as unwell:
            load.wait_for(8)
            load.wait_for_only("/x")
            unwell.wait_for(1)
        assert not load.lost
        assert load.texts == {"/x": len(load.asked)}
        assert unwell.lost == unwell.asked
        server.send(signal.SIGKILL)
        with steady_load(f"{address}/x?200", clients=1) as load:
            load.wait_for(2)
        assert load.lost[-1].error.startswith("ConnectionRefusedError")
        assert load.describe().startswith(f"{len(load.lost)} of {len(load.asked)} lost (")
