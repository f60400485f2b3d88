"""The variables in the files of ``twod.environment_file``, set in the environment of this process."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from twod.inifile.environment_files import MARK_VARIABLE, FileEnvironment, list_marks, make_file_environment, make_marks
from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniOption

#: The inis whose files were loaded in this process, or before it was forked.
_loaded: set[str] = set()


def put_in_force(
    variables: Mapping[str, IniOption], report: Report, environ: Mapping[str, str] = os.environ
) -> FileEnvironment:
    """Set the environment variables in the files that an ini names, and return the content of the files.

    A variable that was set otherwise keeps its value. A variable that an earlier load of a file set, in this process or
    its parent, gets its present value, or is deleted if the files no longer have it. If a file has an error, nothing
    changes.

    :param variables: PasteDeploy's ``global_conf``.
    :param report: gets the errors of the files.
    :param environ: the environment of the process; any other mapping is only read and not changed.
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
    # Keep the variables of other inis in this process, such as an ini that a composite loads.
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
    """Forget the inis that were loaded during the ``with`` block, because the caller restores their variables."""
    before = set(_loaded)
    try:
        yield
    finally:
        _loaded.intersection_update(before)


def put_uri_in_force(config_uri: str | os.PathLike[str], given: Mapping[str, str] | None = None) -> None:
    """Set the environment variables in the files that the ini of a configuration URI names.

    Ignore an ini that cannot be read: its loading will report that.

    :param given: variables from outside the ini, by name.
    :raises twod.wsgi.exc.ConfigurationError: with the errors of the files.
    """
    try:
        variables = follow_uri(config_uri, given).variables
    except ConfigurationError:
        return
    report = Report()
    put_in_force(variables, report)
    report.raise_errors()
