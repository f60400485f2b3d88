"""A process that is restarted when it ends, for ``--reload`` and ``--monitor-restart``."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

from twod.wsgi.serving.end.end_signals import handling

#: A shell adds this number to that of the signal which ended a process.
_SIGNALLED = 128


def run_again(command: Sequence[str], environ: Mapping[str, str], is_wanted_again: Callable[[int], bool]) -> int:
    """Run a command, and again each time it ends, until a signal arrives; return its last exit status.

    Signals to this process are passed on to the command, and this process waits for it. The command may get a signal
    twice, because Ctrl-C and systemd signal both processes.

    :param is_wanted_again: takes the exit status, and returns whether to run the command again.
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
                if noted:  # The signal arrived before the process existed.
                    process.send_signal(signal.SIGTERM)
                status = process.wait()
            if noted or not is_wanted_again(status):
                return status if status >= 0 else _SIGNALLED - status
            print("-" * 20, "Restarting", "-" * 20, flush=True)  # noqa: T201 - as PasteScript does
