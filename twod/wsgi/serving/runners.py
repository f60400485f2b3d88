"""The server of an ini with an orderly end: it finishes the requests that it has accepted."""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any
from wsgiref.types import WSGIApplication

from paste.deploy.loadwsgi import SERVER

from twod.inifile.variables import EndTimes
from twod.wsgi.contexts import load_context
from twod.wsgi.serving.end.activated_sockets import take_activated_sockets
from twod.wsgi.serving.end.begin_anew import CommandLine, HangUps, is_trial, refuse_sockets, take_sockets
from twod.wsgi.serving.end.end_signals import EndSignals, delay, exit_cleanly, handling
from twod.wsgi.serving.end.end_times import find_passed_times
from twod.wsgi.serving.end.ending import is_ending

#: Serves an application until the process ends.
Server = Callable[[WSGIApplication], object]
_MakeEnd = Callable[[], EndSignals]


def load_server(
    spec: str, name: str | None, relative_to: str, global_conf: Mapping[str, str], *, has_echo: bool = False
) -> Server:
    """Return the server that PasteDeploy finds; at SIGTERM and SIGINT it finishes accepted requests, and returns.

    In a server that twod does not know, the signals raise SystemExit after ``stop-delay``.

    :param spec: ``config:FILE`` or ``egg:NAME``.
    :param name: the name of the server there; None for ``main``.
    :param relative_to: the folder that a relative `spec` starts from.
    :param global_conf: variables from outside the ini.
    :param has_echo: whether a parent process passes each signal on.
    :raises twod.wsgi.exc.ConfigurationError: if ``[DEFAULT]`` has wrong times for the end.
    """
    context = load_context(SERVER, spec, name=name, relative_to=relative_to, global_conf=global_conf)
    times = find_passed_times(context.global_conf)
    factory = context.object
    run = _RUNNERS.get(f"{factory.__module__}:{factory.__qualname__}")
    if run is None:
        return partial(_run_unless_ending, partial(_run_other, context.create(), times))
    make_end = partial(EndSignals, times, has_echo=has_echo)
    return partial(_run_unless_ending, partial(run, context, CommandLine(), make_end))


def _run_unless_ending(run: Server, application: WSGIApplication) -> None:
    # A signal may have arrived while the site was loaded, and the site's code may have caught the SystemExit.
    if not is_ending() and not is_trial():
        run(application)


def _run_waitress(context: Any, command: CommandLine, make_end: _MakeEnd, application: WSGIApplication) -> None:
    from twod.wsgi.serving.end.waitress_end import WAITRESS_ADDRESSES, run_waitress  # noqa: PLC0415 - a site may have another server

    run = partial(run_waitress, application, context.local_conf)
    _run_and_begin_anew(run, context.local_conf, WAITRESS_ADDRESSES, command, make_end)


def _run_paste(context: Any, command: CommandLine, make_end: _MakeEnd, application: WSGIApplication) -> None:
    from twod.wsgi.serving.end.paste_end import PASTE_ADDRESSES, run_paste  # noqa: PLC0415 - as above

    run = partial(run_paste, application, context.global_conf, context.local_conf)
    _run_and_begin_anew(run, context.local_conf, PASTE_ADDRESSES, command, make_end)


def _run_and_begin_anew(
    run: Callable[[EndSignals, list[socket.socket]], list[socket.socket]],
    options: Mapping[str, str],
    names: Collection[str],
    command: CommandLine,
    make_end: _MakeEnd,
) -> None:
    """Run a server; if SIGHUP asked for it, run the whole command again afterwards.

    :param options: the options of the server's section.
    :param names: the options that name the addresses.
    """
    addresses = {name: options[name] for name in names if name in options}
    end = make_end()
    with end.handled(), HangUps(partial(command.find_mistake, addresses), end.ask_to_begin_anew).handled():
        sockets = run(end, take_sockets(addresses) or take_activated_sockets())
    if end.is_to_begin_anew:
        command.begin_anew(sockets, addresses)


def _run_other(server: Server, times: EndTimes, application: WSGIApplication) -> None:
    refuse_sockets()
    with handling(delay(exit_cleanly, times.stop_delay)):
        server(application)


#: The function that runs each known server, by the target of its entry point.
_RUNNERS: dict[str, Callable[[Any, CommandLine, _MakeEnd, WSGIApplication], None]] = {
    "waitress:serve_paste": _run_waitress,
    "paste.httpserver:server_runner": _run_paste,
}
