"""The options of a release, which a host keeps in ``release.ini`` beside ``current``, or a command line has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from configparser import ConfigParser
from configparser import Error as IniSyntaxError
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from twod.inifile.durations import read_duration
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import BadValueError
from twod.wsgi.releases.readiness import Probe, read_probe
from twod.wsgi.releases.release_error import ReleaseError

#: The file, and its one section.
OPTIONS_NAME = "release.ini"
_SECTION = "release"
#: Below that, there would be nothing to roll back to.
_FEWEST = 2


@dataclass(frozen=True)
class ReleaseOptions:
    """A host's options for releases. ``RELEASE_OPTIONS`` describes those of the file."""

    environments: tuple[str, ...] = ()
    reload_command: str = ""
    pid_file: tuple[Path, ...] = ()
    #: None: those of the inis. Empty: none, since the host has no server.
    ready_url: tuple[Probe, ...] | None = None
    ready_timeout: float = 60.0
    keep: int = 5


class ReleaseOption(NamedTuple):
    """An option of ``release.ini``, which is one of the command line too, with ``--`` before it."""

    name: str
    #: Returns the value of a text; the folder that paths begin at is its second argument.
    read: Callable[[str, Path], Any]
    metavar: str
    help: str

    @property
    def attribute(self) -> str:
        """The name in :class:`ReleaseOptions`, and of argparse."""
        return self.name.replace("-", "_")


def _read_seconds(text: str, _root: Path) -> float:
    try:
        return read_duration(text)
    except BadValueError as error:
        raise ReleaseError(str(error)) from None


def _read_count(text: str, _root: Path) -> int:
    if not text.isdecimal() or int(text) < _FEWEST:
        raise ReleaseError(f"expected a number from {_FEWEST} on, so that there is one to roll back to, got {text!r}")
    return int(text)


RELEASE_OPTIONS = (
    ReleaseOption(
        "environments",
        lambda text, _root: tuple(text.split()),
        "NAMES",
        "the environments that this host runs (default: all of the bundle)",
    ),
    ReleaseOption(
        "reload-command",
        lambda text, _root: text,
        "COMMAND",
        "command that reloads the servers: 'systemctl reload shop'",
    ),
    ReleaseOption(
        "pid-file",
        lambda text, root: tuple(root / word for word in text.split()),
        "FILES",
        "files with the process ids of servers, which get SIGHUP",
    ),
    ReleaseOption(
        "ready-url",
        lambda text, _root: tuple(map(read_probe, text.split())),
        "URLS",
        "the probe ready of each server; empty: none (default: found in the inis)",
    ),
    ReleaseOption(
        "ready-timeout",
        _read_seconds,
        "TIME",
        "how long to wait for it before the release is taken back (default: 60s)",
    ),
    ReleaseOption("keep", _read_count, "COUNT", "number of releases on the disk (default: 5)"),
)


def read_options(root: Path, given: Mapping[str, str]) -> ReleaseOptions:
    """Return the options of a host, with those of the command line instead of the file's.

    :param root: the folder that has the file, if there is one.
    :param given: texts by the names of the options.
    :raises ReleaseError: with the first mistake.
    """
    path = root / OPTIONS_NAME
    texts = {name: (text, f"{path}: {name}") for name, text in _read_file(path).items()}
    texts |= {name: (text, f"--{name}") for name, text in given.items()}
    found = {}
    for option in RELEASE_OPTIONS:
        if option.name in texts:
            text, place = texts[option.name]
            try:
                found[option.attribute] = option.read(text, root)
            except ReleaseError as error:
                raise ReleaseError(f"{place}: {error}") from None
    return ReleaseOptions(**found)


def _read_file(path: Path) -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeError, IniSyntaxError) as error:
        raise ReleaseError(f"cannot read {path}: {error}") from None
    known = [option.name for option in RELEASE_OPTIONS]
    for section in parser.sections():
        if section != _SECTION:
            raise ReleaseError(f"{path}: expected the section [{_SECTION}], got [{section}]")
        for name in parser[section]:
            if name not in known:
                hint = hint_at_nearest(name, known) or f"; there are: {', '.join(known)}"
                raise ReleaseError(f"{path}: {name}: not an option{hint}")
    return dict(parser[_SECTION]) if parser.has_section(_SECTION) else {}
