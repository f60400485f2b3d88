"""A check in another process, so that this process imports no module of the site."""

from __future__ import annotations

import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection

from twod.wsgi.config.survey import survey_served
from twod.wsgi.exc import ConfigurationError

#: The most seconds that a check may take, since a settings module might wait forever.
TIME_LIMIT = 60.0


class CheckFailedError(Exception):
    """The failure of a check in another process, reduced to the message of its exception."""


def run_apart(check: Callable[[], str], time_limit: float = TIME_LIMIT) -> str:
    """Run a check in a fork of this process, and return its text.

    The site's modules that the check imports, and the files that they open, exist only in the fork. This process can
    later fork again, and the new fork imports the modules as they are then.

    :param check: the check to run.
    :param time_limit: the most seconds that it may take.
    :raises CheckFailedError: with the message of the exception that the check raised.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_report, args=(check, sender))
    child.start()
    sender.close()
    try:
        if not receiver.poll(time_limit):
            message = f"the check took more than {time_limit:g} seconds"
            raise CheckFailedError(f"{message}; a settings module may wait for a server that does not respond")
        is_well, text = receiver.recv()
    except EOFError:
        child.join()
        raise CheckFailedError(f"the check ended with exit status {child.exitcode}") from None
    except BaseException:
        # The check took too long, or a signal ends this process.
        child.kill()
        raise
    finally:
        receiver.close()
        child.join()
        child.close()
    if not is_well:
        raise CheckFailedError(text)
    return str(text)


def _report(check: Callable[[], str], sender: Connection) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        sender.send((True, check()))
    except ConfigurationError as error:
        sender.send((False, str(error)))
    except KeyboardInterrupt:
        pass  # The parent also gets Ctrl-C, and prints it.
    except Exception as error:  # noqa: BLE001 - the site's code may raise any exception
        traceback.print_exc()
        sender.send((False, f"{type(error).__name__}: {error}"))


def _end_with_parent() -> None:
    """End this process when its parent is gone, for example by SIGTERM during a start."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def check_served(config_uri: str, given: Mapping[str, str] | None = None, server: str | None = None) -> str:
    """Check an ini as ``paster serve`` does, and return the warnings as text, one a line.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini.
    :param server: the server that will be loaded; None for no server.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
    """
    report = survey_served(config_uri, given=given, server=server)
    report.raise_errors()
    return "".join(f"warning: {doubt}\n" for doubt in report.warnings)
