"""Checks by the site's own eggs in the site's own Python: of inis before they are written, of a deployment after it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, NamedTuple

from twod.recipe.inquiry import ask_site

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from twod.recipe.scripts import ScriptBase

#: Runs with the site's eggs; reads the texts by path, and answers with what is wrong in each.
BODY = """
from twod.wsgi.config import check_ini
from twod.wsgi.exc import ConfigurationError

answer = []
for path, text in asked.items():
    try:
        check_ini(path, text=text)
    except ConfigurationError as error:
        answer += [[path, problem.section, problem.name, problem.message, str(problem)] for problem in error.problems]
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


def check_inis(base: ScriptBase, texts: Mapping[str, str], directory: Path) -> list[Finding]:
    """Return what is wrong in inis that are not written yet; none of the site's own code is imported for that.

    :param base: what the site's scripts begin with.
    :param texts: the text of each ini, by the path it is meant for.
    :param directory: where a script of that base can run from.
    :raises RecipeError: when the check itself cannot be done.
    """
    answer = ask_site(base, BODY, dict(texts), directory, "The inis cannot be checked")
    return [Finding(*finding) for finding in answer]


def run_deployment_check(script: Path) -> tuple[bool, str]:
    """Run Django's ``check --deploy``; return whether it found no error, and what it said.

    :param script: an environment's script for management commands.
    """
    done = subprocess.run(  # noqa: S603 -- a script of ours
        [script, "check", "--deploy", "--no-color"], capture_output=True, text=True, check=False
    )
    told = done.stderr.strip().splitlines()
    if "Traceback (most recent call last):" in told:
        told = told[-1:]
    return done.returncode == 0, "\n".join(filter(None, [done.stdout.strip(), *told]))
