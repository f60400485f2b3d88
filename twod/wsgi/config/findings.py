"""The problems of an ini as tools read them: each with its rule, and with the lines and columns that it is about."""

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
    """One thing that is wrong with an ini, or doubtful."""

    #: ``error`` or ``warning``.
    level: str
    #: The kind of problem, such as ``twod.E002``.
    rule: str
    #: The problem as it is printed.
    problem: Problem
    #: Absolute path of the file to show it in: that of the problem, or else the ini.
    file: str
    #: The part of the file that it is about.
    span: Span

    @property
    def message(self) -> str:
        """The option, what is wrong with it, and the cure, without the place."""
        return f"{self.problem.name}: {self.problem.message}" if self.problem.name else self.problem.message

    @property
    def cure(self) -> str | None:
        """What to do about it; None when the message says no more than what is wrong."""
        return split_cure(self.problem.message)[1]


def find_problems(path: str | os.PathLike[str], text: str | None = None) -> list[Finding]:
    r"""Return all that is wrong with an ini, with lines and columns, for an editor or another tool.

    As for :func:`twod.wsgi.check_ini`, neither Django nor the site's code is imported, and no variable or secret file
    needs to exist; but nothing is raised, and servers, filters and modules need not be installed. Example::

        >>> from twod.wsgi import find_problems
        >>> for finding in find_problems("/srv/prod.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1st\n"):
        ...     print(finding.rule, finding.span.line, finding.span.column, finding.message)
        twod.E002 3 1 SITE_ID: expected an integer, got '1st'

    :param path: the ini. Relative names in it start from there.
    :param text: what an editor has of it, saved or not; None to read the file.
    :return: the errors, by file and line, and then the warnings.
    """
    path = os.path.abspath(path)  # noqa: PTH100 - as PasteDeploy does it: ".." goes, links stay
    # A process that only loads its settings imports this module too.
    from twod.wsgi.config.surroundings.installed import judging_elsewhere  # noqa: PLC0415

    with judging_elsewhere():
        report = check_settings(path, text=text)
        report.add(check_other_sections(path, text=text))
    return make_findings(report, path, {} if text is None else {path: text})


def is_of_twod(path: str | os.PathLike[str]) -> bool:
    """Return whether an ini has to do with twod: it names twod, leads to a Django site of its, or cannot be read.

    An ini of another program, such as ``tox.ini``, has not.
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

    :param path: the ini that was checked, absolute; a problem without a file is one of its first line.
    :param texts: contents, by absolute path, that stand in for the files there.
    """
    spanned = _SpannedFiles(texts or {})
    found = []
    for level, problems in ((ERROR, report.errors), (WARNING, report.warnings)):
        for problem in problems:
            file, span = spanned.locate(problem, path)
            found.append(Finding(level, write_rule_id(find_rule(problem), level), problem, file, span))
    return found


class _SpannedFiles:
    """The files that problems are in, each read once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._files: dict[str, SpannedText] = {}

    def locate(self, problem: Problem, path: str) -> tuple[str, Span]:
        """Return the file and the part of it that a problem is about."""
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
    """Return what can be read of a file; it may not be there, or not be text, and the problem is that."""
    try:
        return Path(path).read_bytes().decode("utf-8", errors="replace")
    except (OSError, ValueError):
        return ""
