"""The check for free disk space where a site writes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from twod.inifile.problems import shorten_path
from twod.wsgi.commands.doctor.examination import Ailment, Examined
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.surroundings.site_paths import list_database_files

#: The least free bytes. An upload, a release or a day of logs could fill less.
_LEAST_FREE = 512 * 1024 * 1024


def examine_disks(
    loaded: Loaded, path: str, find_free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free
) -> Examined:
    """Return the nearly full file systems among those that the site writes to.

    :param path: the ini; databases and logs often lie beside it.
    :param find_free: returns the free bytes of a folder's file system.
    """
    seen: dict[int, Path] = {}
    for folder in _list_folders(loaded, path):
        seen.setdefault(folder.stat().st_dev, folder)
    return Examined("disk space", tuple(_examine(seen.values(), find_free)))


def _examine(folders: Iterable[Path], find_free: Callable[[Path], int]) -> Iterator[Ailment]:
    for folder in folders:
        free = find_free(folder)
        if free < _LEAST_FREE:
            shown = shorten_path(str(folder))
            cure = f"delete files, or move {shown} to another file system"
            yield Ailment(shown, f"its file system has only {free // 2**20} MB free", cure)


def _list_folders(loaded: Loaded, path: str) -> Iterator[Path]:
    """Yield the folders that exist."""
    names = [str(Path(path).parent), tempfile.gettempdir()]
    names += [str(loaded.find_value(name) or "") for name in ("MEDIA_ROOT", "STATIC_ROOT", "FILE_UPLOAD_TEMP_DIR")]
    names += [str(Path(name).parent) for _, name in list_database_files(loaded.find_value("DATABASES"))]
    for name in filter(None, names):
        folder = Path(name)
        if folder.is_dir():
            yield folder.resolve()
