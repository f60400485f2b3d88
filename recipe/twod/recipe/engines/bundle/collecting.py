"""Collection of static files into a bundle, without the secrets and services of its hosts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from twod.inifile.problems import Report
from twod.inifile.reading import IniFile
from twod.inifile.reference_syntax import has_reference
from twod.inifile.references import References
from twod.inifile.text import HERE
from twod.inifile.variables import ENVIRONMENT_FILE_OPTION
from twod.recipe.engines.bundle.bundle_contents import BundleContents
from twod.recipe.engines.bundle.bundle_error import BundleError

_STATIC_APP = "django.contrib.staticfiles"

#: Django's ManifestFilesMixin writes it. The order of its entries depends on the file system.
_MANIFEST = "staticfiles.json"

_SECRET_KEY = "SECRET_KEY"  # noqa: S105 - a name
_STAND_IN = f"{_SECRET_KEY} = only for the collection of static files\n"


def collect_static(contents: BundleContents, folder: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Collect the static files of each environment that has some into the bundle.

    :param folder: the folder of the bundle, complete except for static files.
    :raises BundleError: if they cannot be collected, or would be outside of the bundle.
    """
    ours = {
        **environ,
        **dict(contents.variables),
        "TWOD_PYTHON": sys.executable,
        "PYTHONDONTWRITEBYTECODE": "1",
        # With it, each process iterates over sets in the same order, also when apps write files from them.
        "PYTHONHASHSEED": "0",
    }
    for var in contents.var:
        (folder / var).mkdir(parents=True, exist_ok=True)
    done: set[Path] = set()
    for name, ini in contents.environments.items():
        path = folder / ini
        text = path.read_text(encoding="utf-8")
        path.unlink()
        path.write_text(leave_out_unknown(path, text, ours), encoding="utf-8")
        try:
            root = _find_static_root(contents, folder, name, ini, ours)
            if root is not None and root not in done:
                done.add(root)
                _collect([_find_command(contents, folder), "manage", path], name, root, ours)
        finally:
            path.unlink()
            path.write_text(text, encoding="utf-8")


def leave_out_unknown(path: Path, text: str, environ: Mapping[str, str]) -> str:
    """Return an ini without files of variables and without options with references that have no value here.

    Collecting static files needs no database, cache or password. Only ``SECRET_KEY`` is required by Django.

    :param path: path of the ini.
    :param text: an ini of the recipe, in which the continuation lines of a value are indented.
    """
    file = IniFile(str(path), text, Report())
    references = References({}, environ)
    lines = text.splitlines(keepends=True)
    here = str(path.parent)
    named = [option for name, option in file.defaults.items() if name == ENVIRONMENT_FILE_OPTION]
    for option in [*named, *(option for options in file.sections.values() for option in options.values())]:
        placed = option._replace(text=option.text.replace(HERE, here))
        is_known = not has_reference(placed.text) or references.expand_elsewhere(placed, Report()).text is not None
        if is_known and option not in named:
            continue
        first = last = (option.line or 1) - 1
        while last + 1 < len(lines) and lines[last + 1].startswith(" "):
            last += 1
        lines[first : last + 1] = [_STAND_IN if option.name == _SECRET_KEY else "\n"] + [""] * (last - first)
    return "".join(lines)


def _find_static_root(
    contents: BundleContents, folder: Path, name: str, ini: str, environ: Mapping[str, str]
) -> Path | None:
    """Return the folder of an environment's static files in the bundle, or None if there is no such folder.

    :raises BundleError: if the settings cannot be read, or a host would not find the files.
    """
    done = _run(
        [_find_command(contents, folder), "settings", "--json", folder / ini, "STATIC_ROOT", "INSTALLED_APPS"], environ
    )
    if done.returncode:
        cure = "set the missing variables by environment-vars, or set collectstatic = false"
        raise BundleError(f"[{name}] its settings need variables that only a host has; {cure}:\n{_tell(done)}")
    settings: dict[str, Any] = {key: shown["value"] for key, shown in json.loads(done.stdout).items()}
    if _STATIC_APP not in settings["INSTALLED_APPS"] or not settings["STATIC_ROOT"]:
        return None
    root = Path(os.path.normpath(folder / settings["STATIC_ROOT"]))
    if any(root.is_relative_to(folder / var) for var in contents.var):
        where = f"STATIC_ROOT is below {root.relative_to(folder).parts[0]}, which a release does not bring along"
        raise BundleError(f"[{name}] {where}; write STATIC_ROOT = ${{{contents.part}:location}}/static")
    return root if root.is_relative_to(folder) else None


def _find_command(contents: BundleContents, folder: Path) -> Path:
    """Return the path of the script with the commands for all inis."""
    return next(folder / script for script in contents.scripts if script.endswith("/twod"))


def _collect(manage: list[str | Path], name: str, root: Path, environ: Mapping[str, str]) -> None:
    """Collect the static files of an environment.

    :param manage: the command that runs Django's commands with its settings.
    """
    done = _run([*manage, "collectstatic", "--noinput", "--verbosity=0"], environ)
    if done.returncode:
        raise BundleError(f"[{name}] static files cannot be collected:\n{_tell(done)}")
    for manifest in root.rglob(_MANIFEST):
        content = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.write_text(json.dumps(content, sort_keys=True), encoding="utf-8")


def _run(command: list[str | Path], environ: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=dict(environ), capture_output=True, text=True, check=False)  # noqa: S603 - ours


def _tell(done: subprocess.CompletedProcess[str]) -> str:
    """Return the end of a process's output."""
    return "\n".join((done.stderr.strip() or done.stdout.strip()).splitlines()[-20:])
