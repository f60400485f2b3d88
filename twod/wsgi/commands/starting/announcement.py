"""The moment at which all sockets of a server listen."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def calling_when_listening(count: int, call: Callable[[], None]) -> Iterator[None]:
    """Call a function once `count` more sockets of this process listen, while a block runs.

    Servers do not report when they begin to listen, since their functions return only at the end. All of them call
    :meth:`socket.socket.listen`, which this function replaces until then.

    Example::

        with calling_when_listening(1, lambda: print("Serving")):
            waitress.serve(application)

    :param count: the number of the server's addresses.
    """
    left = count

    def listen(listening: socket.socket, *backlog: int) -> None:
        nonlocal left
        super(socket.socket, listening).listen(*backlog)
        left -= 1
        if left == 0:
            _stop_watching()
            call()

    socket.socket.listen = listen  # type: ignore[method-assign,assignment] # undone below
    try:
        yield
    finally:
        _stop_watching()


def _stop_watching() -> None:
    if "listen" in vars(socket.socket):
        del socket.socket.listen
