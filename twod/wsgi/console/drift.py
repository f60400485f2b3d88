"""The differences between the settings of the running process and the present content of its files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from twod.inifile.checksum import find_part, is_edited
from twod.inifile.config_uri import split_config_uri
from twod.wsgi.config.difference import Difference, Side, find_differences
from twod.wsgi.config.fingerprint import make_fingerprint
from twod.wsgi.config.kinds.markers import UNKNOWN
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.survey import Survey, survey_uri
from twod.wsgi.config.trace.origins import INI
from twod.wsgi.config.trace.shown import make_plain, show_lines
from twod.wsgi.console.effective import WIDTH
from twod.wsgi.console.settings_sources import find_changed_sources


def describe_drift(active: Loaded, environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the changes in the files since this process loaded its settings, as data for a page and for JSON.

    This function only reads the files and does not change the settings of the process. It does not import the settings
    module again.

    :param environ: the variables for ``${env:NAME}``; None for the environment of this process.
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
    """Return the settings as the files define them now, and leave the process unchanged.

    This function reads the files of ``twod.environment_file`` again, but sets their variables in no environment: it
    works with a copy of ``os.environ``.

    :param given: variables from outside the ini, by name.
    :param environ: the variables for ``${env:NAME}``; None for the environment of this process.
    """
    return survey_uri(config_uri, given=given, environ=dict(os.environ if environ is None else environ))


def find_changes(active: Loaded, survey: Survey) -> list[Difference]:
    """Return the differences between the settings in force and those in the files; empty if these cannot be read.

    A setting with an error has no value in the files, and is no difference: the report of the survey names it.
    """
    found = [] if survey.loaded is None else find_differences(active, survey.loaded)
    return [change for change in found if not any(value is UNKNOWN for value in change.right.values)]


def summarize(changes: int, errors: int, sources: int = 0) -> str:
    """Return the state of the process in a sentence.

    >>> summarize(3, 0)
    '3 settings have changed since this process started; reload to use them.'
    """
    if errors:
        return f"The files have {_count(errors, 'error')}; a reload would fail."
    if changes:
        verb = "has" if changes == 1 else "have"
        what = "it" if changes == 1 else "them"
        return f"{_count(changes, 'setting')} {verb} changed since this process started; reload to use {what}."
    if sources:
        return "The settings module has changed since this process started; reload to use it."
    return "This process runs with the settings in the files."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _show_problems(active: Loaded, survey: Survey) -> Iterator[str]:
    """Yield the errors in the files, with the secrets of this process and of the new files hidden."""
    for problem in survey.report.errors:
        text = active.secret_texts.hide(str(problem))
        yield text if survey.loaded is None else survey.loaded.secret_texts.hide(text)


def describe_changed_key(change: Difference) -> dict[str, Any]:
    """Return a change as data: the key, and the values on both sides with their places."""
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
    """Return a file as data: whether buildout wrote it, for which part, and whether it was edited since."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        return {"path": str(path), "part": None, "edited": False, "state": f"cannot be read: {error.strerror}"}
    part, edited = find_part(text), is_edited(text)
    if part is None:
        state = "not written by buildout"
    elif edited:
        state = f"edited since buildout wrote it for the part [{part}]"
    else:
        state = f"unchanged since buildout wrote it for the part [{part}]"
    return {"path": str(path), "part": part, "edited": edited, "state": state}


def list_edited(files: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the paths of the files that were edited since buildout wrote them."""
    return [file["path"] for file in files if file["edited"]]
