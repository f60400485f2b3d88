"""The second proof of a migration: Django reads the same settings in each environment as in its old settings module.

A Django command compares them, with the site's Python and eggs: ``bin/manage-ENV diffsettings --default MODULE``.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from twod.inifile.problems import Place, Report
from twod.recipe.cfg.configuration import Part, read_environments
from twod.recipe.cfg.environment_options import SETTINGS
from twod.recipe.cfg.environments import Environment
from twod.recipe.migrate.printed_settings import read_printed_settings
from twod.recipe.migrate.unrun_buildout import UnrunBuildout
from twod.recipe.recipe_error import RecipeError

#: Settings of twod.wsgi, which no module has.
_OWN = frozenset({"SETTINGS_MODULE", "DEFAULT_EXCEPTION_REPORTER_FILTER"})


class ProvenEnvironment(NamedTuple):
    """An environment with the same settings as its module.

    :param name: its name.
    :param module: its settings module.
    :param size: number of equal settings.
    :param asked: settings that the environment overrides.
    """

    name: str
    module: str
    size: int
    asked: tuple[str, ...]


def prove_settings(path: Path) -> list[ProvenEnvironment]:
    """Return the environments of a provisioned buildout, if all have the same settings as their modules.

    :param path: its ``buildout.cfg``.
    :raises RecipeError: with each different setting, and each environment in which the command fails.
    """
    buildout = UnrunBuildout(path.absolute())
    report = Report()
    for name in buildout:
        if buildout.is_site(name):
            buildout[name]  # reads it
    proven = [
        each
        for part in buildout.sites.values()
        for environment in read_environments(buildout, part)
        for each in _prove_environment(part, environment, path.absolute().parent, report)
    ]
    if not proven and not report.errors:
        report.error(
            Place(str(path)),
            "found no part of twod.recipe with a settings module; run --write and buildout first",
        )
    if report.errors:
        raise RecipeError(report)
    return proven


def _prove_environment(
    part: Part, environment: Environment, directory: Path, report: Report
) -> Iterator[ProvenEnvironment]:
    module = environment.options[SETTINGS]
    place = environment.get_place(SETTINGS)
    script = part.layout.get_control_script(environment.name)
    if not module:
        return
    if not script.is_file():
        report.error(place, f"{script} does not exist; run bin/buildout first")
        return
    command = [str(script), "diffsettings", "--all", "--output", "unified", "--default", module]
    # The caller may have chosen a module of another site.
    environ = {name: text for name, text in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=directory, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 - the site's script
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        report.error(place, f"{script.name} diffsettings fails; correct this first: {last}")
        return
    printed = read_printed_settings(done.stdout)
    changed = printed.changed - _OWN
    asked = {name.partition(".")[0] for name in environment.settings}
    for name in sorted(changed - asked):
        # Without the values, which may be secrets.
        cure = f"compare them by bin/{script.name} diffsettings --default {module}"
        report.error(place, f"{name} differs from {module}; {cure}")
    yield ProvenEnvironment(environment.name, module, len(printed.same), tuple(sorted(changed & asked)))
