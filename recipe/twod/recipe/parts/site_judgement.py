"""Mistakes in the files of a site, reported at the options of buildout.cfg that cause them.

An environment is checked in five steps, and an error in one step ends the check: each option (``cfg.environments``),
their combination (``ini.sections``), the paths of its files, the text of its ini, and its meaning, by the grammar and
by the site's own eggs. This module has the last three steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from twod.inifile.problems import Place, Problem, Report
from twod.inifile.text import find_misread
from twod.inifile.tree_paths import find_paths
from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environment_options import SETTINGS
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.part_options import ARGUMENTS, CHECK, EGGS, INITIALIZATION, RELATIVE_PATHS, VAR
from twod.recipe.disk.generated import find_unmakable
from twod.recipe.ini.logging_sections import find_log_files
from twod.recipe.parts.site_files import Ini
from twod.recipe.scripts.script_maker import ScriptMaker
from twod.recipe.scripts.site_check import check_inis, describe_ini


def judge_movability(part: Part, report: Report, warnings: Report) -> None:
    """Report everything that prevents moving scripts and inis with the tree, if they should be movable.

    :param report: collects the errors.
    :param warnings: collects the warnings.
    """
    layout, place = part.layout, part.get_place(RELATIVE_PATHS)
    if not layout.has_relative_paths:
        return
    for option in (INITIALIZATION, ARGUMENTS):
        written = part.written.get(option.name)
        if written and any(find_paths(written.text, str(layout.directory))):
            warnings.warn(written, f"{layout.directory} in it does not move with the tree; use the variable 'base'")
    if not layout.ini_directory.is_relative_to(layout.directory):
        report.error(place, f"the inis' directory {layout.ini_directory} is outside the buildout's")
    elif "%" in str(layout.ini_directory):
        message = f"PasteDeploy needs an ini to spell out {layout.ini_directory}, for its '%'; choose another directory"
        report.error(place, message)


def judge_places(part: Part, environments: Iterable[Environment], report: Report) -> None:
    """Report each option with a path for data or logs that cannot be created."""
    layout = part.layout
    if reason := find_unmakable(layout.var):
        report.error(part.get_place(VAR), f"{layout.var} cannot be created: {reason}")
    for environment in environments:
        for option, name in find_log_files(environment):
            path = layout.find_path(name)
            reason = f"{path} is a directory" if path.is_dir() else find_unmakable(path.parent)
            if reason is None and not path.parent.is_dir() and not layout.is_own(path):
                reason = f"there is no directory {path.parent}; create it, since it is outside of the buildout"
            if reason:
                report.error(environment.get_place(option), f"{path} cannot be written: {reason}")


def judge_text(ini: Ini, report: Report) -> None:
    """Report each option that PasteDeploy would read with a different text."""
    for entry, message in find_misread(ini.file.path, ini.text, ini.sections):
        own_place = Place(None, None, ini.environment.name, entry.name)
        report.error(entry if entry.is_asked_for else own_place, message)


def judge_meaning(
    part: Part, maker: ScriptMaker, inis: Sequence[Ini], directories: Iterable[Path], report: Report
) -> None:
    """Report mistakes in the meaning of inis, at the options of the buildout that cause them.

    Buildout's own process checks the grammar. The site's twod.wsgi checks the settings, the server and everything else
    that needs the site's eggs. A problem that both find is reported once.

    :param directories: the directories that the run is going to create.
    :raises RecipeError: if the site's twod.wsgi gives no answer.
    """
    # A run that changes nothing does not need this import.
    from twod.inifile.grammar import check_grammar  # noqa: PLC0415 - see above

    found = Report()
    for ini in inis:
        found.add(check_grammar(ini.file.path, text=ini.text))
    imports = part.values[CHECK] == "deploy"
    described = [
        describe_ini(ini.file.path, ini.text, ini.environment.options[SETTINGS], imports=imports) for ini in inis
    ]
    found.add(check_inis(maker, described, directories, part.get_place(EGGS)))
    by_path = {str(ini.file.path): ini for ini in inis}
    for problems, add in ((found.errors, report.error), (found.warnings, report.warn)):
        for problem in problems:
            place, message = _relocate(by_path.get(problem.file or ""), problem)
            add(place, message)


def _relocate(ini: Ini | None, problem: Problem) -> tuple[Place, str]:
    """Return the place in buildout.cfg that causes a problem in an ini, with the message for it.

    If no option causes the problem, the message includes the place in the ini.

    :param ini: the ini with the problem; None if the problem is in another file.
    """
    for section in ini.sections if ini else ():
        for entry in section.entries if section.header == problem.section else ():
            if not entry.is_asked_for:
                continue
            if entry.name == problem.name:
                return entry.place, problem.message
            if problem.name is None:
                return entry.place._replace(name=None), f"[{section.header}] of its ini: {problem.message}"
    return Place(), str(problem)
