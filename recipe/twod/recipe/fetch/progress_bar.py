"""A bar in a terminal that shows how far a fetch is; nothing where the output is a file or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any

#: Seconds between two looks at the clock that the bar shows.
_INTERVAL = 0.2

#: Without tqdm's rate and forecast: all are downloaded before the first is there, so both would be wrong.
_FORMAT = "{l_bar}{bar}| {n_fmt}/{total_fmt} distributions, {elapsed}"


def show_progress(libraries: Iterable[Path], total: int) -> list[Path]:
    """Return the directories of the distributions that are fetched, and show in a terminal how many there are so far.

    The bar is tqdm's, and is gone when all of them are there. Without tqdm in buildout's environment there is none.

    :param libraries: gives each as soon as it is there.
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
    """Let a bar show the time that passes while nothing is there yet."""
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
