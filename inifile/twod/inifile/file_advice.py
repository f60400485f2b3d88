"""Hints for error messages about a path that is missing or is not an ini."""

from __future__ import annotations

from pathlib import Path

from twod.inifile.nearest import find_nearest

_MOST_SHOWN = 5


def advise_on_path(path: str) -> str:
    """Return the end of a message about a file that cannot be read: it names the inis nearby.

    :param path: absolute.
    """
    missing = Path(path)
    if missing.is_dir():
        return _list_inis(sorted(missing.glob("*.ini")), missing, "; name an ini in it, such as")
    # The folder itself, and the folder in which the recipe writes inis.
    inis = [*sorted(missing.parent.glob("*.ini")), *sorted(missing.parent.glob("parts/*/*.ini"))]
    nearest = find_nearest(missing.stem, [ini.stem for ini in inis])
    meant = [ini for ini in inis if ini.stem == nearest]
    if meant:
        return f"{_list_inis(meant, missing.parent, '; did you mean')}?"
    return _list_inis(inis, missing.parent, "; inis in its folder:")


def advise_on_buildout(path: str) -> str:
    """Return the message about a zc.buildout configuration that was given instead of an ini.

    :param path: absolute.
    """
    folder = Path(path).parent
    made = _list_inis(sorted(folder.glob("parts/*/*.ini")), folder, ", such as")
    return f"a configuration of zc.buildout, not an ini; run bin/buildout and name an ini that it writes{made}"


def _list_inis(inis: list[Path], folder: Path, introduction: str) -> str:
    if not inis:
        return ""
    shown = [str(ini.relative_to(folder)) for ini in inis[:_MOST_SHOWN]]
    return f"{introduction} {', '.join(shown)}"
