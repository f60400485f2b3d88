"""A check in a process of its own, which leaves nothing of the site in this one."""

from __future__ import annotations

import multiprocessing
import os
import threading
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection

from twod.wsgi.config.survey import survey_served
from twod.wsgi.exc import ConfigurationError

#: Seconds that a check may take. A settings module may wait for something for ever.
TIME_LIMIT = 60.0


class CheckFailedError(Exception):
    """What a check that ran in a process of its own was ended by; the message is all there is of it."""


def run_apart(check: Callable[[], str], time_limit: float = TIME_LIMIT) -> str:
    """Run a check in a fork of this process, and return the text that it returned.

    Modules of the site that the check imports, and what they open, are gone with the fork. So this process can later
    fork another one that imports them as they are then.

    :param check: what to run.
    :param time_limit: seconds that it may take.
    :raises CheckFailedError: with the message of what it raised.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_report, args=(check, sender))
    child.start()
    sender.close()
    try:
        if not receiver.poll(time_limit):
            raise CheckFailedError(f"the check took more than {time_limit:g} seconds")
        is_well, text = receiver.recv()
    except EOFError:
        child.join()
        raise CheckFailedError(f"the check ended with exit status {child.exitcode}") from None
    except BaseException:
        # It took too long, or a signal ends this process.
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
        pass  # It was meant for the parent, which prints it.
    except Exception as error:  # noqa: BLE001 - whatever the site's code raises
        traceback.print_exc()
        sender.send((False, f"{type(error).__name__}: {error}"))


def _end_with_parent() -> None:
    """End this process when the one that it was forked from is gone, such as by SIGTERM during a start."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def check_served(config_uri: str, given: Mapping[str, str] | None = None, server: str | None = None) -> str:
    """Check an ini as ``paster serve`` does, and return the warnings, a line each.

    :param config_uri: as for :func:`twod.wsgi.config.configure`.
    :param given: variables from outside the ini.
    :param server: the server that is going to be loaded; None when none is.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong.
    """
    report = survey_served(config_uri, given=given, server=server)
    report.raise_errors()
    return "".join(f"warning: {doubt}\n" for doubt in report.warnings)
