"""The server of an ini, made to end well: what runs is answered, and nothing is lost that could be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from wsgiref.types import WSGIApplication

from paste.deploy.loadwsgi import SERVER

from twod.inifile.variables import EndTimes
from twod.wsgi.contexts import load_context
from twod.wsgi.serving.end_signals import EndSignals, delay, exit_cleanly, handling
from twod.wsgi.serving.end_times import find_passed_times
from twod.wsgi.serving.ending import is_ending

#: Serves an application until the process ends.
Server = Callable[[WSGIApplication], object]


def load_server(
    spec: str, name: str | None, relative_to: str, global_conf: Mapping[str, str], *, has_echo: bool = False
) -> Server:
    """Return the server that PasteDeploy finds; at SIGTERM and SIGINT, it answers what it has accepted, and returns.

    Of a server that is not known here, the signals raise SystemExit, after ``stop-delay``.

    :param spec: ``config:FILE`` or ``egg:NAME``.
    :param name: that of the server there; None for ``main``.
    :param relative_to: directory that `spec` begins at.
    :param global_conf: variables from outside the ini.
    :param has_echo: whether a parent passes each signal on.
    :raises twod.wsgi.exc.ConfigurationError: when ``[DEFAULT]`` has wrong times for the end.
    """
    context = load_context(SERVER, spec, name=name, relative_to=relative_to, global_conf=global_conf)
    times = find_passed_times(context.global_conf)
    factory = context.object
    run = _RUNNERS.get(f"{factory.__module__}:{factory.__qualname__}")
    if run is None:
        return partial(_run_unless_ending, partial(_run_other, context.create(), times))
    make_end = partial(EndSignals, times, has_echo=has_echo)
    return partial(_run_unless_ending, partial(run, context, make_end))


def _run_unless_ending(run: Server, application: WSGIApplication) -> None:
    # A signal may have come while the site was loaded, and its code may have caught the SystemExit.
    if not is_ending():
        run(application)


def _run_waitress(context: Any, make_end: Callable[[], EndSignals], application: WSGIApplication) -> None:
    from twod.wsgi.serving.waitress_end import run_waitress  # noqa: PLC0415 - a site may have another server

    end = make_end()
    with end.handled():
        run_waitress(application, context.local_conf, end)


def _run_paste(context: Any, make_end: Callable[[], EndSignals], application: WSGIApplication) -> None:
    from twod.wsgi.serving.paste_end import run_paste  # noqa: PLC0415 - as above

    end = make_end()
    with end.handled():
        run_paste(application, context.global_conf, context.local_conf, end)


def _run_other(server: Server, times: EndTimes, application: WSGIApplication) -> None:
    with handling(delay(exit_cleanly, times.stop_delay)):
        server(application)


#: Who runs the servers that we know, by what their entry points lead to.
_RUNNERS: dict[str, Callable[[Any, Callable[[], EndSignals], WSGIApplication], None]] = {
    "waitress:serve_paste": _run_waitress,
    "paste.httpserver:server_runner": _run_paste,
}
