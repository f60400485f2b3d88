"""``twod.recipe:bundle``: a script that makes one archive of a site."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import Part, PartOptions
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.part_options import EGG_OPTIONS
from twod.recipe.disk.generated import Generated
from twod.recipe.disk.layout import Layout
from twod.recipe.disk.ownership import claim_files
from twod.recipe.engines.bundle.archive import SUFFIXES
from twod.recipe.engines.bundle.bundle_contents import BundleContents, BundledPath
from twod.recipe.engines.bundle.bundle_judgement import choose_environments, judge_bundle, list_part_directories
from twod.recipe.engines.bundle.bundle_options import (
    BUNDLE_NAME,
    BUNDLE_OPTIONS,
    BUNDLE_VERSION,
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
from twod.recipe.engines.bundle.named_paths import list_secret_files, list_variable_files, warn_of_missing_paths
from twod.recipe.engines.engine_part import SITE_PART, read_engine_part
from twod.recipe.parts.access import get_script_mode
from twod.recipe.parts.part_recipe import PartRecipe
from twod.recipe.parts.plan import Plan
from twod.recipe.parts.site_files import make_site_ini
from twod.recipe.parts.site_judgement import judge_movability
from twod.recipe.parts.site_scripts import list_requirements, make_site_scripts
from twod.recipe.parts.sites import get_site
from twod.recipe.recipe_error import raise_errors_together
from twod.recipe.scripts.first_lines import fix_shebang
from twod.recipe.scripts.script_maker import make_script_maker, read_umask

#: The script. It runs under buildout's Python, with the recipe on its path.
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

#: The folder of the archives.
_ARCHIVES = "dist"

#: The umask that the scripts of a bundle are made for.
_UMASK = 0o022


class Bundle(PartRecipe):
    """The recipe of a part that makes an archive of a site."""

    def make_plan(self, buildout: Any, name: str, options: Any) -> Plan:
        """Return the script, and the site's files as the bundle contains them."""
        directory = Path(buildout["buildout"]["parts-directory"], name)
        options["location"] = str(directory)
        part = read_engine_part(buildout, name, options, BUNDLE_OPTIONS)
        site = get_site(buildout, part.values[SITE_PART], part.get_place(SITE_PART))
        with raise_errors_together() as report:
            environments = choose_environments(part, site, report)
        with raise_errors_together() as report:
            judge_bundle(part, site.part, environments, list_part_directories(buildout["buildout"]), report)
        warnings = Report()
        made = make_bundled_files(buildout, part, site.part, environments, warnings)
        # Variable files of the other environments may be in a folder that the bundle copies.
        listed = [path for each in site.environments for path, _ in list_variable_files(site.part.layout, each)]
        made = made._replace(secret_files=[*made.secret_files, *listed])
        contents = make_contents(part, site.part, environments, made, directory / "tree")
        options["archive"] = contents.archive
        text = fix_shebang(make_bundle_script(part, contents))
        script = Generated(
            Path(buildout["buildout"]["bin-directory"], name), text.encode(), get_script_mode(read_umask())
        )
        root = site.part.layout.directory
        files = [
            file._replace(path=directory / "tree" / file.path.relative_to(root)) for file in (*made.inis, *made.scripts)
        ]
        judge_contents(part, site.part, environments, contents, warnings)
        plan = Plan(scripts=[*files, script], root=root, warnings=warnings.warnings)
        with raise_errors_together() as report:
            claim_files(buildout, name, plan.all_files, part.place, report)
        return plan


class BundledFiles(NamedTuple):
    """The files of a site in a bundle, made as if this tree were the bundle.

    :param inis: the inis.
    :param scripts: the scripts and modules.
    :param eggs: places of the distributions.
    :param extra_paths: the site's additional folders of modules.
    :param secret_files: files that the inis refer to; each host has its own copies.
    """

    inis: Sequence[Generated]
    scripts: Sequence[Generated]
    eggs: EggPlaces
    extra_paths: Sequence[BundledPath]
    secret_files: Sequence[Path]


