"""What the running process has, against what its files say now."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from twod.inifile.checksum import find_part, is_edited
from twod.inifile.config_uri import split_config_uri
from twod.wsgi.config.difference import Difference, Side, find_differences
from twod.wsgi.config.fingerprint import make_fingerprint
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.survey import Survey, survey_uri
from twod.wsgi.config.trace.origins import INI
from twod.wsgi.config.trace.shown import make_plain, show_lines
from twod.wsgi.console.effective import WIDTH
from twod.wsgi.console.settings_sources import find_changed_sources


def describe_drift(active: Loaded, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what has changed in the files since this process loaded its settings, as data for a page and for JSON.

    The files are read, and nothing is put in force. The settings module is the one that this process has imported.

    :param environ: what ``${env:NAME}`` looks in; None for the environment of this process.
    """
    survey = survey_now(active.uri, active.given, environ) if active.uri is not None else None
    changes = [] if survey is None else find_changes(active, survey)
    errors = [] if survey is None else list(_show_problems(active, survey))
    sources = find_changed_sources(active)
    return {
        "source": active.source,
        "comparable": survey is not None,
        "changes": [describe_changed_key(change) for change in changes],
        "errors": errors,
        "sources": list(map(str, sources)),
        "files": [describe_file(path) for path in find_inis(active)],
        "fingerprint": make_fingerprint(active),
        "summary": summarize(len(changes), len(errors), len(sources)),
    }


def survey_now(config_uri: str, given: Mapping[str, str], environ: Mapping[str, str] | None = None) -> Survey:
    """Return the settings that files have now, and leave the process as it is.

    The files of environment variables that an ini names are put in force for ``os.environ`` alone. A copy is only
    looked in, and what such a file gave to this process is read again.

    :param given: variables from outside the ini.
    :param environ: what ``${env:NAME}`` looks in; None for the environment of this process.
    """
    return survey_uri(config_uri, given=given, environ=dict(os.environ if environ is None else environ))


def find_changes(active: Loaded, survey: Survey) -> list[Difference]:
    """Return what differs between the settings in force and those in the files; nothing if these cannot be read."""
    return [] if survey.loaded is None else find_differences(active, survey.loaded)


def summarize(changes: int, errors: int, sources: int = 0) -> str:
    """Return the state of the process in a sentence.

    >>> summarize(3, 0)
    '3 settings have changed since this process started; reload to use them.'
    """
    if errors:
        return f"The files have {_count(errors, 'error')}; a reload would be refused."
    if changes:
        verb = "has" if changes == 1 else "have"
        what = "it" if changes == 1 else "them"
        return f"{_count(changes, 'setting')} {verb} changed since this process started; reload to use {what}."
    if sources:
        return "The settings module has changed since this process started; reload to use it."
    return "This process has the settings that the files have now."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _show_problems(active: Loaded, survey: Survey) -> Iterator[str]:
    """Yield what is wrong in the files, without the secrets that this process or the new files have."""
    for problem in survey.report.errors:
        text = active.secret_texts.hide(str(problem))
        yield text if survey.loaded is None else survey.loaded.secret_texts.hide(text)


def describe_changed_key(change: Difference) -> dict[str, Any]:
    """Return a change as data: the key, and both sides with their places."""
    return {"key": change.key, "running": describe_side(change.left), "files": describe_side(change.right)}


def describe_side(side: Side) -> dict[str, Any]:
    """Return one side of a difference as data."""
    return {
        "values": [make_plain(value) for value in side.values],
        "text": "\n".join(line for value in side.values for line in show_lines(value, WIDTH)),
        "place": side.place,
    }


def find_inis(active: Loaded) -> list[Path]:
    """Return the inis that the settings in force come from."""
    found = {active.place.file} | ({split_config_uri(active.uri)[0]} if active.uri is not None else set())
    origins = (origin for report in active.report().values() for origin in report.origins)
    found |= {origin.file for origin in origins if origin.source == INI}
    return sorted(Path(name) for name in found if name)


def describe_file(path: Path) -> dict[str, Any]:
    """Return what the marks in a file say of who wrote it, and whether somebody has changed it since."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        return {"path": str(path), "part": None, "edited": False, "state": f"cannot be read: {error.strerror}"}
    part, edited = find_part(text), is_edited(text)
    if part is None:
        state = "not made by buildout"
    elif edited:
        state = f"edited by hand since buildout wrote it for the part [{part}]"
    else:
        state = f"as buildout wrote it for the part [{part}]"
    return {"path": str(path), "part": part, "edited": edited, "state": state}


def list_edited(files: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the paths of the files that somebody has edited since buildout wrote them."""
    return [file["path"] for file in files if file["edited"]]
