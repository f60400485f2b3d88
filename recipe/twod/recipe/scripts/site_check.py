"""Checks by the site's own eggs in the site's own Python: of inis before they are written, of a deployment after it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.problems import HasPlace
from twod.inifile.text import Section
from twod.recipe.scripts.inquiry import ask_site, describe_last_error
from twod.recipe.scripts.script_maker import ScriptMaker

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


class Finding(NamedTuple):
    """What the site's twod.wsgi has against an ini.

    :param path: the ini.
    :param section: header of the section of the ini; None when none is to blame.
    :param option: the option there; None when none is to blame.
    :param message: what is wrong, without the place.
    :param text: the same with the place in the ini.
    """

    path: str
    section: str | None
    option: str | None
    message: str
    text: str


class Question(NamedTuple):
    """What is to be looked at.

    :param path: where the ini will be.
    :param text: the whole ini.
    :param module: name of the settings module; empty when there is none.
    :param uses: what the ini wants of the site's eggs.
    """

    path: str
    text: str
    module: str
    uses: Sequence[Use]


class Use(NamedTuple):
    """An entry point that an ini names.

    :param section: header of the section.
    :param option: the option there.
    :param use: ``egg:NAME#ENTRY-POINT``.
    :param groups: the groups that it may be of.
    """

    section: str
    option: str
    use: str
    groups: Sequence[str]


def list_uses(sections: Iterable[Section]) -> list[Use]:
    """Return what the sections of an ini want of the site's eggs."""
    return [
        Use(section.header, entry.name, word, _GROUPS[_SECTION_GROUPS[kind]])
        for section in sections
        if (kind := section.header.partition(":")[0]) in _SECTION_GROUPS
        for entry in section.entries
        if entry.name in ("use", "pipeline")
        for word in entry.value.split()
        if word.startswith("egg:")
    ]


def check_inis(maker: ScriptMaker, questions: Iterable[Question], eggs: HasPlace) -> list[Finding]:
    """Return what is wrong in inis that are not written yet; none of the site's own code is imported for that.

    :param maker: makes the site's scripts.
    :param questions: the inis.
    :param eggs: the option that the site's twod.wsgi comes from.
    :raises RecipeError: when the check itself cannot be done.
    """
    inis = [question._asdict() | {"uses": [use._asdict() for use in question.uses]} for question in questions]
    answer = ask_site(maker, "check", {"inis": inis}, eggs, "The inis cannot be checked")
    return [Finding(*(fault[name] for name in Finding._fields)) for fault in answer["faults"]]


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
