"""A check of the paths and the time zone in an ini against this machine."""

from __future__ import annotations

import ast
import inspect
import logging.handlers
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from twod.inifile.environment_files import make_file_environment
from twod.inifile.logging_grammar import read_logging_options
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import HasPlace, Place, Report
from twod.inifile.reading import IniFile, IniOption
from twod.inifile.references import References
from twod.inifile.replaced_options import ReplacedOption
from twod.inifile.variables import ENVIRONMENT_FILE_OPTION
from twod.wsgi.config.surroundings.server_options import find_sockets


class Machine(NamedTuple):
    """The machine on which an ini is checked."""

    #: Whether the site is about to run on this machine, so that a missing directory is an error.
    runs_site: bool = False
    #: The directories that will be created before the site runs.
    planned: Collection[str] = ()
    #: The environment variables of the site on this machine; None if they are unknown.
    environ: Mapping[str, str] | None = None

    def lacks(self, directory: Path) -> bool:
        """Return whether a directory does not exist and will not be created."""
        is_planned = any(Path(each).is_relative_to(directory) for each in self.planned)
        return directory.is_absolute() and not is_planned and not directory.is_dir()

    def get_teller(self, report: Report) -> Callable[[HasPlace, str], None]:
        """Return the method of a report for missing paths: ``error`` if the site runs here, or else ``warn``."""
        return report.error if self.runs_site else report.warn


def judge_log_files(file: IniFile, machine: Machine, report: Report, references: References | None = None) -> None:
    """Report logging handlers with a file in a missing directory.

    :param references: as for :func:`twod.inifile.logging_grammar.judge_logging_sections`.
    """
    for options in read_logging_options(file, "handler", references):
        if (path := _find_log_file(options)) is not None and machine.lacks(Path(path).parent):
            machine.get_teller(report)(options["args"], _describe_lack(path))


def judge_environment_files(variables: Mapping[str, IniOption], machine: Machine, report: Report) -> None:
    """Report errors in the files of ``twod.environment_file``, and missing files.

    :param variables: PasteDeploy's ``global_conf``.
    """
    for problem in make_file_environment(variables, machine.environ or {}).report.errors:
        place = Place(*problem[:4])
        tell = machine.get_teller(report) if problem.name == ENVIRONMENT_FILE_OPTION else report.error
        tell(place, problem.message)


def judge_sockets(options: Mapping[str, ReplacedOption], machine: Machine, report: Report) -> None:
    """Report the Unix sockets of a server that are in a missing directory."""
    for path, option in find_sockets(options):
        if option.is_known and machine.lacks(Path(path).parent):
            machine.get_teller(report)(option, _describe_lack(path))


def judge_values(
    values: Mapping[str, object],
    places: Mapping[str, IniOption | None],
    default: HasPlace,
    machine: Machine,
    report: Report,
) -> None:
    """Report settings with a missing directory, for a database or files, or an unknown time zone.

    :param values: the settings, by name.
    :param places: the option that set each setting; None for the settings module.
    :param default: the place for errors about settings without an option.
    """
    for alias, path in list_database_files(values.get("DATABASES")):
        if machine.lacks(Path(path).parent):
            place = places.get("DATABASES") or default
            machine.get_teller(report)(place, f"DATABASES.{alias}.NAME: {_describe_lack(path)}")
    for name in ("STATIC_ROOT", "MEDIA_ROOT"):
        root = values.get(name)
        if root and isinstance(root, (str, os.PathLike)) and (message := _find_root_problem(Path(root), machine)):
            report.warn(places.get(name) or default, message)
    zone = values.get("TIME_ZONE")
    if isinstance(zone, str) and (message := _find_zone_problem(zone)):
        report.error(places.get("TIME_ZONE") or default, message)


def _describe_lack(path: str) -> str:
    return f"{path} cannot be opened: there is no directory {Path(path).parent}"


def _find_log_file(options: Mapping[str, ReplacedOption]) -> str | None:
    """Return the file of a handler of Python's logging; None if its arguments are not plain texts and numbers."""
    made = options["class"].text.rpartition(".")[2] if "class" in options else ""
    found = getattr(logging, made, None) or getattr(logging.handlers, made, None)
    if (
        "args" not in options
        or not options["args"].is_known
        or not (inspect.isclass(found) and issubclass(found, logging.FileHandler))
    ):
        return None
    try:
        arguments = ast.literal_eval(options["args"].text)
    except (SyntaxError, ValueError):
        return None
    return arguments[0] if isinstance(arguments, (tuple, list)) and arguments and type(arguments[0]) is str else None


def list_database_files(databases: object) -> Iterator[tuple[object, str]]:
    """Yield the alias and the file of each SQLite database."""
    for alias, database in databases.items() if isinstance(databases, dict) else ():
        if not isinstance(database, dict) or not str(database.get("ENGINE")).endswith("sqlite3"):
            continue
        name = database.get("NAME")
        if isinstance(name, (str, os.PathLike)) and not os.fspath(name).startswith(("file:", ":memory:")):
            yield alias, str(name)


def _find_root_problem(root: Path, machine: Machine) -> str | None:
    if root.exists() and not root.is_dir():
        return f"{root} is not a directory"
    return f"{root} cannot be created: there is no directory {root.parent}" if machine.lacks(root.parent) else None


def _find_zone_problem(name: str) -> str | None:
    """Return the error for an unknown time zone; None if it is known, or the machine has no time zones."""
    import zoneinfo  # noqa: PLC0415 - only full checks need it

    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        expected = "expected the name of a time zone such as Europe/London"
        return f"{expected}, got {name!r}{hint_at_nearest(name, sorted(known))}" if known else None
    return None
