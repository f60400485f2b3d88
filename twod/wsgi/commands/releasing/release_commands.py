"""``twod release``, ``twod releases`` and ``twod rollback``: manage the releases of a site on this host."""

from __future__ import annotations

import json
import signal
import sys
from abc import abstractmethod
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.commands.releasing.released_site import ReleasedSite
from twod.wsgi.release_place import find_place
from twod.wsgi.releases.bundle_archive import open_archive
from twod.wsgi.releases.release_error import ReleaseError
from twod.wsgi.releases.release_options import RELEASE_OPTIONS, ReleaseOptions, read_options
from twod.wsgi.releases.release_store import Release, ReleaseStore
from twod.wsgi.releases.rollout import Rollout

#: The exit status that a shell reports for a program ended by SIGTERM.
_TERMINATED = 143


class HostCommand(Command):
    """A command that works on the releases of this host."""

    def call(self, arguments: Sequence[str]) -> int:
        """Run the command with its arguments, and return the exit status.

        :raises twod.wsgi.commands.command.CommandRefusedError: with the reason, if the command fails.
        """
        options = self.make_parser().parse_intermixed_args(arguments)
        try:
            return self.run(options)
        except ReleaseError as error:
            raise self.refuse(str(error)) from None

    def add_options(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--to",
            metavar="DIRECTORY",
            type=Path,
            help="folder of the releases (default: the one that this command runs from)",
        )
        self.add_further_options(parser)

    @abstractmethod
    def add_further_options(self, parser: ArgumentParser) -> None:
        """Add the options that only this command has."""

    def find_store(self, options: Namespace) -> ReleaseStore:
        """Return the releases that the command works on.

        :raises twod.wsgi.commands.command.CommandRefusedError: if the command cannot find them.
        """
        if options.to is not None:
            return ReleaseStore(options.to.absolute())
        place = find_place(sys.argv[0])
        if place is None:
            raise CommandRefusedError(
                f"{self.program}: no folder of releases given; name it: {self.program} --to /srv/shop", MISUSED
            )
        return ReleaseStore(place.root)

    def take_word(self, options: Namespace, meaning: str) -> str | None:
        """Return the only argument that is not an option; None without such an argument.

        :raises twod.wsgi.commands.command.CommandRefusedError: for more than one.
        """
        if options.arguments[1:]:
            raise CommandRefusedError(f"{self.program}: expected {meaning}, got {options.arguments[1]!r} too", MISUSED)
        return options.arguments[0] if options.arguments else None


class _RolloutCommand(HostCommand):
    """A command that switches to another release."""

    def add_further_options(self, parser: ArgumentParser) -> None:
        for option in RELEASE_OPTIONS:
            parser.add_argument(f"--{option.name}", metavar=option.metavar, help=option.help)
        parser.add_argument("--no-reload", action="store_true", help="switch only, and do not reload the servers")

    def read_options(self, store: ReleaseStore, options: Namespace) -> ReleaseOptions:
        """Return the options of the host, overridden by those of the command line."""
        texts = {option.name: getattr(options, option.attribute) for option in RELEASE_OPTIONS}
        return read_options(store.root, {name: text for name, text in texts.items() if text is not None})

    def make_rollout(self, store: ReleaseStore, found: ReleaseOptions, options: Namespace) -> Rollout:
        site = ReleasedSite(found, has_reload=not options.no_reload)
        return Rollout(store, site, found.ready_timeout, self.tell)

    def tell(self, line: str) -> None:
        """Print a line of progress to standard error."""
        print(f"{self.program}: {line}", file=sys.stderr, flush=True)  # noqa: T201 - progress


class ReleaseCommand(_RolloutCommand):
    """The command ``release``."""

    name = "release"
    summary = "Put a new bundle of the site into service on this host"
    usage = "ARCHIVE --to DIRECTORY"
    description = """
    Unpacks the archive beside the current release, checks it, switches to it and reloads the
    servers. If they are not ready in time, the command switches back to the former release.
    You can write the options into DIRECTORY/release.ini, in a section [release]."""

    def add_further_options(self, parser: ArgumentParser) -> None:
        super().add_further_options(parser)
        parser.add_argument("--sha256", metavar="DIGITS", help="reject an archive with another SHA-256")

    def run(self, options: Namespace) -> int:
        """Release the archive."""
        archive = self.take_word(options, "one archive")
        if archive is None:
            message = f"{self.program}: no archive given ({self.program} {self.usage})"
            raise CommandRefusedError(message, MISUSED)
        store = self.find_store(options)
        found = self.read_options(store, options)
        # The lock is a file in the folder of the releases, which a wrong archive must not create.
        opened = open_archive(Path(archive), options.sha256)
        with _ending_by_exception(), store.locked():
            released = self.make_rollout(store, found, options).release(opened, found.keep)
        print(f"{released.name} is released.")  # noqa: T201 - the result
        return 0


class RollbackCommand(_RolloutCommand):
    """The command ``rollback``."""

    name = "rollback"
    summary = "Switch to an older release on this host"
    usage = "[RELEASE] [--to DIRECTORY]"
    description = """
    Without RELEASE, switches to the newest older release that has served. The databases
    stay as they are."""

    def run(self, options: Namespace) -> int:
        """Switch to an older release."""
        name = self.take_word(options, "one release")
        store = self.find_store(options)
        found = self.read_options(store, options)
        with _ending_by_exception(), store.locked():
            target = self.make_rollout(store, found, options).roll_back(name)
        print(f"{target.name} is current.")  # noqa: T201 - the result
        return 0


class ReleasesCommand(HostCommand):
    """The command ``releases``."""

    name = "releases"
    summary = "List the releases on this host"
    usage = "[--to DIRECTORY]"

    def add_further_options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print a list of objects")

    def run(self, options: Namespace) -> int:
        """Print the releases, newest first."""
        store = self.find_store(options)
        current = store.find_current()
        rows = [
            {"release": one.name, "state": _describe(one, current), "archive": one.archive}
            for one in reversed(store.list_releases())
        ]
        if options.json:
            text = json.dumps(rows, indent=1)
        else:
            lines = [f"{row['release']}  {row['state']:11}  {row['archive']}".rstrip() for row in rows]
            text = "\n".join(lines or [f"There is no release in {store.folder}."])
        print(text)  # noqa: T201 - the output of the command
        return 0


def _describe(release: Release, current: Release | None) -> str:
    if current is not None and release.name == current.name:
        return "current" if release.is_confirmed else "unconfirmed"
    return "released" if release.is_confirmed else "taken back"


@contextmanager
def _ending_by_exception() -> Iterator[None]:
    """Turn SIGTERM into SystemExit while a block runs, so that a failed release goes back as it does for Ctrl-C."""

    def end(_number: int, _frame: FrameType | None) -> None:
        sys.exit(_TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
