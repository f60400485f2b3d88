"""The recipe of a site, and the function that removes its files."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from twod.inifile.problems import Report
from twod.recipe.cfg.additions import get_additions, judge_additions
from twod.recipe.cfg.configuration import export_places, read_environments, read_part
from twod.recipe.cfg.part_options import (
    BIN_DIRECTORY,
    CHECK,
    COMMAND_SUFFIX,
    CONTROL_SCRIPT,
    EGG_OPTIONS,
    INI_DIRECTORY,
)
from twod.recipe.disk.generated import keep_edited, remove_empty_above, remove_own
from twod.recipe.disk.layout import INI_SUFFIX, Layout
from twod.recipe.disk.ownership import FILES_OPTION, claim_files, get_claims
from twod.recipe.ini.clear_secrets import warn_of_clear_secrets
from twod.recipe.ini.sections import judge_environment
from twod.recipe.parts.access import judge_access
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.plan import Plan
from twod.recipe.parts.site_files import SiteFiles, make_site_ini
from twod.recipe.parts.site_judgement import judge_meaning, judge_movability, judge_places, judge_text
from twod.recipe.parts.site_runs import judge_runs
from twod.recipe.parts.site_scripts import list_requirements, make_site_scripts
from twod.recipe.parts.sites import DescribedSite, keep_site
from twod.recipe.parts.user_errors import report_as_user_error
from twod.recipe.recipe_error import raise_errors_together
from twod.recipe.scripts.script_maker import ScriptMaker, make_script_maker, read_umask


class Recipe(PartRecipe):
    """The recipe of a site: an ini and scripts for each of its environments."""

    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        """Return the plan of the site's files, which are checked but not written yet."""
        part = read_part(buildout, name, options)
        # This comes first, since other sections may refer to these options.
        export_places(part, options)
        environments = read_environments(buildout, part)
        warnings = Report()
        with raise_errors_together() as report:
            judge_movability(part, report, warnings)
            for environment in environments:
                judge_environment(environment, report)
                warn_of_clear_secrets(environment, warnings)
            judge_runs(part, environments, report, warnings)
        maker = make_script_maker(
            buildout,
            part,
            EGG_OPTIONS,
            list_requirements(part.values, environments),
            bin_directory=part.layout.bin_directory,
            has_relative_paths=part.layout.has_relative_paths,
        )
        inis = [make_site_ini(part, environment) for environment in environments]
        site = SiteFiles(part, inis, make_site_scripts(part, environments, maker, read_umask()))
        plan = site.make_plan()
        with raise_errors_together() as report:
            claim_files(buildout, name, plan.all_files, part.place, report, cures=_make_cures(name, part.layout))
            judge_places(part, environments, report)
            judge_access(part, environments, report, warnings)
        _judge_inis(buildout, site, maker, plan, warnings)
        keep_site(buildout, DescribedSite(part, environments))
        return plan._replace(warnings=warnings.warnings)


def _make_cures(name: str, layout: Layout) -> dict[Path, str]:
    """Return the options that would separate the files of a second site, by the directory of the files."""
    names = f"{CONTROL_SCRIPT.name}, {COMMAND_SUFFIX.name}, scripts and names of environments"
    scripts = f"another {BIN_DIRECTORY.name}, such as {layout.bin_directory / name}, or different {names}"
    inis = f"another {INI_DIRECTORY.name}, such as {layout.ini_directory / name}"
    return {layout.ini_directory: inis, layout.bin_directory: scripts}


def _judge_inis(buildout: Any, site: SiteFiles, maker: ScriptMaker, plan: Plan, warnings: Report) -> None:
    """Check the inis that are to be written.

    :param plan: the plan of the files and directories.
    :param warnings: collects the warnings.
    :raises RecipeError: with all mistakes in them.
    """
    changed = site.find_changed_inis()
    with raise_errors_together() as report:
        for ini in changed:
            judge_additions(get_additions(buildout), ini.environment, report)
        for ini in changed:
            judge_text(ini, report)
    if changed and site.part.values[CHECK] != "none":
        with raise_errors_together() as report:
            judge_meaning(site.part, maker, changed, plan.all_directories, report)
        warnings.add(report)


def uninstall(name: str, options: Any) -> None:
    """Remove the files of a removed or changed part, except those that a part of this run makes again.

    Data below ``var`` and files of other origin stay. An ini that was edited by hand is copied first.

    :param name: name of the part.
    :param options: the options that zc.buildout recorded for it.
    """
    logger = logging.getLogger(name)
    directory = Path(options.buildout["buildout"]["directory"])
    parts = Path(options.buildout["buildout"]["parts-directory"])
    wanted = get_claims(options.buildout)
    with report_as_user_error():
        for file in options.get(FILES_OPTION, "").split("\n"):
            path = directory / file
            if not file or path in wanted:
                continue
            if path.suffix == INI_SUFFIX and (copy := keep_edited(path)):
                logger.warning("%s was edited by hand; saved the edited file as %s.", path, copy)
            if not remove_own(path) and path.exists():
                logger.warning("%s was not written by the recipe, so it stays.", path)
            remove_empty_above(path, parts)
