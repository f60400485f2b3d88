"""The interface of each recipe to zc.buildout: a constructor that makes and checks all files, a method to write them.

zc.buildout constructs every part before it removes anything of the last run, so an error there leaves the last good
installation unchanged. Only the writing happens later, and replaces the files one by one. The recipe returns no files
to zc.buildout, which would delete the files of a changed part first; an option in the part's record keeps their names.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from twod.inifile.problems import Report
from twod.recipe.cfg.environments import read_written
from twod.recipe.cfg.provenance import get_provenance
from twod.recipe.disk.ownership import FILES_OPTION, name_files
from twod.recipe.ini.clear_secrets import drop_clear_secrets, warn_of_secrets_in_scripts
from twod.recipe.parts.plan import Plan, apply_plan
from twod.recipe.parts.user_errors import report_as_user_error


class PartRecipe(ABC):
    """The recipe of a part.

    :param buildout: zc.buildout's object.
    :param name: name of the part.
    :param options: the options of the part.
    :raises zc.buildout.UserError: with all mistakes; nothing has been changed.
    """

    def __init__(self, buildout: Any, name: str, options: Any) -> None:
        self._logger = logging.getLogger(name)
        with report_as_user_error():
            written = read_written(name, options, get_provenance(buildout))
            plan = self.make_plan(buildout, name, options)
            report = Report()
            warn_of_secrets_in_scripts(written, report)
            self._plan = plan._replace(warnings=list(dict.fromkeys([*plan.warnings, *report.warnings])))
            drop_clear_secrets(written, options)
            if plan.all_files:
                options[FILES_OPTION] = name_files(plan.all_files, buildout["buildout"]["directory"])

    @abstractmethod
    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        """Return the plan of the part's files, made and checked. The parameters are those of the constructor.

        :raises RecipeError: with all mistakes.
        """

    def install(self) -> tuple[str, ...]:
        """Write the files that differ from the plan.

        :return: an empty tuple; zc.buildout would delete returned files, even before it replaces them.
        """
        with report_as_user_error():
            apply_plan(self._plan, self._logger)
        return ()

    update = install
