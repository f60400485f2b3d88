"""What is wrong with the files of a site, told by the options of buildout.cfg that they come from.

An environment is judged in five steps, each of which needs that the ones before found nothing: its options one by one
(``cfg.environments``), as a whole (``ini.sections``), its files' places, its ini as text, and its ini by the site's own
eggs. The last three are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from twod.inifile.problems import Place, Report
from twod.inifile.text import find_misread
from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.options import EGGS, SETTINGS, VAR
from twod.recipe.disk.generated import find_unmakable
from twod.recipe.ini.logging_sections import find_log_files
from twod.recipe.parts.site_files import Ini
from twod.recipe.scripts.script_maker import ScriptMaker
from twod.recipe.scripts.site_check import Question, check_inis, list_uses


def judge_places(part: Part, environments: Iterable[Environment], report: Report) -> None:
    """Report what names a place for data or logs where none can be."""
    layout = part.layout
    if reason := find_unmakable(layout.var):
        report.error(part.get_place(VAR), f"{layout.var} cannot be made: {reason}")
    for environment in environments:
        for option, name in find_log_files(environment):
            path = layout.find_path(name)
            reason = f"{path} is a directory" if path.is_dir() else find_unmakable(path.parent)
            if reason:
                report.error(environment.get_place(option), f"{path} cannot be written: {reason}")


def judge_text(ini: Ini, report: Report) -> None:
    """Report what PasteDeploy would not read as it was written."""
    for entry, message in find_misread(ini.file.path, ini.text, ini.sections):
        own_place = Place(None, None, ini.environment.name, entry.name)
        report.error(entry if entry.is_asked_for else own_place, message)


def judge_by_site(part: Part, maker: ScriptMaker, inis: Sequence[Ini], report: Report) -> None:
    """Report what the site's own twod.wsgi has against inis.

    :raises RecipeError: when it cannot be asked.
    """
    questions = [
        Question(str(ini.file.path), ini.text, ini.environment.options[SETTINGS], list_uses(ini.sections))
        for ini in inis
    ]
    by_path = {str(ini.file.path): ini for ini in inis}
    for finding in check_inis(maker, questions, part.get_place(EGGS)):
        place = _find_place(by_path[finding.path], finding.section, finding.option)
        report.error(place or Place(), finding.message if place else finding.text)


def _find_place(ini: Ini, header: str | None, option: str | None) -> Place | None:
    """Return where somebody asked for an option of an ini; None when nobody did."""
    for section in ini.sections:
        for entry in section.entries:
            if (section.header, entry.name) == (header, option) and entry.is_asked_for:
                return entry.place
    return None
