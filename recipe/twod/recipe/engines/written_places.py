"""The places that the processes of a site write, as far as its configuration names them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.ini.logging_sections import find_log_files

#: Settings that name a directory which Django writes while it serves.
_SETTINGS = ("MEDIA_ROOT", "FILE_UPLOAD_TEMP_DIR")


def list_written_places(site: EngineSite) -> list[Path]:
    """Return directories and files on the hosts, of the logs and of visitors' files; ``var`` is not among them."""
    return [site.place(path) for path in _find_places(site)]


def _find_places(site: EngineSite) -> Iterator[Path]:
    layout = site.part.layout
    for _, name in find_log_files(site.environment):
        path = layout.find_path(name)
        # The directory, since a log is renamed by what rotates it; not the whole tree.
        yield path if path.parent == layout.directory else path.parent
    for name in _SETTINGS:
        written = site.environment.settings.get(name)
        if written is not None and written.text.startswith("/"):
            yield Path(written.text)
