"""The Python files of the settings module that have changed since the process imported them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.trace.origins import MODULE


def find_changed_sources(active: Loaded) -> list[Path]:
    """Return the files of the settings module that were written after the settings were loaded.

    Their new values stay unknown: importing them again would run the site's code in a serving process.
    """
    return [path for path in sorted(set(_find_sources(active))) if _is_newer(path, active.loaded_at)]


def _find_sources(active: Loaded) -> Iterator[Path]:
    names = {origin.file for report in active.report().values() for origin in report.origins if origin.source == MODULE}
    for name in filter(None, names):
        # ``shop.settings.prod`` may import ``shop.settings.base``. Modules beside ``shop.settings`` are not settings.
        package = name.rpartition(".")[0]
        root = package if "." in package else name
        for other, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and f"{other}.".startswith(f"{root}."):
                yield Path(file)


def _is_newer(path: Path, seconds: float) -> bool:
    """Return whether a file was written, moved or replaced after a time; False if it no longer exists."""
    try:
        status = path.stat()
    except OSError:
        return False
    # Tools such as rsync and pip can set mtime to the past, but not ctime.
    return max(status.st_mtime, status.st_ctime) > seconds
