"""Files that a buildout names, such as templates; they may refer to its options."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from twod.recipe.migrate.old_buildout import OldBuildout

#: Options by which recipes for templates name a file.
_OPTIONS = ("input", "template", "file", "source", "url", "inline-template")


def find_named_files(buildout: OldBuildout) -> Iterator[tuple[Path, str]]:
    """Yield the text files below the buildout's directory that sections of recipes name, with their texts."""
    seen: set[Path] = set()
    for name in buildout.sections:
        options = buildout.get_effective(name)
        for option in _OPTIONS:
            if "recipe" not in options or option not in options:
                continue
            for word in buildout.resolve(name, options[option]).split():
                path = Path(os.path.normpath(buildout.directory / word))
                if path in seen or path in buildout.files or not _is_below(path, buildout.directory):
                    continue
                seen.add(path)
                if (text := _find_text(path)) is not None:
                    yield path, text


def _is_below(path: Path, directory: Path) -> bool:
    """Return whether a file is in a directory after all links are followed."""
    return path.is_relative_to(directory) and path.resolve().is_relative_to(directory.resolve())


def _find_text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except (OSError, ValueError):
        return None
