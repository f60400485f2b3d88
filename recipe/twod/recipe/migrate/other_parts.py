"""Parts of other recipes, and options of ``[buildout]``, that somebody has to look at after a move."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from packaging.utils import canonicalize_name

from twod.inifile.problems import Report
from twod.recipe.migrate.old_buildout import OldBuildout

#: What an option of zc.recipe.egg has where one of its scripts is for management commands.
_MANAGEMENT = re.compile(
    r"\bmanage\b|\bdjango-admin\b|\bDJANGO_SETTINGS_MODULE\b|\bexecute_(?:from_command_line|manager)\b"
)
_SCRIPT_OPTIONS = ("entry-points", "scripts", "initialization", "arguments")

#: Distributions that every site has and that a buildout of old is unlikely to pin.
_NEW = ("PasteDeploy", "WebOb")

_NOSE = "is the recipe of twod.wsgi 1.x; write recipe = twod.recipe:test, and config-uri for paste_config_uri"
_SCRIPT = (
    "{option} makes a script for management commands, with a settings module of its own; "
    "bin/manage-ENVIRONMENT, or the control-script of the site, has the settings of the ini"
)
_PICKED = (
    "is false, and new distributions have no pin yet; "
    "bin/buildout buildout:allow-picked-versions=true buildout:show-picked-versions=true prints their pins"
)


def judge_other_parts(buildout: OldBuildout, ours: Collection[str], report: Report) -> None:
    """Report what may not work, or not as before.

    :param ours: the names of the old parts that are moved.
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
    """Return the option that makes a script for management commands; empty for none."""
    return next((name for name in _SCRIPT_OPTIONS if _MANAGEMENT.search(options.get(name, ""))), "")


def _judge_pins(buildout: OldBuildout, report: Report) -> None:
    options = buildout.get_effective("buildout")
    if options.get("allow-picked-versions", "true").strip().lower() != "false":
        return
    pinned = {canonicalize_name(name) for name in buildout.get_effective(options.get("versions", "versions"))}
    if not pinned.issuperset(map(canonicalize_name, _NEW)):
        report.warn(buildout.get_place("buildout", "allow-picked-versions"), _PICKED)
