"""Checks of a bundle's content; each error names the option that causes it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import Place, Report
from twod.inifile.text import HERE
from twod.recipe.cfg.configuration import Part, PartOptions
from twod.recipe.cfg.environment_options import DEBUG, VARIABLE_FILES
from twod.recipe.cfg.environments import Environment
from twod.recipe.disk.layout import Layout
from twod.recipe.engines.bundle.archive import find_zstandard
from twod.recipe.engines.bundle.bundle_options import BUNDLED_ENVIRONMENTS, FORMAT, INCLUDE
from twod.recipe.engines.bundle.named_paths import list_variable_files
from twod.recipe.ini.clear_secrets import warn_of_clear_secrets
from twod.recipe.ini.secret_keys import judge_generated_key
from twod.recipe.parts.sites import DescribedSite


def choose_environments(part: PartOptions, site: DescribedSite, report: Report) -> list[Environment]:
    """Return the environments in a bundle, and report errors of the option."""
    place, known = part.get_place(BUNDLED_ENVIRONMENTS), {each.name: each for each in site.environments}
    named = part.values[BUNDLED_ENVIRONMENTS]
    for name in named:
        if name not in known:
            report.error(place, f"[{site.part.name}] has no environment {name}{hint_at_nearest(name, known)}")
    chosen = [known[name] for name in named if name in known]
    if not named:
        chosen = [each for each in site.environments if not each.options[DEBUG]]
        if not chosen:
            report.error(place, f"is missing; all environments of [{site.part.name}] have debug on: {', '.join(known)}")
    return chosen


def list_part_directories(buildout: Mapping[str, str]) -> set[Path]:
    """Return the directories of all parts.

    :param buildout: the options of the section ``[buildout]``.
    """
    return {Path(buildout["parts-directory"], name) for name in buildout["parts"].split()}


def judge_bundle(
    part: PartOptions, site: Part, environments: Sequence[Environment], part_directories: set[Path], report: Report
) -> None:
    """Report secrets, data and missing files that the bundle would have to contain.

    :param part_directories: folders that this run fills, perhaps after this check.
    """
    layout = site.layout
    if part.values[FORMAT] == "zst" and find_zstandard() is None:
        report.error(part.get_place(FORMAT), "zst needs Python 3.14, or backports.zstd in buildout's environment")
    for name in part.values[INCLUDE]:
        path = layout.find_path(name)
        if os.path.isabs(name) or not path.is_relative_to(layout.directory):  # noqa: PTH117 - a text
            report.error(part.get_place(INCLUDE), f"{name} is not below the buildout's directory")
        elif not path.exists() and not part_directories & {path, *path.parents}:
            report.error(part.get_place(INCLUDE), f"there is no {path}")
    for environment in environments:
        judge_generated_key(environment, "the bundle goes to other hosts", report)
        secrets = Report()
        warn_of_clear_secrets(environment, secrets)
        for problem in secrets.warnings:
            report.error(Place(*problem[:-1]), f"the bundle would have {problem.message}")
        _judge_variable_files(layout, site.name, environment, report)
        _judge_static_root(layout, site.name, environment, report)


def _judge_variable_files(layout: Layout, site: str, environment: Environment, report: Report) -> None:
    """Report files of environment variables below the release's folder: a bundle contains no such file."""
    for path, file in list_variable_files(layout, environment):
        is_in_release = path.is_relative_to(layout.directory) and not path.is_relative_to(layout.var)
        if is_in_release and not file.is_optional:
            cure = f"name a file that the hosts keep, such as /etc/{site}/env or one below ${{{site}:var}}"
            cure += f", or write -{file.path} if the hosts set the variables"
            report.error(environment.get_place(VARIABLE_FILES), f"a bundle must not contain {path}; {cure}")


def _judge_static_root(layout: Layout, site: str, environment: Environment, report: Report) -> None:
    """Report a ``STATIC_ROOT`` in the folder of data: static files belong to the release."""
    written = environment.settings.get("STATIC_ROOT")
    if written is None:
        return
    path = layout.find_path(written.text.replace(HERE, str(layout.ini_directory)))
    if path.is_relative_to(layout.var):
        cure = f"write STATIC_ROOT = ${{{site}:location}}/static"
        report.error(written, f"{path} is below {layout.var}, which a bundle does not contain; {cure}")
