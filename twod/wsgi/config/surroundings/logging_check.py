"""A check of the logging sections of an ini against the installed software."""

from __future__ import annotations

import os
from collections.abc import Mapping

from twod.inifile.environment_files import make_file_environment
from twod.inifile.logging_grammar import judge_logging_sections, read_logging_options
from twod.inifile.pastedeploy.scope import Scope
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniFile, IniReader
from twod.inifile.references import References
from twod.wsgi.config.surroundings.installed import find_missing_object
from twod.wsgi.config.surroundings.site_paths import Machine, judge_log_files

#: The modules of Python's logging, whose classes are known to exist.
_OF_LOGGING = ("", "handlers", "logging", "logging.handlers")


def check_logging(path: str | os.PathLike[str], environ: Mapping[str, str] = os.environ) -> Report:
    """Return the errors in the logging sections of an ini, checked on the machine that will use them.

    :param environ: the variables for ``${env:NAME}``.
    """
    reader = IniReader()
    report = Report()
    try:
        scope = Scope(reader, os.path.abspath(path))  # noqa: PTH100 - keep links, as PasteDeploy does
    except ConfigurationError as error:
        report.add_errors(error.problems)
        return report
    report.add(reader.report)
    file, references = scope.file, References(scope.defaults, environ)
    report.add(make_file_environment(scope.defaults, environ).report)
    judge_logging_sections(file, report, references)
    if "loggers" in file.sections:
        judge_log_classes(file, report, references)
        judge_log_files(file, Machine(runs_site=True), report, references)
    return report


def judge_log_classes(file: IniFile, report: Report, references: References | None = None) -> None:
    """Report the classes of handlers and formatters that do not exist.

    :param references: as for :func:`twod.inifile.logging_grammar.judge_logging_sections`.
    """
    for kind in ("handler", "formatter"):
        for options in read_logging_options(file, kind, references):
            option = options.get("class")
            module, _, name = option.text.rpartition(".") if option else ("", "", "")
            if (
                option
                and option.is_known
                and module not in _OF_LOGGING
                and (message := find_missing_object(module, name))
            ):
                report.error(option, message)
