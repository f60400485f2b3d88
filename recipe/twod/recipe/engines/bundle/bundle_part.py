"""``twod.recipe:bundle``: a script that makes one archive of a site."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import Place, Report
from twod.inifile.text import HERE
from twod.recipe.cfg.configuration import Part, PartOptions
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.options import DEBUG, EGG_OPTIONS
from twod.recipe.disk.generated import Generated
from twod.recipe.disk.layout import Layout
from twod.recipe.disk.ownership import claim_files
from twod.recipe.engines.bundle.archive import find_zstandard
from twod.recipe.engines.bundle.bundle_contents import BundleContents, BundledPath
from twod.recipe.engines.bundle.bundle_options import (
    BUNDLE_NAME,
    BUNDLE_OPTIONS,
    BUNDLE_VERSION,
    BUNDLED_ENVIRONMENTS,
    BYTECODE,
    COLLECT_STATIC,
    COLLECTING_VARS,
    EXCLUDE,
    FORMAT,
    INCLUDE,
)
from twod.recipe.engines.bundle.bundled_site import (
    EggPlaces,
    expand_top,
    find_project_name,
    list_data_folders,
    list_extra_paths,
    list_versions,
    make_bundled_part,
)
from twod.recipe.engines.engine_part import SITE_PART, read_engine_part
from twod.recipe.ini.clear_secrets import warn_of_clear_secrets
from twod.recipe.ini.secret_keys import judge_generated_key
from twod.recipe.parts.access import get_script_mode
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.plan import Plan
from twod.recipe.parts.site_files import make_site_ini
from twod.recipe.parts.site_judgement import judge_movability
from twod.recipe.parts.site_scripts import list_requirements, make_site_scripts
from twod.recipe.parts.sites import DescribedSite, get_site
from twod.recipe.recipe_error import raise_errors_together
from twod.recipe.scripts.first_lines import fix_shebang
from twod.recipe.scripts.script_maker import make_script_maker, read_umask

#: The script: buildout's own Python, with the recipe.
_SCRIPT = """\
#!{python}
{marker}
import sys

sys.path[0:0] = {paths}

import twod.recipe.engines.bundle.bundle_command

CONTENTS = {contents}

if __name__ == "__main__":
    sys.exit(twod.recipe.engines.bundle.bundle_command.run_bundle_command(CONTENTS))
"""

#: The umask that the scripts in a bundle are made for.
_UMASK = 0o022


class Bundle(PartRecipe):
    """The recipe of a part that makes an archive of a site."""

    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        """Return the script, and the site's own files as the bundle has them."""
        directory = Path(buildout["buildout"]["parts-directory"], name)
        options["location"] = str(directory)
        part = read_engine_part(buildout, name, options, BUNDLE_OPTIONS)
        site = get_site(buildout, part.values[SITE_PART], part.get_place(SITE_PART))
        with raise_errors_together() as report:
            environments = choose_environments(part, site, report)
        with raise_errors_together() as report:
            judge_bundle(part, site.part, environments, report)
        return self._make_plan(buildout, part, site.part, environments, directory)

    def _make_plan(
        self, buildout: Any, part: PartOptions, site: Part, environments: Sequence[Environment], directory: Path
    ) -> Plan:
        options = buildout["buildout"]
        layout = site.layout
        extra_paths = list_extra_paths(site)
        bundled = make_bundled_part(part, site, extra_paths)
        with raise_errors_together() as report:
            judge_movability(bundled, report)
        places = EggPlaces(layout.directory, Path(options["eggs-directory"]), Path(options["develop-eggs-directory"]))
        maker = make_script_maker(
            buildout,
            bundled,
            EGG_OPTIONS,
            list_requirements(bundled.values, environments),
            bin_directory=layout.bin_directory,
            has_relative_paths=True,
            place=places.place,
        )
        inis = [
            make_site_ini(bundled, environment).file._replace(mode=0o644, group=None) for environment in environments
        ]
        made = [file._replace(group=None) for file in make_site_scripts(bundled, environments, maker, _UMASK)]
        tree = directory / "tree"
        files = [file._replace(path=tree / file.path.relative_to(layout.directory)) for file in (*inis, *made)]
        contents = BundleContents(
            archive=str(layout.directory / "dist" / _name_archive(part, site)),
            archive_format=part.values[FORMAT],
            project=part.values[BUNDLE_NAME] or find_project_name(site),
            part=site.name,
            environments={each.name: _name_inner(layout, layout.get_ini(each.name)) for each in environments},
            var=tuple(list_data_folders(layout, environments)),
            scripts=tuple(sorted(_name_inner(layout, file.path) for file in made if file.mode & 0o100)),
            versions=list_versions(places),
            paths=(
                *places.paths.values(),
                *expand_top(extra_paths, layout),
                *(BundledPath(str(layout.find_path(name)), name) for name in part.values[INCLUDE]),
                BundledPath(str(tree), ""),
            ),
            projects=tuple(places.projects.values()),
            skipped=(str(layout.directory / "dist"), str(layout.var)),
            excluded=part.values[EXCLUDE],
            has_static=part.values[COLLECT_STATIC],
            has_bytecode=part.values[BYTECODE],
            variables=part.values[COLLECTING_VARS],
        )
        text = fix_shebang(make_bundle_script(part, contents))
        script = Generated(Path(options["bin-directory"], part.name), text.encode(), get_script_mode(read_umask()))
        plan = Plan(scripts=[*files, script], root=layout.directory)
        with raise_errors_together() as report:
            claim_files(buildout, part.name, plan.all_files, part.place, report)
        return plan


