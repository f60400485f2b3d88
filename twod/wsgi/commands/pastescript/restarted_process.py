"""A process that is started anew whenever it ends: what ``--reload`` and ``--monitor-restart`` run."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from twod.wsgi.serving.end.end_signals import handling

#: What a shell adds to the number of a signal that has ended a process.
_SIGNALLED = 128


def run_again(command: Sequence[str], environ: Mapping[str, str], is_wanted_again: Callable[[int], bool]) -> int:
    """Run a command, and again whenever it ends, until a signal comes; return its last exit status.

    The process gets the signals that this one gets, and this one waits for it. It may get them twice, since Ctrl-C and
    systemd reach both.

    :param is_wanted_again: gets the exit status, and returns whether to run the command again.
    """
    running: list[subprocess.Popen[bytes]] = []
    noted: list[int] = []

    def pass_on(number: int, _frame: FrameType | None) -> None:
        noted.append(number)
        for process in running:
            process.send_signal(signal.SIGTERM)

    with handling(pass_on):
        while True:
            with subprocess.Popen(command, env=environ) as process:  # noqa: S603 - the command of this very process
                running[:] = [process]
                if noted:  # It came before there was anybody to pass it on to.
                    process.send_signal(signal.SIGTERM)
                status = process.wait()
            if noted or not is_wanted_again(status):
                return status if status >= 0 else _SIGNALLED - status
            print("-" * 20, "Restarting", "-" * 20, flush=True)  # noqa: T201 - as PasteScript does
