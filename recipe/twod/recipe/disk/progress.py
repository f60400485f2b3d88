"""The note of the files that a run was to change, which stays when the run does not come to its end.

The next run then repeats the steps after the writing: checks of the deployment, the command that reloads a server.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from twod.inifile.checksum import find_part
from twod.recipe.disk.generated import Generated, read_text, replace_file


def read_progress(note: Generated) -> set[Path]:
    """Return the files that an earlier run was to change and did not come to its end with.

    :param note: the note as it is before any file is named in it.
    :raises OSError: when it cannot be read.
    """
    text = read_text(note.path)
    if text is None or find_part(text) is None:
        return set()
    return {Path(note.path.parent, line) for line in text.splitlines()[1:]}


def write_progress(note: Generated, changed: Iterable[Path]) -> None:
    """Write down the files that a run is about to change.

    :param note: the note as it is before any file is named in it.
    :param changed: the files.
    :raises OSError: when it cannot be written.
    """
    lines = "".join(f"{path}\n" for path in sorted(changed))
    replace_file(note._replace(content=note.content + lines.encode()))
