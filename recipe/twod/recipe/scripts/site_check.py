"""Checks by the site's own eggs in the site's own Python: of inis before they are written, of a deployment after it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.text import Section
from twod.recipe.scripts.inquiry import ask_site, describe_last_error
from twod.recipe.scripts.script_maker import ScriptBase

#: The groups of entry points that PasteDeploy takes a section's ``egg:NAME#ENTRY-POINT`` from, by the section's type.
_GROUPS = {
    "app": ("paste.app_factory", "paste.composite_factory", "paste.composit_factory"),
    "filter": ("paste.filter_factory", "paste.filter_app_factory"),
    "server": ("paste.server_factory", "paste.server_runner"),
}
_SECTION_GROUPS = {
    "app": "app",
    "composite": "app",
    "pipeline": "filter",
    "filter": "filter",
    "filter-app": "filter",
    "server": "server",
}

#: Runs with the site's eggs; answers with what is wrong in each ini. It looks for the settings module and for entry
#: points without importing anything of the project.
_BODY = r"""
from functools import lru_cache
from importlib import metadata
from twod.wsgi.config import check_ini
from twod.wsgi.exc import ConfigurationError

@lru_cache(None)
def find_missing_module(name):
    path, found = None, ""
    for word in name.split("."):
        found = f"{found}.{word}".lstrip(".")
        specs = (finder.find_spec(found, path) for finder in sys.meta_path if hasattr(finder, "find_spec"))
        spec = next(filter(None, specs), None)
        if spec is None:
            return f"there is no module {found!r} among the site's eggs and extra-paths"
        path = getattr(spec.submodule_search_locations, "_path", spec.submodule_search_locations) or []

@lru_cache(None)
def find_missing_entry_point(use, groups):
    name, _, wanted = use.removeprefix("egg:").partition("#")
    try:
        points = metadata.distribution(name).entry_points
    except (metadata.PackageNotFoundError, ValueError):
        return f"there is no distribution {name!r} among the site's eggs"
    known = sorted({point.name for group in groups for point in points.select(group=group)})
    if (wanted or "main") not in known:
        return f"{name} has no {wanted or 'main'!r} of that kind; it has: {', '.join(known) or 'none'}"

answer = []
for path, text, module, uses in asked:
    try:
        check_ini(path, text=text)
    except ConfigurationError as error:
        answer += [[path, problem.section, problem.name, problem.message, str(problem)] for problem in error.problems]
    missing = [("DEFAULT", "django_settings_module", find_missing_module(module))] if module else []
    missing += [(header, option, find_missing_entry_point(use, tuple(groups))) for header, option, use, groups in uses]
    for header, option, message in missing:
        if message:
            answer.append([path, header, option, message, f"{path} [{header}] {option}: {message}"])
"""


class Finding(NamedTuple):
    """What the site's twod.wsgi has against an ini.

    :param path: the ini.
    :param header: the section of the ini; None when none is to blame.
    :param option: the option there; None when none is to blame.
    :param message: what is wrong, without the place.
    :param text: the same with the place in the ini.
    """

    path: str
    header: str | None
    option: str | None
    message: str
    text: str


class Question(NamedTuple):
    """What is to be looked at.

    :param path: where the ini will be.
    :param text: the whole ini.
    :param module: name of the settings module; empty when there is none.
    :param uses: header, option, ``egg:NAME#ENTRY-POINT`` and groups of entry points.
    """

    path: str
    text: str
    module: str
    uses: Sequence[tuple[str, str, str, Sequence[str]]]


def list_uses(sections: Iterable[Section]) -> list[tuple[str, str, str, Sequence[str]]]:
    """Return what the sections of an ini want of the site's eggs: header, option, ``egg:…`` and groups."""
    return [
        (section.header, entry.name, word, _GROUPS[_SECTION_GROUPS[kind]])
        for section in sections
        if (kind := section.header.partition(":")[0]) in _SECTION_GROUPS
        for entry in section.entries
        if entry.name in ("use", "pipeline")
        for word in entry.value.split()
        if word.startswith("egg:")
    ]


def check_inis(base: ScriptBase, questions: Iterable[Question], directory: Path) -> list[Finding]:
    """Return what is wrong in inis that are not written yet; none of the site's own code is imported for that.

    :param base: what the site's scripts begin with.
    :param questions: the inis.
    :param directory: where a script of that base can run from.
    :raises RecipeError: when the check itself cannot be done.
    """
    answer = ask_site(base, _BODY, list(questions), directory, "The inis cannot be checked")
    return [Finding(*finding) for finding in answer]


def run_deployment_check(script: Path) -> tuple[bool, str]:
    """Run Django's ``check --deploy``; return whether it found no error, and what it said.

    :param script: an environment's script for management commands.
    """
    done = subprocess.run(  # noqa: S603 - a script of ours
        [script, "check", "--deploy", "--no-color"], capture_output=True, text=True, check=False
    )
    told = done.stderr.strip()
    if "Traceback (most recent call last):" in told:
        told = f"Django's check ends with {describe_last_error(told)}"
    return done.returncode == 0, "\n".join(filter(None, [done.stdout.strip(), told]))
