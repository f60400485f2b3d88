"""A note of the files that a run is about to change; it stays on disk if the run does not finish.

The next run then repeats the steps after the writing: the deployment checks and the command in ``on-change``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from twod.inifile.checksum import find_part
from twod.recipe.disk.generated import Generated, read_text, replace_file


def read_progress(note: Generated) -> set[Path]:
    """Return the files that an unfinished earlier run was about to change.

    :param note: the note without any files in it.
    :raises OSError: if it cannot be read.
    """
    text = read_text(note.path)
    if text is None or find_part(text) is None:
        return set()
    return {Path(note.path.parent, line) for line in text.splitlines()[1:]}


def write_progress(note: Generated, changed: Iterable[Path]) -> None:
    """Write the note of the files that a run is about to change.

    :param note: the note without any files in it.
    :param changed: the files.
    :raises OSError: if it cannot be written.
    """
    lines = "".join(f"{path}\n" for path in sorted(changed))
    replace_file(note._replace(content=note.content + lines.encode()))
