"""The effective settings by subject, with type, value and origins; all of them or the results of a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from twod.wsgi.config.activation import find_active, settings_report
from twod.wsgi.config.trace.origins import DJANGO_DEFAULT, INI, Origin, SettingReport
from twod.wsgi.config.trace.shown import make_plain, show_lines, show_value
from twod.wsgi.console.subjects import OWN_SUBJECT, SUBJECTS, find_documentation, find_subject, find_summary

#: The number of characters on a line of a value.
WIDTH = 88


def describe_settings(query: str, *, everything: bool) -> dict[str, Any]:
    """Return the settings in force as data for a page and for JSON.

    :param query: words to search for in names, summaries, values and origins; a setting has to contain all of them.
    :param everything: whether to include Django's defaults. A search always includes them.
    :raises twod.wsgi.exc.NotConfiguredError: if no ini is in force.
    """
    reports = list(settings_report().values())
    loaded = find_active()
    if loaded is not None:
        reports.append(loaded.report_switches())
    rows = [describe_setting(report) for report in reports]
    words = query.lower().split()
    shown = [row for row in rows if _has_all(row, words) and (everything or words or row["changed"])]
    return {
        "source": loaded.source if loaded is not None else "",
        "files": list(loaded.files) if loaded is not None else [],
        "query": query,
        "everything": everything,
        "total": len(rows),
        "changed": sum(row["changed"] for row in rows),
        "shown": len(shown),
        "subjects": list(_group(shown)),
    }


def _group(rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {subject: [] for subject in (OWN_SUBJECT, *SUBJECTS)}
    for row in rows:
        found[find_subject(row["name"])].append(row)
    return ({"name": subject, "settings": settings} for subject, settings in found.items() if settings)


def describe_setting(report: SettingReport) -> dict[str, Any]:
    """Return a setting as data, with its values from the report, which hides secrets."""
    return {
        "name": report.name,
        "type": report.type,
        "value": make_plain(report.value),
        "text": "\n".join(show_lines(report.value, WIDTH)),
        "changed": is_changed(report),
        "summary": find_summary(report.name),
        "documentation": find_documentation(report.name),
        "origins": [describe_origin_of(origin, report.name) for origin in report.origins],
    }


def describe_origin_of(origin: Origin, name: str) -> dict[str, Any]:
    """Return an origin of a setting as data: file and line, and the text there."""
    value = origin.value
    text = value if origin.source == INI and isinstance(value, str) else show_value(value)
    return {
        "place": str(origin),
        "source": origin.source,
        "file": origin.file,
        "line": origin.line,
        "section": origin.section,
        "references": list(origin.references),
        "key": "" if origin.key == name else origin.key,
        "text": text,
    }


def is_changed(report: SettingReport) -> bool:
    """Return whether a setting differs from Django's default, or is not a setting of Django."""
    return any(origin.source != DJANGO_DEFAULT for origin in report.origins[:-1]) or (
        not report.origins or report.origins[-1].source != DJANGO_DEFAULT
    )


def _has_all(row: dict[str, Any], words: Iterable[str]) -> bool:
    origins = [text for origin in row["origins"] for text in (origin["place"], origin["key"], origin["text"])]
    content = "\n".join([row["name"], row["type"], row["text"], row["summary"], *origins]).lower()
    return all(word in content for word in words)
