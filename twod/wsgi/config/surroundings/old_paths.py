"""Settings that name a class or a function by its path in twod.wsgi 1.x, such as an item of MIDDLEWARE."""

from __future__ import annotations

from collections.abc import Mapping

from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption
from twod.wsgi.old_names import OLD_NAMES


def judge_old_paths(
    values: Mapping[str, object], places: Mapping[str, IniOption | None], default: HasPlace, report: Report
) -> None:
    """Warn of such settings: Python's own warning would name the line of Django's that imports the path.

    :param values: Django's settings.
    :param places: where each setting was written.
    :param default: the place of the others.
    """
    for name, value in values.items():
        for path in value if isinstance(value, list | tuple) else (value,):
            if isinstance(path, str) and path in OLD_NAMES:
                place = places.get(name)
                message = f"{path} is a name of twod.wsgi 1.x; use {OLD_NAMES[path]}"
                report.warn(place or default, message if place else f"{name}: {message}")
