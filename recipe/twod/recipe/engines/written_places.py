"""The paths that the processes of a site write to, as far as its configuration names them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.ini.logging_sections import find_log_files

#: Settings with a directory to which Django writes while it serves.
_SETTINGS = ("MEDIA_ROOT", "FILE_UPLOAD_TEMP_DIR")


def list_written_places(site: EngineSite) -> list[Path]:
    """Return directories and files on the hosts for logs and for visitors' files, without ``var``."""
    return [site.place(path) for path in _find_places(site)]


def _find_places(site: EngineSite) -> Iterator[Path]:
    layout = site.part.layout
    for _, name in find_log_files(site.environment):
        path = layout.find_path(name)
        # The directory, since log rotation renames files in it; but never the whole tree.
        yield path if path.parent == layout.directory else path.parent
    for name in _SETTINGS:
        written = site.environment.settings.get(name)
        if written is not None and written.text.startswith("/"):
            yield Path(written.text)
