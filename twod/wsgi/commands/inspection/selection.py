"""The settings, and parts of settings, that the user requests by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from twod.inifile.keys import Key, write_key
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.opaque import is_mapping, is_sequence, name_type
from twod.inifile.variables import FAST_OPTION
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.trace.below import Path, concerns, find_below, list_parts, split_name
from twod.wsgi.config.trace.origins import INI, Origin, SettingReport


class Selection(NamedTuple):
    """The settings found for the requested names."""

    reports: list[SettingReport]
    #: Messages for the names that do not exist.
    mistakes: list[str]


def select_settings(loaded: Loaded, names: Iterable[str], revealed: Collection[str] = ()) -> Selection:
    """Return the reports of settings and parts of settings, such as ``DATABASES.default.HOST``.

    :param revealed: show secrets of these names and of all parts below them.
    """
    reports = loaded.report()
    open_paths = [path for name in revealed if (path := split_name(name)) is not None]
    found: dict[str, SettingReport] = {}
    mistakes = []
    for name in dict.fromkeys(names):
        if name == FAST_OPTION:
            found[name] = loaded.report_switches()
            continue
        path = split_name(name)
        value: object = MISSING
        if path is not None and path[0] in reports:
            value = find_below(loaded.find_value(path[0]), path[1:])
        if path is None or value is MISSING:
            mistakes.append(_explain_absence(name, path, loaded, reports))
            continue
        report = reports[path[0]]
        shown = find_below(report.value, path[1:])
        if any(path[: len(other)] == other for other in open_paths):
            shown = value
        type_ = report.type if len(path) == 1 or value is UNKNOWN else name_type(value)
        found[name] = SettingReport(name, shown, type_, tuple(_select_origins(report, path)))
    return Selection(list(found.values()), mistakes)


def _select_origins(report: SettingReport, path: Path) -> Iterable[Origin]:
    """Yield the origins of a part: the options for the part itself, for its containers and for its own parts."""
    for origin in report.origins:
        if origin.source != INI:
            value = find_below(origin.value, path[1:])
            if value is not MISSING:
                yield origin._replace(value=value, key=write_key(Key(path[0], path[1:])))
        elif concerns(origin, path):
            yield origin


def is_asked_for(key: str, names: Collection[str]) -> bool:
    """Return whether a key is one of some names, or above or below one.

    Example::

        >>> is_asked_for("DATABASES.default.HOST", ["DATABASES"]), is_asked_for("DEBUG", ["DATABASES"])
        (True, False)
    """
    if key in names:  # such as "twod.fast", which is not a setting
        return True
    path = split_name(key) or (key,)
    others = [other for name in names if (other := split_name(name)) is not None]
    return any(path[: len(other)] == other[: len(path)] for other in others)


def _explain_absence(name: str, path: Path | None, loaded: Loaded, reports: Mapping[str, SettingReport]) -> str:
    """Return the message for a name that does not exist."""
    if path is None or path[0] not in reports:
        asked = path[0] if path is not None else name
        rest = write_key(Key("", path[1:])) if path is not None else ""
        hint = hint_at_nearest(asked, reports, 0.8)
        other = (
            f"; to compare with an ini, write --diff {name}" if name.endswith(".ini") else "; --all lists all settings"
        )
        return f"There is no setting {name}{hint.removesuffix('?') + rest + '?' if hint else other}"
    depth = 1
    value = loaded.find_value(path[0])
    while depth < len(path) and (part := find_below(value, path[depth : depth + 1])) is not MISSING:
        value, depth = part, depth + 1
    parts = [key for key, _ in list_parts(value)]
    hint = "; it has no parts"
    if is_mapping(value):
        hint = (
            hint_at_nearest(path[depth], parts) or f"; it has the keys {', '.join(parts)}" if parts else "; it is empty"
        )
    elif is_sequence(value):
        hint = f"; it is a list with {len(parts)} item{'s' * (len(parts) != 1)}, counted from 0"
    container = write_key(Key(path[0], path[1:depth]))
    return f"There is no {path[depth]} in {container}{hint}"
