"""``serve --reload``: run the server in another process, and restart it when a file of the site changes."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable

import hupper

from twod.wsgi.commands.command import CommandRefusedError
from twod.wsgi.commands.ini_errors import INI_ERRORS, is_about_ini
from twod.wsgi.commands.starting.service import Service
from twod.wsgi.config.raised import find_failed_files
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.serving.end.end_signals import exiting_cleanly
from twod.wsgi.serving.end.end_times import find_ini_times
from twod.wsgi.serving.end.ending import is_ending

#: Extra seconds that a process may need in addition to those for its requests.
_MARGIN = 5


def serve_reloading(service: Service, interval: float = 1, *, is_quiet: bool = False) -> None:
    """Serve, and restart the server when a module, the ini or a file that the ini refers to changes.

    If the ini has errors, print them and wait for a change. The process ends with the server's exit status.

    :param interval: seconds between two checks of the files.
    """
    service.start_log()
    times = find_ini_times(service.config_uri, service.variables)
    hupper.start_reloader(
        f"{__name__}.{serve_watched.__name__}",
        reload_interval=interval,
        shutdown_interval=times.stop_delay + times.graceful_timeout + _MARGIN,
        verbose=0 if is_quiet else 1,
        worker_args=(service._asdict(),),
        worker_kwargs={"is_quiet": is_quiet},
    )


def serve_watched(service: dict[str, object], *, is_quiet: bool) -> None:
    """Serve in the process that hupper has started, and give hupper the files to watch besides the modules."""
    served = Service(**service)  # type: ignore[arg-type]
    reloader = hupper.get_reloader()
    reloader.watch_files([served.path])
    try:
        with exiting_cleanly():
            served.start_log()
            served.check_here()
            served.serve(is_quiet=is_quiet, has_echo=True, watch=reloader.watch_files)
    except CommandRefusedError as error:
        # No change of a file would fix this error.
        _wait_for_end(str(error), reloader.graceful_shutdown)
    except INI_ERRORS as error:
        if is_ending() or not is_about_ini(error):
            raise
        reloader.watch_files([*survey_uri(served.config_uri, given=served.variables).files, *find_failed_files()])
        sys.stderr.write(f"{served.refuse(str(error))}\nWaiting for a change.\n")
        # hupper would miss changes between the end of this process and the start of the next one.
        _wait_for_end(1)


def _wait_for_end(status: int | str, announce: Callable[[], None] | None = None) -> None:
    """Wait until the watching process or Ctrl-C ends this process.

    :param status: the argument for :func:`sys.exit`.
    :param announce: asks the watching process to end both.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(status))
    if announce is not None:
        announce()
    threading.Event().wait()
