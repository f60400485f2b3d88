"""Files that a buildout names: templates, in which references to its options are looked up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from twod.recipe.migrate.old_buildout import OldBuildout

#: Options of recipes for templates that name one.
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
                path = (buildout.directory / word).resolve()
                if path in seen or path in buildout.files or not path.is_relative_to(buildout.directory):
                    continue
                seen.add(path)
                if (text := _find_text(path)) is not None:
                    yield path, text


def _find_text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except (OSError, ValueError):
        return None
