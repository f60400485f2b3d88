"""The first proof of a migration: the recipe reads the new files, and they have the meaning of the old ones."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from zc.buildout import UserError

from twod.inifile.problems import Place, Problem, Report
from twod.recipe.cfg.configuration import read_environments
from twod.recipe.cfg.environment_options import SETTINGS
from twod.recipe.cfg.part_options import EGGS
from twod.recipe.ini.sections import judge_environment
from twod.recipe.migrate.buildout_move import BuildoutMove
from twod.recipe.migrate.new_names import find_option_names
from twod.recipe.migrate.new_sites import NewSite
from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.migrate.old_parts import OldPart, find_old_parts, normalise_eggs
from twod.recipe.migrate.unrun_buildout import UnrunBuildout
from twod.recipe.recipe_error import RecipeError


def judge_move(move: BuildoutMove) -> Report:
    """Return the errors of the new files. No errors: the recipe reads them, and they mean the same as the old ones.

    The files are read in a temporary directory.
    """
    report = Report()
    with TemporaryDirectory(prefix="migrate-buildout-") as directory:
        root = _find_root(move.old)
        _write_copy(move, root, Path(directory).resolve())
        found = Report()
        for entry in move.old.entries:
            _judge_entry(move, entry, Path(directory).resolve() / entry.relative_to(root), found)
        for problem in found.errors_as_found:
            report.add_errors([_bring_back(problem, Path(directory).resolve(), root)])
    return report


def _judge_entry(move: BuildoutMove, entry: Path, copy: Path, report: Report) -> None:
    """Check one of the configurations with which the buildout can be run.

    :param entry: the old file.
    :param copy: the new one.
    """
    olds = {part.name: part for part in find_old_parts(OldBuildout(entry))}
    try:
        buildout = UnrunBuildout(copy)
        for site in move.sites:
            if site.name in buildout:
                _judge_site(buildout, site, olds, report)
        for tests in move.tests:
            if tests.name in buildout:
                buildout[tests.name]
        _judge_references(OldBuildout(copy), buildout, move, report)
    except RecipeError as error:
        report.add_errors(error.problems)
    except UserError as error:
        report.error(Place(str(copy)), " ".join(str(error).split()))


def _find_root(old: OldBuildout) -> Path:
    """Return the directory that contains all local files."""
    return Path(os.path.commonpath([path.parent for path in old.files]))


def _write_copy(move: BuildoutMove, root: Path, directory: Path) -> None:
    for path, text in move.old.files.items():
        target = directory / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((move.texts.get(path) or "".join(text.lines)).encode())


def _bring_back(problem: Problem, directory: Path, root: Path) -> Problem:
    """Return a problem with its final place."""
    file = problem.file and problem.file.replace(str(directory), str(root))
    return problem._replace(file=file, message=problem.message.replace(str(directory), str(root)))


def _judge_site(buildout: UnrunBuildout, site: NewSite, olds: Mapping[str, OldPart], report: Report) -> None:
    """Report differences of a site from its old parts.

    :param olds: the old parts, as the same configuration has them.
    """
    buildout[site.name]  # reads it
    part = buildout.sites[site.name]
    environments = read_environments(buildout, part)
    for environment, new in zip(environments, site.environments, strict=True):
        judge_environment(environment, report)
        old, settings = olds.get(new.old.name), environment.options[SETTINGS]
        if old and settings != old.settings:
            message = f"the settings module would change from {old.settings!r} to {settings!r}"
            report.error(Place(None, None, new.name), message)
    eggs = normalise_eggs("\n".join(part.values[EGGS]))
    if (old := olds.get(site.old.name)) and eggs != normalise_eggs(old.values.get("eggs", "")):
        report.error(part.get_place(EGGS), f"the eggs would change: {', '.join(eggs)}")
    if part.layout.control_script != site.control_script:
        report.error(part.place, f"bin/{site.control_script} would become {part.layout.control_script}")


def _judge_references(copy: OldBuildout, buildout: UnrunBuildout, move: BuildoutMove, report: Report) -> None:
    """Report references to sections and options that the migration removes."""
    ours: Mapping[str, object] = {name: None for site in move.sites for name in (site.name, *_list_names(site))}
    for file, text in copy.files.items():
        for option in text.options:
            lines = [(option.section, line) for line in text.lines[option.start : option.end]]
            for section, name in find_option_names(lines):
                place = Place(str(file), option.start + 1, option.section, option.name)
                if section not in copy.sections and section in move.old.sections:
                    report.error(place, f"${{{section}:{name}}} refers to a section that would be removed")
                elif section in ours and section in buildout and buildout[section].get(name) is None:
                    report.error(place, f"${{{section}:{name}}} refers to an option that would be removed")


def _list_names(site: NewSite) -> list[str]:
    return [name for environment in site.environments for name in (environment.name, environment.old.name)]
