"""``twod migrate-ini old.ini``: convert an ini of an older package to the current notation."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path

from twod.inifile.files_together import ChangedContent, change_together
from twod.wsgi.commands.command import Command
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.migration.proof import compare, compare_others
from twod.wsgi.migration.rewriting import migrate


class MigrateIniCommand(Command):
    """The command ``migrate-ini``; it writes nothing if the settings would differ."""

    name = "migrate-ini"
    summary = "Convert an ini of twod.wsgi 1.x or a similar package to the current notation"
    usage = "CONFIG_FILE [USED_CONFIG_FILE...]"
    description = """
    Rewrites CONFIG_FILE, and each USED_CONFIG_FILE that it uses. Comments and order stay.
    The command first loads the old and the new text in two processes, and compares their
    settings. If one setting differs, it writes nothing."""

    def add_options(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="print the changes, and write nothing")

    def run(self, options: Namespace) -> int:
        """Rewrite the inis, and return 0, or 1 if they cannot be rewritten without changing a setting.

        :raises twod.wsgi.commands.command.CommandRefusedError: if a file cannot be read, or has no Django
            application.
        """
        first, *others = options.arguments
        file, name = (first, None) if Path(first).exists() else _split(first)
        for argument in others:
            if not Path(argument).exists() and "#" in argument:
                raise self.refuse(f"{argument}: only the first file can have '#NAME'; remove it here")
        paths = [os.path.abspath(path) for path in (file, *others)]  # noqa: PTH100 - keep symlinks, as PasteDeploy does
        try:
            migration = migrate(paths[0], paths[1:], name)
        except ConfigurationError as error:
            raise self.refuse(str(error)) from None
        old = {path: _read(path) for path in migration.texts}
        changed = {path: text for path, text in migration.texts.items() if text != old[path]}
        proofs = [
            *(compare(subject.uri, changed, subject.given) for subject in migration.subjects),
            *(compare_others(subject.uri, changed, subject.given) for subject in migration.others),
        ]
        faults = list(dict.fromkeys(fault for proof in proofs for fault in proof.faults))
        if options.dry_run:
            for path, text in changed.items():
                _show_change(path, old[path], text)
        for note in migration.notes:
            sys.stderr.write(f"note: {note}\n")
        for fault in faults:
            sys.stderr.write(f"error: {fault}\n")
        if faults:
            is_wrong_now = any(fault.startswith("before: ") for fault in faults)
            reason = "the ini has errors; correct them first" if is_wrong_now else "the settings would differ"
            sys.stderr.write(f"Nothing was written, because {reason}.\n")
            return 1
        if not options.dry_run:
            self._write(old, changed)
            count = max(proof.size for proof in proofs)
            sys.stdout.write(f"{count} settings, the same as before\n" if changed else "There is nothing to change.\n")
        return 0

    def _write(self, old: Mapping[str, str], new: Mapping[str, str]) -> None:
        changes = {Path(path): ChangedContent(old[path].encode(), text.encode()) for path, text in new.items()}
        try:
            change_together(changes)
        except OSError as error:
            raise self.refuse_writing(error) from None
        for path in new:
            sys.stdout.write(f"{os.path.relpath(path)}: rewritten\n")


def _split(argument: str) -> tuple[str, str | None]:
    file, _, name = argument.partition("#")
    return file, name or None


def _read(path: str) -> str:
    """Return the text of an ini with its own line ends."""
    return Path(path).read_bytes().decode("utf-8")


def _show_change(path: str, old: str, new: str) -> None:
    name = os.path.relpath(path)
    for line in unified_diff(old.splitlines(), new.splitlines(), name, f"{name} (rewritten)", lineterm=""):
        sys.stdout.write(f"{line}\n")
