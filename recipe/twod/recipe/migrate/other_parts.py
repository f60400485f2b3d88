"""Parts of other recipes and options of ``[buildout]`` that the user has to check after the migration."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from packaging.utils import canonicalize_name

from twod.inifile.problems import Report
from twod.recipe.migrate.old_buildout import OldBuildout

#: Text in an option of zc.recipe.egg that makes a script for management commands.
_MANAGEMENT = re.compile(
    r"\bmanage\b|\bdjango-admin\b|\bDJANGO_SETTINGS_MODULE\b|\bexecute_(?:from_command_line|manager)\b"
)
_SCRIPT_OPTIONS = ("entry-points", "scripts", "initialization", "arguments")

#: Distributions that every new site has and that an old buildout hardly pins.
_NEW = ("PasteDeploy", "WebOb")

_NOSE = "is the recipe of twod.wsgi 1.x; write recipe = twod.recipe:test, and config-uri for paste_config_uri"
_SCRIPT = (
    "{option} makes a script for management commands with another settings module; "
    "bin/manage-ENVIRONMENT, or the control-script of the site, has the settings of the ini"
)
_PICKED = (
    "is false, but new distributions have no pins yet; "
    "bin/buildout buildout:allow-picked-versions=true buildout:show-picked-versions=true prints their pins"
)


def judge_other_parts(buildout: OldBuildout, ours: Collection[str], report: Report) -> None:
    """Report settings that may fail, or work differently, after the migration.

    :param ours: the names of the old parts.
    :param report: gets a warning for each.
    """
    for name in dict.fromkeys([*buildout.parts, *buildout.sections]):
        options = buildout.get_effective(name)
        recipe = buildout.resolve(name, options.get("recipe", ""))
        if recipe == "twod.wsgi:nose":
            report.warn(buildout.get_place(name, "recipe"), _NOSE)
        elif recipe.partition(":")[0] == "zc.recipe.egg" and (option := _find_management(options)):
            report.warn(buildout.get_place(name, option), _SCRIPT.format(option=option))
    if ours:
        _judge_pins(buildout, report)


def _find_management(options: Mapping[str, str]) -> str:
    """Return the option that makes a script for management commands, or an empty text."""
    return next((name for name in _SCRIPT_OPTIONS if _MANAGEMENT.search(options.get(name, ""))), "")


def _judge_pins(buildout: OldBuildout, report: Report) -> None:
    options = buildout.get_effective("buildout")
    if options.get("allow-picked-versions", "true").strip().lower() != "false":
        return
    pinned = {canonicalize_name(name) for name in buildout.get_effective(options.get("versions", "versions"))}
    if not pinned.issuperset(map(canonicalize_name, _NEW)):
        report.warn(buildout.get_place("buildout", "allow-picked-versions"), _PICKED)
