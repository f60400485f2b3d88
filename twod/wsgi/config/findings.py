"""The problems of an ini for tools: each with its rule, lines and columns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from twod.inifile.pastedeploy.django_sections import find_all_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, Place, Problem, Report
from twod.inifile.reading import IniReader
from twod.inifile.spans import Span, SpannedText
from twod.wsgi.config.check import check_other_sections, check_settings
from twod.wsgi.config.rules import ERROR, WARNING, find_rule, split_cure, write_rule_id


class Finding(NamedTuple):
    """An error or a warning about an ini."""

    #: ``error`` or ``warning``.
    level: str
    #: The kind of problem, such as ``twod.E002``.
    rule: str
    #: The problem as commands print it.
    problem: Problem
    #: Absolute path of the file with the problem; the ini if the problem has no file.
    file: str
    #: The part of the file with the problem.
    span: Span

    @property
    def message(self) -> str:
        """The message without the place: the option, the problem and the cure."""
        return f"{self.problem.name}: {self.problem.message}" if self.problem.name else self.problem.message

    @property
    def cure(self) -> str | None:
        """The cure in the message; None if the message has no cure."""
        return split_cure(self.problem.message)[1]


def find_problems(path: str | os.PathLike[str], text: str | None = None) -> list[Finding]:
    r"""Return the problems of an ini with lines and columns, for an editor or another tool.

    Like :func:`twod.wsgi.check_ini`, this function imports neither Django nor the site's code, and the variables and
    secret files need not exist. Unlike it, this function raises nothing, and the servers, filters and modules need not
    be installed. Example::

        >>> from twod.wsgi import find_problems
        >>> for finding in find_problems("/srv/prod.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1st\n"):
        ...     print(finding.rule, finding.span.line, finding.span.column, finding.message)
        twod.E002 3 1 SITE_ID: expected an integer, got '1st'

    :param path: the path of the ini; relative names in the ini start from its folder.
    :param text: the text in the editor; None to read the file.
    :return: the errors, sorted by file and line, followed by the warnings.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy: resolve "..", keep links
    # Import this only here, to keep it out of processes that only load their settings.
    from twod.wsgi.config.surroundings.installed import judging_elsewhere  # noqa: PLC0415

    with judging_elsewhere():
        report = check_settings(path, text=text)
        report.add(check_other_sections(path, text=text))
    return make_findings(report, path, {} if text is None else {path: text})


def is_of_twod(path: str | os.PathLike[str]) -> bool:
    """Return whether an ini belongs to twod: it names twod, leads to a Django site of twod, or cannot be read.

    The ini of another program, such as ``tox.ini``, does not.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as above
    reader, report = IniReader(), Report()
    try:
        file = reader.read(path)
        sections = [file.defaults, *file.sections.values()]
        options = [option for section in sections for option in section.values()]
        if any("twod.wsgi" in option.text or option.name.startswith("twod.") for option in options):
            return True
        return bool(find_all_django(Route(reader, path), report) or report.errors)
    except ConfigurationError:
        return True


def make_findings(report: Report, path: str, texts: Mapping[str, str] | None = None) -> list[Finding]:
    """Return the errors and the warnings of a report with their lines and columns.

    :param path: the absolute path of the checked ini; a problem without a file gets its first line.
    :param texts: texts to use instead of the content of files, by absolute path.
    """
    spanned = _SpannedFiles(texts or {})
    found = []
    for level, problems in ((ERROR, report.errors), (WARNING, report.warnings)):
        for problem in problems:
            file, span = spanned.locate(problem, path)
            found.append(Finding(level, write_rule_id(find_rule(problem), level), problem, file, span))
    return found


class _SpannedFiles:
    """The files with problems, each read once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._files: dict[str, SpannedText] = {}

    def locate(self, problem: Problem, path: str) -> tuple[str, Span]:
        """Return the file with a problem, and the part of the file that the problem is about."""
        if problem.file is None:
            return path, self._read(path).find_span(Place(path).problem(problem.message))
        file = os.path.abspath(problem.file)  # noqa: PTH100 - as above
        return file, self._read(file).find_span(problem)

    def _read(self, path: str) -> SpannedText:
        if path not in self._files:
            text = self._texts.get(path)
            self._files[path] = SpannedText(_read_leniently(path) if text is None else text)
        return self._files[path]


def _read_leniently(path: str) -> str:
    """Return the readable text of a file; empty if it is missing. The problem may be that the file is unreadable."""
    try:
        return Path(path).read_bytes().decode("utf-8", errors="replace")
    except (OSError, ValueError):
        return ""
