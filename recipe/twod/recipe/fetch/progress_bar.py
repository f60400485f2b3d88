"""A progress bar for a fetch in a terminal; a file or a pipe gets no output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any

#: Seconds between two updates of the bar's clock.
_INTERVAL = 0.2

#: Without tqdm's rate and forecast: all are downloaded before the first one is unpacked, so both would be wrong.
_FORMAT = "{l_bar}{bar}| {n_fmt}/{total_fmt} distributions, {elapsed}"


def show_progress(libraries: Iterable[Path], total: int) -> list[Path]:
    """Return the directories of fetched distributions, and show in a terminal how many are done.

    tqdm draws the bar and removes it in the end. If buildout's environment has no tqdm, no bar is shown.

    :param libraries: yields each directory as soon as it is complete.
    :param total: their number.
    """
    if not sys.stderr.isatty():
        return list(libraries)
    try:
        tqdm: Any = import_module("tqdm").tqdm
    except ImportError:
        return list(libraries)
    with tqdm(libraries, total=total, leave=False, bar_format=_FORMAT, dynamic_ncols=True) as bar, _ticking(bar):
        return list(bar)


@contextmanager
def _ticking(bar: Any) -> Iterator[None]:
    """Update the clock of a bar while no distribution arrives."""
    is_done = Event()

    def tick() -> None:
        while not is_done.wait(_INTERVAL):
            bar.refresh()

    thread = Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_done.set()
        thread.join()
