"""Settings and differences as plain text and as JSON, with the same lines on every run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from twod.wsgi.config.difference import Difference, Side
from twod.wsgi.config.trace.origins import INI, Origin, SettingReport
from twod.wsgi.config.trace.shown import make_plain, show_value


def list_settings(reports: Iterable[SettingReport]) -> Iterator[str]:
    """Yield a line for each setting, and below it, indented, the places that set or changed it, last one first."""
    for report in reports:
        yield f"{report.name}: {report.type} = {show_value(report.value)}"
        for origin in report.origins:
            yield f"    {describe_origin(origin, report.name)}"


def describe_origin(origin: Origin, name: str) -> str:
    """Return an origin and its value for a setting, on one line.

    :param name: the setting. An option for a part of it is named; an option for all of it is not.
    """
    said = origin.value if origin.source == INI and isinstance(origin.value, str) else show_value(origin.value)
    text = " ".join(said.split())
    return f"{origin}: {text}" if origin.key == name else f"{origin}: {origin.key} = {text}"


def list_differences(differences: Iterable[Difference]) -> Iterator[str]:
    """Yield a line with the key of each difference, and below it the lines of both sides."""
    for difference in differences:
        yield difference.key
        yield from _list_side("-", difference.left)
        yield from _list_side("+", difference.right)


def _list_side(sign: str, side: Side) -> Iterator[str]:
    for value in side.values:
        yield f"  {sign} {show_value(value)}  ({side.place})"


def write_settings_json(reports: Iterable[SettingReport]) -> str:
    """Return settings as a JSON object that maps names to values, types and origins."""
    content = {
        report.name: {
            "value": make_plain(report.value),
            "type": report.type,
            "origins": [{**origin._asdict(), "value": make_plain(origin.value)} for origin in report.origins],
        }
        for report in reports
    }
    return _write(content)


def write_differences_json(differences: Iterable[Difference]) -> str:
    """Return differences as a JSON object that maps each key to its values on the left and on the right."""
    content = {
        difference.key: {
            name: {"values": make_plain(side.values), "place": side.place}
            for name, side in (("left", difference.left), ("right", difference.right))
        }
        for difference in differences
    }
    return _write(content)


def _write(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)
