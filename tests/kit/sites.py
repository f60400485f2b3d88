"""Files of a site."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path


def write_file(path: Path, text: str) -> Path:
    """Write a file, its folder too, and return its path; the text may be indented and begin on a line of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
    return path


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write files, which are named from a folder on."""
    for name, text in files.items():
        write_file(folder / name, text)
