"""The environment variables of an ini's files, put into the environment of this process and of its children."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from twod.inifile.environment_files import MARK_VARIABLE, FileEnvironment, list_marks, make_file_environment, make_marks
from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniOption

#: The inis whose files are in force in this process, or were before it was forked.
_loaded: set[str] = set()


def put_in_force(
    variables: Mapping[str, IniOption], report: Report, environ: Mapping[str, str] = os.environ
) -> FileEnvironment:
    """Set the variables of the files that an ini names, and return what the files have.

    A variable that somebody else has set stays. One that a file has given before, to this process or to the one that
    has started it, gets its present text, or goes. When something is wrong with a file, nothing changes.

    :param variables: PasteDeploy's ``global_conf``.
    :param report: gets what is wrong with the files.
    :param environ: that of the process; any other one is the caller's, and only looked in.
    """
    found = make_file_environment(variables, environ)
    report.add(found.report)
    is_concerned = bool(found.files) or MARK_VARIABLE in environ
    if is_concerned and environ is os.environ and not found.report.errors:
        ini = variables.get("__file__")
        _set({name: variable.text for name, variable in found.given.items()}, ini.text if ini else "")
    return found


def _set(texts: Mapping[str, str], ini: str) -> None:
    marks = dict(list_marks(os.environ))
    # Another ini of this process, such as one that a composite loads, keeps what it has.
    stale = [name for name, other in marks.items() if name not in texts and (other == ini or other not in _loaded)]
    for name in stale:
        del os.environ[name], marks[name]
    os.environ.update(texts)
    marks |= dict.fromkeys(texts, ini)
    os.environ.pop(MARK_VARIABLE, None)
    if marks:
        os.environ[MARK_VARIABLE] = make_marks(marks, os.environ)
    _loaded.add(ini)


@contextmanager
def restoring_loaded() -> Iterator[None]:
    """Forget the inis of a block, whose variables are taken back."""
    before = set(_loaded)
    try:
        yield
    finally:
        _loaded.intersection_update(before)


def put_uri_in_force(config_uri: str | os.PathLike[str], given: Mapping[str, str] | None = None) -> None:
    """Do the same for what a configuration URI names; an ini that cannot be read is for its loading to report.

    :param given: variables from outside the ini.
    :raises twod.wsgi.exc.ConfigurationError: with what is wrong with the files.
    """
    try:
        variables = follow_uri(config_uri, given).variables
    except ConfigurationError:
        return
    report = Report()
    put_in_force(variables, report)
    report.raise_errors()
