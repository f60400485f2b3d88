"""What zc.buildout calls: the recipe object of a part, and the function that takes a part's files away.

All work is done in the constructor, which zc.buildout calls for every part before it removes anything of the last
run: an error there leaves the last good installation as it is. Writing the files, which is what is left for later,
replaces them one by one. zc.buildout is told of no file, since it would delete those of a changed part first; their
names are kept in an option of the part's record.
"""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path
from typing import Any

from zc.buildout import UserError

from twod.inifile.problems import Place, Problem
from twod.recipe.cfg.additions import find_baseless_settings
from twod.recipe.cfg.configuration import Part, export_places, make_additions, read_environments, read_part
from twod.recipe.cfg.options import CHECK, DEBUG, EGGS, ENVIRONMENT_VARS, ON_CHANGE, SCRIPTS_WITH_SETTINGS, SETTINGS
from twod.recipe.cfg.readers import read_assignments
from twod.recipe.disk.generated import is_in_place, keep_edited, remove_leftovers, remove_own, replace_file
from twod.recipe.disk.ownership import FILES_OPTION, claim_files, get_claims, name_files
from twod.recipe.disk.progress import read_progress, write_progress
from twod.recipe.disk.secret_key import make_secret_key
from twod.recipe.ini.clear_secrets import find_clear_secrets, find_clear_variables
from twod.recipe.ini.sections import find_problems
from twod.recipe.parts.site_files import Ini, SiteFiles, describe_findings, find_unreadable, get_requirements
from twod.recipe.parts.user_errors import raise_problems, report_as_user_error
from twod.recipe.recipe_error import RecipeError
from twod.recipe.scripts.script_maker import ScriptMaker, read_umask
from twod.recipe.scripts.site_check import Question, check_inis, list_uses, run_deployment_check


