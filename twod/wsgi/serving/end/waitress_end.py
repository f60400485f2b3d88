"""waitress with an orderly end: it answers every request that it has accepted."""

from __future__ import annotations

import logging
import select
import socket
import sys
import time
from collections.abc import Sequence
from typing import Any
from wsgiref.types import WSGIApplication

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from twod.wsgi.serving.end.end_signals import EndSignals, Phase
from twod.wsgi.serving.end.ending import is_ending

#: The options that name its addresses.
WAITRESS_ADDRESSES = frozenset({"host", "listen", "port", "unix_socket", "unix_socket_perms"})
#: Seconds for the first bytes of a new connection, whose client does not know of the end yet.
FIRST_BYTES_SECONDS = 1.0
#: Seconds between two checks of the connections, since no thread reports that it has finished.
_LOOK_SECONDS = 0.1


class _ClosingTask(WSGITask):
    """A response that closes its connection if it is the last one."""

    def build_response_header(self) -> bytes:
        # A client may have sent several requests at once; keep the connection for all of them.
        if is_ending() and len(self.channel.requests) <= 1:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class _ClosingChannel(HTTPChannel):
    """A connection that closes when the process ends."""

    task_class = _ClosingTask


class _Waker(wasyncore.dispatcher):
    """An object in waitress's loop that ends its wait for connections when a signal arrives."""

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
    """Serve an application until a signal arrives and all requests are answered.

    :param options: the options of the server's section.
    :param sockets: the open sockets to listen on; empty to open them.
    :return: the open sockets, for a process that restarts.
    """
    if sockets:
        options = {name: value for name, value in options.items() if name not in WAITRESS_ADDRESSES} | {
            "sockets": sockets
        }
    _log_to_stderr()
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
        # Another signal came, and no restarted process will serve the waiting connections, so serve them here.
        for listener in listeners:
            listener.accepting = True
    end.tell_of_loss(loop.count_requests())
    if is_kept:
        for listener in listeners:
            listener.del_channel()  # close_all would close the sockets that are still in the loop.
    loop.drop()
    return [listener.socket for listener in listeners] if is_kept else []


def _log_to_stderr() -> None:
    """Print messages as ``waitress.serve`` does, unless the site has configured logging, and those of Django once."""
    if not logging.root.handlers:
        logging.basicConfig()
        for handler in logging.root.handlers:
            handler.addFilter(_is_unprinted)


def _is_unprinted(record: logging.LogRecord) -> bool:
    """Return False for a message that Django's own console handler prints, as it does with DEBUG on."""
    if record.name.partition(".")[0] != "django":
        return True
    consoles = (sys.stderr, sys.stdout)
    return not any(
        isinstance(handler, logging.StreamHandler)
        and handler.stream in consoles
        and record.levelno >= handler.level
        and handler.filter(record)
        for handler in logging.getLogger("django").handlers
    )


def _stop_accepting(listener: Any, *, is_kept: bool) -> None:
    """Close the socket of a server after accepting the connections that wait in the system's queue.

    :param is_kept: whether to leave it open, so that a restarted process accepts those connections.
    """
    if is_kept:
        listener.accepting = False
        return
    while select.select([listener.socket], [], [], 0)[0]:
        listener.handle_accept()
    # Not close(), which would also close the pipe that wakes the loop.
    listener.del_channel()
    listener.socket.close()


class _Loop:
    """The loop of a server, run one turn at a time, and its unfinished work.

    :param objects: waitress's map of everything that it waits for.
    """

    def __init__(self, objects: dict[int, Any], server: Any, end: EndSignals) -> None:
        self._objects = objects
        self._server = server
        self._end = end

    def turn(self, most: float) -> None:
        """Wait for an event and handle it.

        :param most: the most seconds to wait; a new phase of the end also ends the wait.
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
        """Return whether no connection is open, and no thread works on a request of a closed one."""
        dispatcher = self._server.task_dispatcher
        return not (self.channels or dispatcher.queue or dispatcher.active_count > 0)

    def count_requests(self) -> int:
        """Return the number of requests that have begun to arrive and are not answered completely."""
        return sum(max(len(channel.requests), int(is_at_work(channel))) for channel in self.channels)

    def close_idle_connections(self) -> None:
        """Close the connections that wait for their next request."""
        now = time.time()
        for channel in self.channels:
            is_fresh = channel.last_activity == channel.creation_time
            if not is_at_work(channel) and not (is_fresh and now < channel.creation_time + FIRST_BYTES_SECONDS):
                channel.will_close = True

    def drop(self) -> None:
        """Close the remaining connections and the loop's pipes, and stop the threads."""
        for channel in self.channels:
            channel.handle_close()  # This stops its thread from waking the loop.
        wasyncore.close_all(self._objects)
        self._server.task_dispatcher.set_thread_count(0)


def is_at_work(channel: Any) -> bool:
    """Return whether a request has begun to arrive, or its response is not completely sent."""
    return bool(channel.requests or channel.request is not None or channel.total_outbufs_len)
