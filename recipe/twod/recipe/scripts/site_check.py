"""Checks by the site's own eggs in the site's own Python: of inis before they are written, of a deployment after it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from twod.inifile.problems import HasPlace, Place, Report
from twod.recipe.scripts.inquiry import ask_site, describe_last_error
from twod.recipe.scripts.script_maker import ScriptMaker


def describe_ini(path: Path, text: str, module: str, *, imports: bool = False) -> dict[str, object]:
    """Return an ini as the site's twod.wsgi is asked about it.

    :param path: where it will be.
    :param text: all of it.
    :param module: name of the settings module; empty when there is none.
    :param imports: whether the settings module may be imported.
    """
    return {"path": str(path), "text": text, "module": module, "imports": imports}


def check_inis(
    maker: ScriptMaker, inis: Sequence[Mapping[str, object]], directories: Iterable[Path], eggs: HasPlace
) -> Report:
    """Return all that the site's twod.wsgi reports on inis that are not written yet, by their own files and lines.

    None of the site's own code is imported for that, except the settings modules of inis that allow it.

    :param maker: makes the site's scripts.
    :param inis: what :func:`describe_ini` returns of each.
    :param directories: those that the run is going to make.
    :param eggs: the option that the site's twod.wsgi comes from.
    :raises RecipeError: when it cannot be asked.
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
    """Run Django's ``check --deploy``; return whether it found no error, and its output.

    :param script: an environment's script for management commands.
    """
    done = subprocess.run(  # noqa: S603 - a script of ours
        [script, "check", "--deploy", "--no-color"], capture_output=True, text=True, check=False
    )
    told = done.stderr.strip()
    if "Traceback (most recent call last):" in told:
        told = f"Django's check ends with {describe_last_error(told)}"
    return done.returncode == 0, "\n".join(filter(None, [done.stdout.strip(), told]))
