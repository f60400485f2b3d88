"""The moment from which a server can be reached: its sockets listen."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def calling_when_listening(count: int, call: Callable[[], None]) -> Iterator[None]:
    """Call a function as soon as `count` more sockets of this process listen, as long as a block lasts.

    No server tells its caller that it listens, since it returns at its end. All of them end up in
    :meth:`socket.socket.listen`, which is watched here; it is Python's own again from then on.

    Example::

        with calling_when_listening(1, lambda: print("Serving")):
            waitress.serve(application)

    :param count: the number of addresses of the server.
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
