"""``migrate-buildout buildout.cfg``: replaces parts of djangorecipe and related recipes by parts of twod.recipe."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

from twod.inifile.files_together import ChangedContent, change_together
from twod.recipe.migrate.buildout_move import BuildoutMove, move_buildout
from twod.recipe.migrate.rereading import judge_move
from twod.recipe.migrate.settings_proof import prove_settings
from twod.recipe.recipe_error import RecipeError, describe_for_buildout

_DESCRIPTION = """
Print the changes as a diff, or write them with --write. Each part of djangorecipe,
djangorecipebook and isotoma.recipe.django becomes a part of twod.recipe, with a section
for each environment. Comments and all other lines stay. The command writes nothing if
twod.recipe could not read the new files, or would read other settings, eggs or names of
scripts in them."""


class MigrateBuildoutCommand:
    """The command ``migrate-buildout``.

    :param front: the program that has it as a sub-command, or an empty text if it is run directly.
    """

    name = "migrate-buildout"
    summary = "Rewrite a buildout with parts of djangorecipe for twod.recipe"

    def __init__(self, front: str = "") -> None:
        self.program = f"{front} {self.name}".strip()

    def call(self, arguments: Sequence[str]) -> int:
        """Run the command with its arguments, and return the exit status."""
        options = self._make_parser().parse_args(arguments)
        try:
            if options.prove:
                return _prove(Path(options.configuration))
            return self._run(Path(options.configuration), is_writing=options.write)
        except RecipeError as error:
            lines = "\n".join(f"  {describe_for_buildout(problem)}" for problem in error.problems)
            what = "the settings may differ" if options.prove else "nothing was written, since this cannot be migrated"
            sys.stderr.write(f"{self.program}: {what}:\n{lines}\n")
        except OSError as error:
            sys.stderr.write(f"{self.program}: nothing was written: {error.strerror or error}: {error.filename}\n")
        return 1

    def _make_parser(self) -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser(
            prog=self.program,
            description=f"{self.summary}.\n{_DESCRIPTION}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.add_argument("configuration", nargs="?", default="buildout.cfg", help="default: buildout.cfg")
        alternatives = parser.add_mutually_exclusive_group()
        alternatives.add_argument("--write", action="store_true", help="write the files instead of showing the changes")
        alternatives.add_argument(
            "--prove",
            action="store_true",
            help="after a run of buildout: compare the settings of each environment with those of its settings module",
        )
        return parser

    def _run(self, path: Path, *, is_writing: bool) -> int:
        move = move_buildout(path)
        if not move.sites:
            _print_notes(move)
            sys.stdout.write("There is nothing to change.\n")
            return 0
        problems = judge_move(move)
        if not is_writing or problems.errors:
            _show_changes(move)
        _print_notes(move)
        if problems.errors:
            raise RecipeError(problems)
        if is_writing:
            _write_files(move)
            for changed in move.texts:
                sys.stdout.write(f"{os.path.relpath(changed)}: rewritten\n")
        _print_names(move)
        return 0


def _prove(path: Path) -> int:
    for proven in prove_settings(path):
        own = f"; the environment overrides {', '.join(proven.asked)}" if proven.asked else ""
        sys.stdout.write(f"[{proven.name}]: {proven.size} settings of {proven.module} are the same as before{own}\n")
    return 0


def _print_notes(move: BuildoutMove) -> None:
    for note in move.notes:
        sys.stderr.write(f"note: {describe_for_buildout(note)}\n")


def _show_changes(move: BuildoutMove) -> None:
    for path, text in move.texts.items():
        name = os.path.relpath(path)
        old = move.old_texts[path]
        for line in unified_diff(old.splitlines(), text.splitlines(), name, f"{name} (rewritten)", lineterm=""):
            sys.stdout.write(f"{line}\n")


def _print_names(move: BuildoutMove) -> None:
    """Print the new section and scripts of each old part."""
    for site in move.sites:
        for environment in site.environments:
            old = environment.old
            sys.stdout.write(f"[{old.name}] becomes [{environment.name}] of [{site.name}]: settings {old.settings}\n")
            for before, after in site.get_scripts(environment).items():
                fate = "keeps its name" if before == after else f"becomes bin/{after}"
                sys.stdout.write(f"    bin/{before} {fate}\n")
        base, *modules = dict.fromkeys(environment.old.settings for environment in site.environments)
        if modules:
            command = f"twod migrate-settings {' '.join(modules)} --base {base} --as-buildout"
            sys.stdout.write(f"If these modules differ in few settings only, print them as sections:\n    {command}\n")


def _write_files(move: BuildoutMove) -> None:
    texts = {path: (move.old_texts[path], text) for path, text in move.texts.items()}
    change_together({path: ChangedContent(old.encode(), new.encode()) for path, (old, new) in texts.items()})


def run_migrate_buildout() -> None:
    """Run the command directly, as a program."""
    sys.exit(MigrateBuildoutCommand().call(sys.argv[1:]))
