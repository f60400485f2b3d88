"""The logging sections of an ini, applied with their references replaced."""

from __future__ import annotations

import os
from collections.abc import Mapping
from configparser import ConfigParser, RawConfigParser
from logging.config import fileConfig
from pathlib import Path

from twod.inifile.problems import Place, Report
from twod.inifile.reference_syntax import has_reference
from twod.inifile.variables import ENVIRONMENT_FILE_OPTION
from twod.wsgi.config.raised import describe_raised, note_raised
from twod.wsgi.exc import ConfigurationError, Problem


def configure_logging(path: str | os.PathLike[str], environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Apply the ini's ``[loggers]``, ``[handlers]`` and ``[formatters]``; without them, change nothing.

    The sections are those of :func:`logging.config.fileConfig`. ``%(here)s`` is the ini's folder and ``%(__file__)s``
    its path, as for PasteDeploy.

    :param path: the ini.
    :param environ: the variables for ``${env:NAME}``.
    :return: the full names of the configured loggers, ``""`` for the root logger; empty without logging sections.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in those sections.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 - keep symlinks, as PasteDeploy does
    # Settings may differ only in case, which this parser would reject in strict mode, because it ignores case.
    parser: RawConfigParser = ConfigParser({"__file__": str(path), "here": str(path.parent)}, strict=False)
    try:
        parser.read(path, encoding="utf-8-sig")
        if ENVIRONMENT_FILE_OPTION in parser.defaults():
            _put_files_in_force(path, environ)
        if not parser.has_section("loggers"):
            return ()
        if _has_references(parser):
            parser = _read_replaced(path, environ)
        # Loggers made before this call must keep working.
        fileConfig(parser, disable_existing_loggers=False)
        keys = [key.strip() for key in parser["loggers"]["keys"].split(",")]
        return tuple(parser[f"logger_{key}"].get("qualname", "") for key in keys)
    except Exception as error:  # The sections name classes and contain Python expressions, which may raise anything.
        note_raised(error)
        raise ConfigurationError(_explain(path, error, environ)) from error


def _put_files_in_force(path: Path, environ: Mapping[str, str]) -> None:
    """Set the variables from the ini's environment files, which a handler of the site may read.

    :raises twod.wsgi.exc.ConfigurationError: with the errors in the files.
    """
    # Import only here, since most inis have no such files.
    from twod.inifile.pastedeploy.scope import Scope  # noqa: PLC0415
    from twod.inifile.reading import IniReader  # noqa: PLC0415
    from twod.wsgi.config.surroundings.process_environment import put_in_force  # noqa: PLC0415

    report = Report()
    put_in_force(Scope(IniReader(), str(path)).defaults, report, environ)
    report.raise_errors()


def _has_references(parser: RawConfigParser) -> bool:
    """Return whether a section that may be about logging has references, before interpolation."""
    sections = [name for name in parser.sections() if name.startswith(("logger", "handler", "formatter"))]
    return any(has_reference(text) for name in sections for _, text in parser.items(name, raw=True))


def _read_replaced(path: Path, environ: Mapping[str, str]) -> RawConfigParser:
    """Return the logging sections with their references replaced, as a parser without interpolation.

    :raises twod.wsgi.exc.ConfigurationError: for references that cannot be resolved.
    """
    # Import only here, since most inis have no references in these sections.
    from twod.inifile.logging_grammar import read_logging_texts  # noqa: PLC0415
    from twod.inifile.pastedeploy.scope import Scope  # noqa: PLC0415
    from twod.inifile.reading import IniReader  # noqa: PLC0415
    from twod.inifile.references import References  # noqa: PLC0415

    scope = Scope(IniReader(), str(path))
    report = Report()
    parser = RawConfigParser()
    parser.read_dict(read_logging_texts(scope.file, References(scope.defaults, environ), report))
    report.raise_errors()
    return parser


def _explain(path: Path, error: Exception, environ: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return the errors in the logging sections after :mod:`logging` has failed."""
    # Import only here, for an ini with an error.
    from twod.wsgi.config.surroundings.logging_check import check_logging  # noqa: PLC0415

    report = check_logging(path, environ)
    if not report.errors:
        report.error(Place(str(path), None, "loggers"), describe_raised(error))
    return report.errors
