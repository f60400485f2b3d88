"""``twod secret-key prod.ini --rotate``: replace the secret key, and keep the signatures of the former key valid."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.commands.rotation.key_files import KeyFiles
from twod.wsgi.commands.rotation.key_options import KeyOptions, read_key_options
from twod.wsgi.commands.rotation.key_ring import KeyRing, generate_key
from twod.wsgi.commands.rotation.key_words import describe_change, describe_state, describe_steps


class SecretKeyCommand(Command):
    """The command ``secret-key``."""

    name = "secret-key"
    summary = "Rotate the secret key of an ini; signatures of the former key stay valid"
    description = """
    Without an option, prints the places of the keys. The command never prints a key. Reload
    the servers after each change. For several hosts, run it with --prepare, then with
    --rotate, and with --drop as soon as no signature of the former key is in use. After each
    of these steps, copy the files to every host and reload its servers."""

    def add_options(self, parser: ArgumentParser) -> None:
        action = parser.add_mutually_exclusive_group()
        action.add_argument(
            "--prepare",
            action="store_true",
            help="create the next key, so that all servers accept it before the first one signs with it",
        )
        action.add_argument(
            "--rotate",
            action="store_true",
            help="use the prepared key, or make a new one; the former key becomes a fallback",
        )
        kept = parser.add_mutually_exclusive_group()
        kept.add_argument("--keep", type=_read_count, metavar="N", help="drop all former keys except the last N")
        kept.add_argument(
            "--drop",
            dest="keep",
            action="store_const",
            const=0,
            help="drop all former keys; this is the last step of a rotation",
        )

    def run(self, options: Namespace) -> int:
        """Change the keys, or print their places.

        :raises twod.wsgi.exc.ConfigurationError: if the ini does not name the places.
        :raises twod.wsgi.commands.command.CommandRefusedError: if the keys cannot be read or changed.
        """
        config_uri, *others = options.arguments
        if others:
            raise CommandRefusedError(f"{self.program}: expected one ini, got {others[0]!r} too", MISUSED)
        found = read_key_options(config_uri, os.environ)
        is_change = options.prepare or options.rotate or options.keep is not None
        if found.place.kind == "file":
            told = self._change_files(_find_files(found), options) if is_change else self._examine(_find_files(found))
        elif is_change:
            raise self.refuse(describe_steps(found))
        else:
            told = describe_steps(found)
        sys.stdout.write(f"{told}\n")
        return 0

    def _examine(self, files: KeyFiles) -> str:
        try:
            return describe_state(files, files.read())
        except ValueError as error:
            raise self.refuse(str(error)) from None

    def _change_files(self, files: KeyFiles, options: Namespace) -> str:
        try:
            old, new = files.change(lambda ring: _make_ring(ring, options))
        except ValueError as error:
            raise self.refuse(f"{error}; no key was changed") from None
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            message = f"cannot write to {files.key.parent}: {reason}; run the command as the owner of {files.key}"
            raise self.refuse(message) from error
        return describe_change(files, old, new, f"{self.program} {options.arguments[0]}")


def _read_count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"expected a number of keys, got {text!r}")
    return int(text)


def _find_files(found: KeyOptions) -> KeyFiles:
    """Return the files that an ini names, with symbolic links resolved.

    :raises twod.wsgi.exc.ConfigurationError: if the ini names no file for former keys.
    """
    former = [place for place in found.former if place.kind == "file"]
    # Of several files, choose the one beside the key.
    chosen = [place for place in former if place == found.place.fallbacks] or former
    if len(chosen) != 1:
        line = f"SECRET_KEY_FALLBACKS = {found.written.fallbacks.optional_reference}"
        raise found.refuse(f"the ini names no file for former keys; add the line {line}")
    return KeyFiles(Path(found.place.name).resolve(), Path(chosen[0].name).resolve())


def _make_ring(ring: KeyRing, options: Namespace) -> KeyRing:
    """Return the keys after the changes that the options select."""
    if options.prepare:
        ring = ring.prepare(generate_key())
    elif options.rotate:
        ring = ring.rotate(generate_key())
    return ring if options.keep is None else ring.keep(options.keep)
