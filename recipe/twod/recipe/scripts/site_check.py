"""Checks by the site's own eggs: of inis before they are written, and of a deployment afterwards."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from twod.inifile.problems import HasPlace, Place, Report
from twod.recipe.scripts.inquiry import ask_site, describe_last_error
from twod.recipe.scripts.script_maker import ScriptMaker


def describe_ini(path: Path, text: str, module: str, *, imports: bool = False) -> dict[str, object]:
    """Return an ini as a mapping for a question to the site's twod.wsgi.

    :param path: the path that the ini will have.
    :param text: the whole ini.
    :param module: the name of the settings module; empty if there is no module.
    :param imports: whether the settings module may be imported.
    """
    return {"path": str(path), "text": text, "module": module, "imports": imports}


def check_inis(
    maker: ScriptMaker, inis: Sequence[Mapping[str, object]], directories: Iterable[Path], eggs: HasPlace
) -> Report:
    """Return the report of the site's twod.wsgi on inis that are not written yet, with their own files and lines.

    The check imports no code of the site, except the settings modules of inis that allow it.

    :param maker: makes the site's scripts.
    :param inis: the results of :func:`describe_ini`.
    :param directories: the directories that the run is going to create.
    :param eggs: the option that brings the site's twod.wsgi.
    :raises RecipeError: if twod.wsgi gives no answer.
    """
    answer = ask_site(
        maker, "check", {"inis": inis, "directories": list(map(str, directories))}, eggs, "The inis cannot be checked"
    )
    report = Report()
    for told, add in ((answer["errors"], report.error), (answer["warnings"], report.warn)):
        for problem in told:
            add(Place(*(problem[field] for field in Place._fields)), problem["message"])
    return report


def run_deployment_check(script: Path) -> tuple[bool, str]:
    """Run Django's ``check --deploy``, and return whether it succeeded, and its output.

    :param script: an environment's script for management commands.
    """
    done = subprocess.run(  # noqa: S603 - a script of ours
        [script, "check", "--deploy", "--no-color"], capture_output=True, text=True, check=False
    )
    told = done.stderr.strip()
    if "Traceback (most recent call last):" in told:
        told = f"Django's check failed with {describe_last_error(told)}"
    return done.returncode == 0, "\n".join(filter(None, [done.stdout.strip(), told]))
