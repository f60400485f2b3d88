"""``twod.recipe:test``: a script that runs pytest with the settings of an ini."""

from __future__ import annotations

from typing import Any

from twod.recipe.cfg.configuration import has_relative_paths
from twod.recipe.cfg.environment_options import ENVIRONMENT_VARS
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.part_options import RECIPE, RELATIVE_PATHS
from twod.recipe.cfg.readers import read_arguments
from twod.recipe.disk.generated import Generated
from twod.recipe.disk.ownership import claim_files
from twod.recipe.parts.access import get_script_mode
from twod.recipe.parts.one_ini import CONFIG_URI, SEARCH_OPTIONS, IniPart, make_ini_script_maker, read_ini_part
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.plan import Plan
from twod.recipe.parts.site_scripts import make_test_body
from twod.recipe.recipe_error import raise_errors_together
from twod.recipe.scripts.script_maker import ScriptBase, read_umask

PYTEST_ARGUMENTS = Option[tuple[str, ...]](
    "arguments",
    read_arguments,
    (),
    "Arguments for pytest, quoted as in a shell. Example: ``arguments = -q tests``. **Default:** no arguments.",
)

TEST_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Tests", (RECIPE, CONFIG_URI, PYTEST_ARGUMENTS, ENVIRONMENT_VARS, RELATIVE_PATHS)),
    OptionGroup("Eggs of the site", SEARCH_OPTIONS),
)

TEST_OPTIONS: tuple[Option[Any], ...] = list_grouped(TEST_GROUPS)


class Test(PartRecipe):
    """The recipe of ``bin/PART``, which runs pytest."""

    #: Without this, pytest would collect the class as tests.
    __test__ = False

    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        """Return the plan of the script, which is not written yet."""
        part = read_ini_part(buildout, name, options, TEST_OPTIONS)
        is_relative = has_relative_paths(buildout["buildout"], part.values)
        maker = make_ini_script_maker(buildout, part, ["pytest", "twod.wsgi[paster]"], has_relative_paths=is_relative)
        text = make_test_script(part, maker.base)
        script = Generated(maker.bin_directory / name, text.encode(), get_script_mode(read_umask()))
        with raise_errors_together() as report:
            claim_files(buildout, name, [script], part.place, report)
        return Plan(scripts=[script])


def make_test_script(part: IniPart, base: ScriptBase) -> str:
    """Return the script of a part."""
    uri = base.make_path(part.path) + (f" + {'#' + part.application!r}" if part.application else "")
    body = make_test_body(base, uri, part.values[PYTEST_ARGUMENTS])
    return base.make_script(body, part.values[ENVIRONMENT_VARS])
