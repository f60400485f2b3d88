"""The current settings and their origins as rows of a page, with secrets hidden."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from twod.wsgi.config.activation import settings_report
from twod.wsgi.config.trace.origins import DJANGO_DEFAULT, TWOD_DEFAULT
from twod.wsgi.config.trace.shown import show_value


class OriginRow(TypedDict):
    """A setting with all its facts as text."""

    name: str
    type: str
    value: str
    #: The places that set or changed it, last one first.
    origins: list[str]


def list_origin_rows() -> list[OriginRow]:
    """Return the settings that are set in an ini or a settings module.

    :raises twod.wsgi.exc.NotConfiguredError: if no ini is loaded.
    """
    return [
        {
            "name": report.name,
            "type": report.type,
            "value": show_value(report.value),
            "origins": list(map(str, report.origins)),
        }
        for report in settings_report().values()
        if report.origins and report.origins[0].source not in (DJANGO_DEFAULT, TWOD_DEFAULT)
    ]


def write_origin_table(rows: Iterable[OriginRow]) -> SafeString:
    """Return the rows as an HTML table."""
    lines = format_html_join(
        "",
        "<tr><td><code>{}</code><br><small>{}</small></td><td><code>{}</code></td><td>{}</td></tr>",
        ((row["name"], row["type"], row["value"], _write_origins(row["origins"])) for row in rows),
    )
    head = "<thead><tr><th>Setting</th><th>Value</th><th>Origin, and overridden origins</th></tr></thead>"
    return format_html("<table>{}<tbody>{}</tbody></table>", SafeString(head), lines)


def _write_origins(origins: Iterable[str]) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((origin,) for origin in origins))
