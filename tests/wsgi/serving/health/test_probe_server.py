"""Probes at a socket of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from kit.ports import find_free_port
from kit.servers import fetch
from twod.inifile.addresses import Address
from twod.inifile.health_options import HealthOptions
from twod.wsgi.serving.health import Probes, probe_server
from twod.wsgi.serving.health.probe_server import serve_probes
from twod.wsgi.serving.unserved import loading_unserved


@pytest.fixture
def address() -> Address:
    return Address("127.0.0.1", find_free_port())


def test_the_probes_are_there_and_nothing_else(address: Address) -> None:
    serve_probes(Probes(HealthOptions(path="/health/")), address)
    assert fetch(f"http://{address}/health/live").text == '{"status": "ok"}\n'
    assert fetch(f"http://{address}/health/x").status == 404
    assert fetch(f"http://{address}/").status == 404


def test_several_processes_of_a_site_listen_at_one_address(address: Address) -> None:
    serve_probes(Probes(), address)
    code = f"""
from twod.inifile.addresses import Address
from twod.wsgi.serving.health import Probes, probe_server
from twod.wsgi.serving.health.probe_server import serve_probes
serve_probes(Probes(), Address("127.0.0.1", {address.port}))
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert fetch(f"http://{address}/-/live").status == 200


def test_an_address_of_another_program_is_an_error(address: Address) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(tuple(address))
        taken.listen()
        with pytest.raises(OSError, match="Address already in use"):
            serve_probes(Probes(), address)


def test_an_application_that_is_not_to_be_served_has_no_probes(address: Address) -> None:
    with loading_unserved():
        serve_probes(Probes(), address)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(tuple(address))


def test_a_client_that_hangs_up_is_not_worth_a_line(address: Address, capfd: pytest.CaptureFixture[str]) -> None:
    serve_probes(Probes(), address)
    for sent in (b"", b"GET /-/li", b"nonsense\r\n\r\n", b"GET /-/live HTTP/1.0\r\n\r\n"):
        with socket.create_connection(tuple(address)) as client:
            client.sendall(sent)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert fetch(f"http://{address}/-/live").status == 200
    assert capfd.readouterr() == ("", "")


def test_a_forked_process_does_not_hold_the_socket(address: Address) -> None:
    serve_probes(Probes(), address)
    server = next(server for server in probe_server._servers if server.server_port == address.port)
    child = os.fork()
    if not child:
        os._exit(0 if server.socket.fileno() == -1 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert fetch(f"http://{address}/-/live").status == 200