class Recipe:
    """The recipe of a site: an ini and scripts for each of its environments.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param options: the options of the part.
    :raises zc.buildout.UserError: with all that is wrong; nothing has been changed then.
    """

    def __init__(self, buildout: Any, name: str, options: Any) -> None:
        self.buildout = buildout
        self.name = name
        self.logger = logging.getLogger(name)
        with report_as_user_error():
            part = read_part(buildout, name, options)
            # Before any section is read that may refer to them.
            export_places(part, options)
            self.site = self.make_site(part)
            files = [*self.site.get_files(), self.site.get_progress()]
            options[FILES_OPTION] = name_files(files, buildout["buildout"]["directory"])
            # zc.buildout writes the part's options, and those alone, into a record that everybody can read.
            for key in find_clear_secrets(part.written):
                del options[key]
            if find_clear_variables(read_assignments(options.get(ENVIRONMENT_VARS.name, ""))):
                del options[ENVIRONMENT_VARS.name]

    def install(self) -> tuple[str, ...]:
        """Put those files in their places that are not as they ought to be.

        :return: nothing; zc.buildout would delete what it is told of, also before it replaces it.
        """
        with report_as_user_error():
            for warning in self.site.get_warnings():
                self.logger.warning("%s", warning)
            files = self.site.get_files()
            progress = self.site.get_progress()
            remove_leftovers(file.path for file in [*files, progress])
            for directory in sorted(self.site.get_directories()):
                directory.mkdir(parents=True, exist_ok=True)
            for path in self.site.get_secret_keys():
                if make_secret_key(path):
                    self.logger.info("Generated a secret key, %s.", path)
            for ini in self.site.inis:
                if not is_in_place(ini.file) and (copy := keep_edited(ini.file.path)):
                    self.logger.warning("%s was edited by hand; what it was is kept as %s.", ini.file.path, copy)
            changed = {file.path for file in files if not is_in_place(file)} | read_progress(progress)
            if not changed:
                return ()
            # What comes after the writing has to be done again when it fails or is never reached.
            write_progress(progress, changed)
            for file in files:
                if replace_file(file):
                    self.logger.info("Wrote %s.", file.path)
            self.check_deployment(changed)
            if any(ini.file.path in changed for ini in self.site.inis):
                self.tell_change()
            progress.path.unlink()
        return ()

    update = install

    def check_deployment(self, changed: set[Path]) -> None:
        """Have Django look at what was written, as ``check = deploy`` asks for.

        :raises RecipeError: with what Django takes for an error.
        """
        if self.site.options[CHECK] != "deploy":
            return
        problems: list[Problem] = []
        for ini in self.site.inis:
            script = self.site.get_control_script(ini)
            if not ini.environment.options[DEBUG] and not changed.isdisjoint({ini.file.path, script.path}):
                is_good, told = run_deployment_check(script.path)
                if is_good:
                    self.logger.info("[%s] %s", ini.environment.name, told)
                else:
                    problems.append(Place(section=ini.environment.name).problem(told))
        raise_problems(problems)

    def tell_change(self) -> None:
        """Run the command that is to be run when an ini has changed.

        :raises RecipeError: when it fails.
        """
        command = self.site.options[ON_CHANGE]
        if command:
            done = subprocess.run(command, shell=True, cwd=self.site.layout.directory, check=False)  # noqa: S602 - asked for
            if done.returncode:
                message = f"{command!r} has ended with exit status {done.returncode}"
                raise RecipeError([Place(self.site.layout.source, None, self.name, ON_CHANGE.name).problem(message)])

    def make_site(self, part: Part) -> SiteFiles:
        """Return all files of the part, made, checked and claimed, but not written.

        :raises RecipeError: with all that is wrong.
        """
        environments = read_environments(self.buildout, part)
        raise_problems(dict.fromkeys(problem for environment in environments for problem in find_problems(environment)))
        site = SiteFiles(part.layout, part.values, environments)
        maker = self.make_script_maker(part, site)
        site.make_inis()
        console_scripts = self.find_console_scripts(part, maker)
        site.make_scripts(maker.make_egg_scripts(), console_scripts, maker.base, read_umask())
        claimed = claim_files(self.buildout, part.name, [*site.get_files(), site.get_progress()])
        problems = [Place(part.source, None, part.name).problem(message) for message in claimed]
        raise_problems([*problems, *site.find_misplaced_files()])
        changed = site.get_changed_inis()
        additions = find_baseless_settings(make_additions(self.buildout), [ini.environment for ini in changed])
        raise_problems(dict.fromkeys([*additions, *find_unreadable(changed)]))
        if changed and part.values[CHECK] != "none":
            self.check(part, maker, changed)
        return site

    def make_script_maker(self, part: Part, site: SiteFiles) -> ScriptMaker:
        """Return what makes the part's scripts, all distributions at hand.

        :raises RecipeError: when a distribution cannot be had.
        """
        options = part.make_egg_options()
        if part.layout.has_relative_paths and not part.layout.bin_directory.is_relative_to(part.layout.directory):
            message = f"the scripts' directory {part.layout.bin_directory} is outside the buildout's"
            raise RecipeError([Place(part.source, None, part.name, "relative-paths").problem(message)])
        try:
            requirements = get_requirements(site.options, site.environments)
            return ScriptMaker(
                self.buildout,
                part.name,
                options,
                requirements,
                marker=part.marker,
                bin_directory=part.layout.bin_directory,
            )
        except UserError as error:
            raise RecipeError([part.written[EGGS.name].problem(str(error))]) from error

    def find_console_scripts(self, part: Part, maker: ScriptMaker) -> dict[str, tuple[str, str]]:
        """Return the console scripts that each environment is to have its own of.

        :raises RecipeError: when no egg has one of them.
        """
        wanted = part.values[SCRIPTS_WITH_SETTINGS]
        if not wanted:
            return {}  # without a look at all eggs
        found = maker.find_console_scripts(wanted)
        missing = [name for name in wanted if name not in found]
        if missing:
            message = f"no egg of the site has a console script {', '.join(missing)}"
            raise RecipeError([part.written[SCRIPTS_WITH_SETTINGS.name].problem(message)])
        return found

    def check(self, part: Part, maker: ScriptMaker, inis: list[Ini]) -> None:
        """Have inis checked by the site's own twod.wsgi.

        :raises RecipeError: with all that is wrong in them.
        """
        questions = [
            Question(str(ini.file.path), ini.text, ini.environment.options[SETTINGS], list_uses(ini.sections))
            for ini in inis
        ]
        findings = check_inis(maker, questions, part.written[EGGS.name])
        raise_problems(describe_findings(inis, findings))


def uninstall(name: str, options: Any) -> None:
    """Remove the files of a part that is removed or changed, but for those that a part of this run makes again.

    Data below ``var`` and files that somebody else wrote stay; an ini that was edited by hand is kept aside.

    :param name: name of the part.
    :param options: the options that zc.buildout recorded for it.
    """
    logger = logging.getLogger(name)
    directory = Path(options.buildout["buildout"]["directory"])
    wanted = get_claims(options.buildout)
    with report_as_user_error():
        for file in options.get(FILES_OPTION, "").split("\n"):
            path = directory / file
            if not file or path in wanted:
                continue
            if copy := keep_edited(path):
                logger.warning("%s was edited by hand; what it was is kept as %s.", path, copy)
            if not remove_own(path) and path.exists():
                logger.warning("%s stays: it is not what the recipe wrote.", path)
