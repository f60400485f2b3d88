"""The options of a release, from the command line and from the file ``release.ini`` beside ``current``."""

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

#: The name of the file and of its only section.
OPTIONS_NAME = "release.ini"
_SECTION = "release"
#: With fewer releases there would be no release to roll back to.
_FEWEST = 2


@dataclass(frozen=True)
class ReleaseOptions:
    """The options of a host for its releases; ``RELEASE_OPTIONS`` documents each."""

    environments: tuple[str, ...] = ()
    reload_command: str = ""
    pid_file: tuple[Path, ...] = ()
    #: None: the probes found in the inis. Empty: no probes, because the host has no server.
    ready_url: tuple[Probe, ...] | None = None
    ready_timeout: float = 60.0
    keep: int = 5


class ReleaseOption(NamedTuple):
    """An option of ``release.ini``; the command line has it too, with ``--`` before the name."""

    name: str
    #: Converts a text; its second argument is the folder that relative paths start from.
    read: Callable[[str, Path], Any]
    metavar: str
    help: str

    @property
    def attribute(self) -> str:
        """The option's name in :class:`ReleaseOptions` and in argparse."""
        return self.name.replace("-", "_")


def _read_seconds(text: str, _root: Path) -> float:
    try:
        return read_duration(text)
    except BadValueError as error:
        raise ReleaseError(str(error)) from None


def _read_count(text: str, _root: Path) -> int:
    if not text.isdecimal() or int(text) < _FEWEST:
        raise ReleaseError(f"expected {_FEWEST} or more, so that one release is left to roll back to, got {text!r}")
    return int(text)


RELEASE_OPTIONS = (
    ReleaseOption(
        "environments",
        lambda text, _root: tuple(text.split()),
        "NAMES",
        "environments that this host runs (default: all environments of the bundle)",
    ),
    ReleaseOption(
        "reload-command",
        lambda text, _root: text,
        "COMMAND",
        "command that reloads the servers, such as 'systemctl reload shop'",
    ),
    ReleaseOption(
        "pid-file",
        lambda text, root: tuple(root / word for word in text.split()),
        "FILES",
        "files with the process IDs of the servers, which get SIGHUP",
    ),
    ReleaseOption(
        "ready-url",
        lambda text, _root: tuple(map(read_probe, text.split())),
        "URLS",
        "address of the probe 'ready' of each server; empty for no probe (default: found in the inis)",
    ),
    ReleaseOption(
        "ready-timeout",
        _read_seconds,
        "TIME",
        "how long to wait for the servers before going back to the former release (default: 60s)",
    ),
    ReleaseOption("keep", _read_count, "COUNT", "number of releases to keep on the disk (default: 5)"),
)


def read_options(root: Path, given: Mapping[str, str]) -> ReleaseOptions:
    """Return the options of a host; an option of the command line overrides the one in the file.

    :param root: the folder that may have the file.
    :param given: the texts of the command line, by the names of their options.
    :raises ReleaseError: for the first mistake.
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
                hint = hint_at_nearest(name, known) or f"; the options are: {', '.join(known)}"
                raise ReleaseError(f"{path}: {name}: not an option{hint}")
    return dict(parser[_SECTION]) if parser.has_section(_SECTION) else {}