def choose_environments(part: PartOptions, site: DescribedSite, report: Report) -> list[Environment]:
    """Return the environments that a bundle is for; the report gets what is wrong with the option."""
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


def judge_bundle(part: PartOptions, site: Part, environments: Sequence[Environment], report: Report) -> None:
    """Report what cannot be in a bundle: secrets, data, and files that are not there."""
    layout = site.layout
    if part.values[FORMAT] == "zst" and find_zstandard() is None:
        report.error(part.get_place(FORMAT), "zst needs Python 3.14, or backports.zstd in buildout's environment")
    for name in part.values[INCLUDE]:
        path = layout.find_path(name)
        if os.path.isabs(name) or not path.is_relative_to(layout.directory):  # noqa: PTH117 - a text
            report.error(part.get_place(INCLUDE), f"{name} is not below the buildout's directory")
        elif not path.exists():
            report.error(part.get_place(INCLUDE), f"there is no {path}")
    for environment in environments:
        judge_generated_key(environment, "the bundle goes to other hosts", report)
        secrets = Report()
        warn_of_clear_secrets(environment, secrets)
        for problem in secrets.warnings:
            report.error(Place(*problem[:-1]), f"the bundle would have {problem.message}")
        _judge_static_root(layout, site.name, environment, report)


def _judge_static_root(layout: Layout, site: str, environment: Environment, report: Report) -> None:
    """Report static files that are where a release keeps data, since they belong to the release."""
    written = environment.settings.get("STATIC_ROOT")
    if written is None:
        return
    path = layout.find_path(written.text.replace(HERE, str(layout.ini_directory)))
    if path.is_relative_to(layout.var):
        cure = f"write STATIC_ROOT = ${{{site}:location}}/static"
        report.error(written, f"{path} is below {layout.var}, which no bundle brings along; {cure}")


def make_bundle_script(part: PartOptions, contents: BundleContents) -> str:
    """Return the script that makes a bundle."""
    return _SCRIPT.format(
        python=sys.executable, marker=part.marker, paths=_list_roots(), contents=contents.make_arguments()
    )


def _list_roots() -> list[str]:
    """Return the directories that the recipe and the ini language are imported from."""
    specs = (find_spec("twod.recipe"), find_spec("twod.inifile"), find_spec("packaging"), find_spec("zc.buildout"))
    files = [Path(spec.origin) for spec in specs if spec and spec.origin]
    depths = (2, 2, 1, 2)
    return list(dict.fromkeys(str(file.parents[depth]) for file, depth in zip(files, depths, strict=True)))


def _name_archive(part: PartOptions, site: Part) -> str:
    name, version = part.values[BUNDLE_NAME] or find_project_name(site), part.values[BUNDLE_VERSION]
    return f"{name}-{version}" if version else name


def _name_inner(layout: Layout, path: Path) -> str:
    return str(path.relative_to(layout.directory))