def make_bundled_files(
    buildout: Any, part: PartOptions, site: Part, environments: Sequence[Environment], warnings: Report
) -> BundledFiles:
    """Return the files of a site as the bundle contains them.

    :param warnings: collects warnings.
    :raises RecipeError: if a distribution is not available, or a file would not work at another place.
    """
    options, layout = buildout["buildout"], site.layout
    extra_paths = list_extra_paths(site)
    bundled = make_bundled_part(part, site, extra_paths)
    with raise_errors_together() as report:
        judge_movability(bundled, report, warnings)
    eggs = EggPlaces(layout.directory, Path(options["eggs-directory"]), Path(options["develop-eggs-directory"]))
    maker = make_script_maker(
        buildout,
        bundled,
        EGG_OPTIONS,
        list_requirements(bundled.values, environments),
        bin_directory=layout.bin_directory,
        has_relative_paths=True,
        place=eggs.place,
    )
    inis = [make_site_ini(bundled, environment) for environment in environments]
    scripts = make_site_scripts(bundled, environments, maker, _UMASK)
    return BundledFiles(
        [ini.file._replace(mode=0o644, group=None) for ini in inis],
        [file._replace(group=None) for file in scripts],
        eggs,
        extra_paths,
        list_secret_files(inis),
    )


def make_contents(
    part: PartOptions, site: Part, environments: Sequence[Environment], made: BundledFiles, tree: Path
) -> BundleContents:
    """Return the content of a bundle.

    :param tree: the folder with the site's files as the bundle contains them.
    """
    layout, values = site.layout, part.values
    suffix = SUFFIXES[values[FORMAT]]
    name, version = values[BUNDLE_NAME] or find_project_name(site), values[BUNDLE_VERSION]
    return BundleContents(
        archive=str(layout.directory / _ARCHIVES / f"{name}{f'-{version}' if version else ''}{suffix}"),
        archive_format=values[FORMAT],
        project=name,
        part=site.name,
        environments={each.name: _name_inner(layout, layout.get_ini(each.name)) for each in environments},
        var=tuple(list_data_folders(layout, environments)),
        scripts=tuple(sorted(_name_inner(layout, file.path) for file in made.scripts if file.mode & 0o100)),
        versions=list_versions(made.eggs),
        paths=(
            *made.eggs.paths.values(),
            *expand_top(made.extra_paths, layout),
            *(BundledPath(str(layout.find_path(name)), name) for name in values[INCLUDE]),
            BundledPath(str(tree), ""),
        ),
        projects=tuple(made.eggs.projects.values()),
        skipped=tuple(map(str, (layout.directory / _ARCHIVES, layout.var, *made.secret_files))),
        excluded=values[EXCLUDE],
        has_static=values[COLLECT_STATIC],
        has_bytecode=values[BYTECODE],
        variables=values[COLLECTING_VARS],
    )


def judge_contents(
    part: PartOptions, site: Part, environments: Sequence[Environment], contents: BundleContents, warnings: Report
) -> None:
    """Report paths that the environments name and the bundle lacks."""
    layout = site.layout
    places = [
        *(Path(path.source) for path in contents.paths),
        *(layout.directory / name for name in contents.var),
        *map(Path, contents.skipped),
        layout.bin_directory,
        layout.ini_directory,
    ]
    cure = f"add it to include of [{part.name}], or move it below ${{{site.name}:var}} if it is data"
    for environment in environments:
        warn_of_missing_paths(environment, layout.directory, places, cure, warnings)


def make_bundle_script(part: PartOptions, contents: BundleContents) -> str:
    """Return the script that makes a bundle."""
    return _SCRIPT.format(
        python=sys.executable, marker=part.marker, paths=_list_roots(), contents=contents.make_arguments()
    )


def _list_roots() -> list[str]:
    """Return the folders from which the recipe and the ini language are imported."""
    specs = (find_spec("twod.recipe"), find_spec("twod.inifile"), find_spec("packaging"), find_spec("zc.buildout"))
    files = [Path(spec.origin) for spec in specs if spec and spec.origin]
    depths = (2, 2, 1, 2)
    return list(dict.fromkeys(str(file.parents[depth]) for file, depth in zip(files, depths, strict=True)))


def _name_inner(layout: Layout, path: Path) -> str:
    return str(path.relative_to(layout.directory))
