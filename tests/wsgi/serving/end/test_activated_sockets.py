"""The sockets that a service manager has opened for a process."""

from __future__ import annotations

import os
import socket

from twod.wsgi.serving.end.activated_sockets import take_activated_sockets


def test_sockets_are_taken_once_and_are_not_for_children() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        number = os.dup(listening.fileno())
        os.set_inheritable(number, True)
        environ = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1", "LISTEN_FDNAMES": "shop.socket", "HOME": "/"}
        [taken] = take_activated_sockets(environ, number)
        with taken:
            assert taken.getsockname() == listening.getsockname()
            assert not taken.get_inheritable()
        assert environ == {"HOME": "/"}
        assert take_activated_sockets(environ, number) == []


def test_sockets_of_another_process_are_left_alone() -> None:
    environ = {"LISTEN_PID": str(os.getppid()), "LISTEN_FDS": "1"}
    assert take_activated_sockets(environ) == []
    assert environ["LISTEN_FDS"] == "1"
    assert take_activated_sockets({}) == []
