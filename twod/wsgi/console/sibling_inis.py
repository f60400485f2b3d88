"""The environments of a site side by side: its ini and the inis in the same folder."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from twod.inifile.pastedeploy.django_sections import find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.reading import IniReader
from twod.inifile.variables import MODULE_OPTION
from twod.wsgi.config.comparison import compare_all
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.console.console_options import ENVIRONMENTS_SETTING, find_named_inis
from twod.wsgi.console.drift import describe_side, find_inis, survey_now
from twod.wsgi.exc import ConfigurationError

_lock = Lock()


class SiblingIni(NamedTuple):
    """An environment of the site."""

    name: str
    path: Path
    #: The settings; None if they cannot be read.
    loaded: Loaded | None
    #: The errors, with secrets hidden.
    problems: tuple[str, ...] = ()


def describe_environments(active: Loaded) -> dict[str, Any]:
    """Return the environments of the site and all differences between them, as data for a page and for JSON."""
    siblings = list(find_siblings(active))
    compared = [sibling for sibling in siblings if sibling.loaded is not None]
    rows = compare_all([sibling.loaded for sibling in compared if sibling.loaded is not None])
    return {
        "environments": [
            {
                "name": sibling.name,
                "path": str(sibling.path),
                "running": sibling.loaded is active,
                "compared": sibling.loaded is not None,
                "problems": list(sibling.problems),
            }
            for sibling in siblings
        ],
        "differences": [
            {
                "key": row.key,
                "sides": [
                    {"environment": sibling.name} | describe_side(side)
                    for sibling, side in zip(compared, row.sides, strict=True)
                ],
            }
            for row in rows
        ],
    }


def find_siblings(active: Loaded) -> Iterator[SiblingIni]:
    """Yield the running environment, and then the others by name."""
    own = active.place.file or ""
    yield SiblingIni(Path(own).stem, Path(own), active)
    folder = Path(own).parent
    skipped = {path.resolve() for path in (*find_inis(active), Path(own))}
    named = find_named_inis(folder)
    # Read regular files only: reading a named pipe would wait for a writer, and a device may never end.
    for path in named or sorted(filter(Path.is_file, folder.glob("*.ini"))):
        if path.resolve() not in skipped:
            found = _load_sibling(path, is_named=bool(named))
            if found is not None:
                yield found


def _load_sibling(path: Path, *, is_named: bool) -> SiblingIni | None:
    """Return an environment; None for an ini in the same folder that does not belong to the site."""
    try:
        deployment = find_django(Route(IniReader(), str(path)), None)
    except ConfigurationError as error:
        return SiblingIni(path.stem, path, None, tuple(map(str, error.problems))) if is_named else None
    module = deployment.variables.get(MODULE_OPTION)
    if not is_named and not deployment.is_django:
        return None
    if not is_named and module is not None and module.text.strip() not in sys.modules:
        why = (
            f"its settings module {module.text.strip()} is not imported in this process;"
            f" to import it, name the ini in {ENVIRONMENTS_SETTING}"
        )
        return SiblingIni(path.stem, path, None, (why,))
    with _keeping_search_path():
        survey = survey_now(str(path), {})
    hide = survey.loaded.secret_texts.hide if survey.loaded is not None else str
    return SiblingIni(path.stem, path, survey.loaded, tuple(hide(str(problem)) for problem in survey.report.errors))


@contextmanager
def _keeping_search_path() -> Iterator[None]:
    """Restore ``sys.path`` after the ``with`` block, because loading another environment may add directories to it."""
    with _lock:
        before = sys.path[:]
        try:
            yield
        finally:
            sys.path[:] = before
