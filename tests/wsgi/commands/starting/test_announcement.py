"""The call that is made when a server listens."""

from __future__ import annotations

import socket

import pytest

from twod.wsgi.commands.starting.announcement import calling_when_listening


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_call_is_made_once_when_all_sockets_listen(count: int) -> None:
    calls: list[int] = []
    opened: list[socket.socket] = []
    with calling_when_listening(count, lambda: calls.append(len(opened))):
        while len(opened) < 4:
            opened.append(socket.create_server(("127.0.0.1", 0)))
    for each in opened:
        each.close()
    assert calls == [count - 1]


def test_a_socket_that_cannot_listen_is_none() -> None:
    calls: list[bool] = []
    with calling_when_listening(1, lambda: calls.append(True)):
        closed = socket.socket()
        closed.close()
        with pytest.raises(OSError, match="descriptor"):
            closed.listen()
    assert calls == []


def test_sockets_are_python_s_own_again_behind_the_block() -> None:
    own = socket.socket.listen
    with pytest.raises(KeyError), calling_when_listening(1, lambda: None):
        raise KeyError
    assert socket.socket.listen is own
    assert "listen" not in vars(socket.socket)
