"""A check for settings that name a class or a function by its path in twod.wsgi 1.x."""

from __future__ import annotations

from collections.abc import Mapping

from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption
from twod.wsgi.old_names import OLD_NAMES


def judge_old_paths(
    values: Mapping[str, object], places: Mapping[str, IniOption | None], default: HasPlace, report: Report
) -> None:
    """Warn about such settings with their place; Python's own warning would name only the importing line in Django.

    :param values: the settings, by name.
    :param places: the option that set each setting; None for the settings module.
    :param default: the place for warnings about settings without an option.
    """
    for name, value in values.items():
        for path in value if isinstance(value, list | tuple) else (value,):
            if isinstance(path, str) and path in OLD_NAMES:
                place = places.get(name)
                message = f"{path} is a name of twod.wsgi 1.x; use {OLD_NAMES[path]}"
                report.warn(place or default, message if place else f"{name}: {message}")
