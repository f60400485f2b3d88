"""waitress, and the end of it: every request that it has accepted is answered."""

from __future__ import annotations

import logging
import select
import socket
import time
from collections.abc import Sequence
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from twod.wsgi.serving.end.end_signals import EndSignals, Phase
from twod.wsgi.serving.end.ending import is_ending

#: The options that name what it listens on.
WAITRESS_ADDRESSES = frozenset({"host", "listen", "port", "unix_socket", "unix_socket_perms"})
#: Seconds that a new connection has for its first bytes: its client does not know of the end yet.
FIRST_BYTES_SECONDS = 1.0
#: Seconds between two looks at what still runs: no thread says that it has nothing more to do.
_LOOK_SECONDS = 0.1


class _ClosingTask(WSGITask):
    """An answer, with ``Connection: close`` when it is the last one."""

    def build_response_header(self) -> bytes:
        # A client may have sent several requests in one go; the connection stays for all of them.
        if is_ending() and len(self.channel.requests) <= 1:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class _ClosingChannel(HTTPChannel):
    """A connection that ends with the process."""

    task_class = _ClosingTask


class _Waker(wasyncore.dispatcher):
    """Ends waitress's wait for a connection when a signal comes."""

    def __init__(self, end: EndSignals, objects: dict[int, Any]) -> None:
        self._end = end
        super().__init__(end.waker, map=objects)

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        self._end.read_waker()


def run_waitress(
    application: WSGIApplication, options: dict[str, Any], end: EndSignals, sockets: Sequence[socket.socket] = ()
) -> list[socket.socket]:
    """Serve an application until a signal comes and all is answered.

    :param options: those of the server's section.
    :param sockets: what to listen on, if they are open already.
    :return: the sockets that are still open, for a process that begins anew.
    """
    if sockets:
        options = {name: value for name, value in options.items() if name not in WAITRESS_ADDRESSES} | {
            "sockets": sockets
        }
    logging.basicConfig()  # as waitress.serve does
    objects: dict[int, Any] = {}
    server = create_server(application, map=objects, **options)
    listeners = [one for one in objects.values() if one.accepting]
    for listener in listeners:
        listener.channel_class = _ClosingChannel
    _Waker(end, objects)
    server.print_listen("Serving on http://{}:{}")
    loop = _Loop(objects, server, end)
    while True:
        while end.phase in (Phase.SERVING, Phase.ANNOUNCED):
            loop.turn(server.adj.asyncore_loop_timeout)
        is_kept = end.is_to_begin_anew
        for listener in listeners:
            _stop_accepting(listener, is_kept=is_kept)
        end.tell_of_drain(loop.count_requests())
        while end.phase is not Phase.OVER and not loop.is_idle() and (end.is_to_begin_anew or not is_kept):
            loop.close_idle_connections()
            loop.turn(_LOOK_SECONDS)
        if end.is_to_begin_anew or not is_kept:
            break
        # A signal has come meanwhile, and there is no process that begins anew for the connections that wait for it.
        for listener in listeners:
            listener.accepting = True
    end.tell_of_loss(loop.count_requests())
    if is_kept:
        for listener in listeners:
            listener.del_channel()  # What is left in the loop is closed with it.
    loop.drop()
    return [listener.socket for listener in listeners] if is_kept else []


def _stop_accepting(listener: Any, *, is_kept: bool) -> None:
    """Close the socket of a server, not without the connections that the system has accepted for it already.

    :param is_kept: whether it stays open, and the connections are for a process that begins anew.
    """
    if is_kept:
        listener.accepting = False
        return
    while select.select([listener.socket], [], [], 0)[0]:
        listener.handle_accept()
    # Not close(), which also closes the pipe by which the threads wake the loop.
    listener.del_channel()
    listener.socket.close()


class _Loop:
    """The loop of a server, a turn at a time, and what is left to do in it.

    :param objects: waitress's map of all that it listens to.
    """

    def __init__(self, objects: dict[int, Any], server: Any, end: EndSignals) -> None:
        self._objects = objects
        self._server = server
        self._end = end

    def turn(self, most: float) -> None:
        """Wait for something to do, and do it.

        :param most: seconds to wait at most; at the next phase of the end, the wait is over as well.
        """
        patience = self._end.find_patience()
        seconds = most if patience is None else min(most, patience)
        use_poll = self._server.adj.asyncore_use_poll
        wasyncore.loop(seconds, use_poll=use_poll, map=self._objects, count=1)

    @property
    def channels(self) -> list[Any]:
        """The open connections."""
        return [one for one in self._objects.values() if isinstance(one, HTTPChannel)]

    def is_idle(self) -> bool:
        """Return whether no connection is open, and no thread works for one that its client has closed."""
        dispatcher = self._server.task_dispatcher
        return not (self.channels or dispatcher.queue or dispatcher.active_count > 0)

    def count_requests(self) -> int:
        """Return the number of requests that have begun, and are not yet answered."""
        return sum(max(len(channel.requests), int(is_at_work(channel))) for channel in self.channels)

    def close_idle_connections(self) -> None:
        """Close the connections that wait for a next request."""
        now = time.time()
        for channel in self.channels:
            is_fresh = channel.last_activity == channel.creation_time
            if not is_at_work(channel) and not (is_fresh and now < channel.creation_time + FIRST_BYTES_SECONDS):
                channel.will_close = True

    def drop(self) -> None:
        """Close the connections that are left and the pipes of the loop, and let the threads go."""
        for channel in self.channels:
            channel.handle_close()  # Its thread learns of it, and wakes the loop no more.
        wasyncore.close_all(self._objects)
        self._server.task_dispatcher.set_thread_count(0)


def is_at_work(channel: Any) -> bool:
    """Return whether a request has begun to arrive, or its answer is not yet sent."""
    return bool(channel.requests or channel.request is not None or channel.total_outbufs_len)
