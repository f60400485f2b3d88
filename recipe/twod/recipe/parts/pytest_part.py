"""``twod.recipe:test``: a script that runs pytest with the settings of an ini."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from twod.inifile.problems import Place
from twod.recipe.cfg.options import ENVIRONMENT_VARS, RECIPE, RELATIVE_PATHS, Option
from twod.recipe.cfg.readers import read_arguments
from twod.recipe.disk.generated import Generated, remove_leftovers, replace_file
from twod.recipe.disk.ownership import FILES_OPTION, claim_files, name_files
from twod.recipe.parts.one_ini import CONFIG_URI, SEARCH_OPTIONS, IniPart, make_script_maker, read_ini_part
from twod.recipe.parts.site_files import make_test_body
from twod.recipe.parts.user_errors import raise_problems, report_as_user_error
from twod.recipe.scripts.script_maker import read_umask

PYTEST_ARGUMENTS = Option[tuple[str, ...]](
    "arguments", read_arguments, (), "Arguments for pytest, quoted as in a shell."
)

TEST_OPTIONS: tuple[Option[Any], ...] = (
    RECIPE,
    CONFIG_URI,
    *SEARCH_OPTIONS,
    PYTEST_ARGUMENTS,
    ENVIRONMENT_VARS,
    RELATIVE_PATHS,
)


class Test:
    """The recipe of ``bin/PART``, which runs pytest.

    :param buildout: zc.buildout's object.
    :param name: name of the part, and of the script.
    :param options: the options of the part.
    :raises zc.buildout.UserError: with all that is wrong; nothing has been changed then.
    """

    #: pytest takes a class of this name for tests.
    __test__ = False

    def __init__(self, buildout: Any, name: str, options: Any) -> None:
        self.logger = logging.getLogger(name)
        with report_as_user_error():
            part = read_ini_part(name, buildout, options, TEST_OPTIONS)
            self.script = make_test_script(buildout, part)
            messages = claim_files(buildout, name, [self.script])
            raise_problems(Place(part.source, None, name).problem(message) for message in messages)
            options[FILES_OPTION] = name_files([self.script], buildout["buildout"]["directory"])

    def install(self) -> tuple[str, ...]:
        """Put the script in its place, unless it is there.

        :return: nothing; zc.buildout would delete what it is told of, also before it replaces it.
        """
        with report_as_user_error():
            remove_leftovers([self.script.path])
            if replace_file(self.script):
                self.logger.info("Wrote %s.", self.script.path)
        return ()

    update = install


def make_test_script(buildout: Any, part: IniPart) -> Generated:
    """Return the script of a part.

    :raises RecipeError: when a distribution cannot be had.
    """
    is_relative = part.values[RELATIVE_PATHS]
    if is_relative is None:
        is_relative = buildout["buildout"].get("relative-paths") == "true"
    base = make_script_maker(buildout, part, ["pytest", "twod.wsgi[paster]"], is_relative).base
    uri = base.make_path(part.path) + (f" + {'#' + part.application!r}" if part.application else "")
    arguments = part.values[PYTEST_ARGUMENTS]
    text = base.make_script(make_test_body(uri, arguments), part.values[ENVIRONMENT_VARS])
    path = Path(buildout["buildout"]["bin-directory"], part.name)
    return Generated(path, text.encode(), 0o777 & ~read_umask())
