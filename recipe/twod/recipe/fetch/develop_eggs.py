"""Develop eggs that zc.buildout makes from kept wheels, instead of running pip for each project on each run.

zc.buildout removes all develop eggs and lets pip build them again, at about a second each. Here the build is watched,
and its wheel kept with the list of its inputs (:mod:`twod.recipe.fetch.editable_build`). While the inputs are
unchanged, a build would give the kept wheel. zc.buildout makes the develop egg from the files that pip installs, so the
egg is the same, file by file.
"""

from __future__ import annotations

import glob
import logging
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import rmtree
from typing import Any
from urllib.parse import unquote, urlsplit

from zc.buildout import easy_install
from zc.buildout.buildout import Buildout, bool_option

from twod.recipe.fetch.editable_wheels import EditableWheels, install_editable
from twod.recipe.private_names import get_private

#: The folder of the kept wheels, in the directory of parts. zc.buildout installs a recipe's parts again after any
#: change in its directory of develop eggs, so that directory gets only an empty file of this name.
KEPT_FOLDER = ".twod-develop"

#: The option of ``[buildout]`` that makes pip install all develop eggs on each run.
ALWAYS_OPTION = "develop-always"

_BUILDOUT_DIRECTORIES = ("bin-directory", "parts-directory", "eggs-directory", "develop-eggs-directory")
_MARK = "_twod_keeps_develop_eggs"

_logger = logging.getLogger(__name__)


def keep_develop_eggs() -> None:
    """Make zc.buildout build its develop eggs from kept wheels, from now on in this process.

    zc.buildout 5 reads the metadata of a develop egg from files that pip leaves in the project, so it keeps calling
    pip.
    """
    if hasattr(Buildout, _MARK) or not hasattr(easy_install, "_copy_metadata"):
        return
    develop = get_private(Buildout, "_develop")
    run_command = get_private(easy_install, "get_subprocess_output")
    eggs = DevelopEggs(run_command)

    def develop_from_kept(buildout: Any) -> str:
        eggs.prepare(buildout["buildout"])
        return str(develop(buildout))

    easy_install.get_subprocess_output = eggs.run
    Buildout._develop = develop_from_kept  # noqa: SLF001 - get_private has found it
    setattr(Buildout, _MARK, True)


class DevelopEggs:
    """Replacement of zc.buildout's pip calls that install a project as an editable one.

    :param run_command: zc.buildout's function that runs a command; :meth:`run` replaces it.
    """

    def __init__(self, run_command: Any) -> None:
        self._run_command = run_command
        self._wheels: EditableWheels | None = None
        self._ready: dict[Path, Path | None] = {}

    def prepare(self, options: Any) -> None:
        """Build the changed projects of a buildout, all at the same time.

        :param options: zc.buildout's section ``[buildout]``.
        """
        if bool_option(options, ALWAYS_OPTION, False):
            self._wheels = None
            return
        ignored = [str(Path(options[name]).absolute()) for name in _BUILDOUT_DIRECTORIES]
        folder = Path(options["parts-directory"], KEPT_FOLDER)
        mark = Path(options["develop-eggs-directory"], KEPT_FOLDER)
        if not mark.exists():
            # The user has removed all develop eggs to have them made again.
            rmtree(folder, ignore_errors=True)
            # zc.buildout takes files that appear in the directory during its work for a part of a develop egg.
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
        self._wheels = wheels = EditableWheels(folder, ignored)
        environ = _make_environ()
        projects = [
            project
            for project in _find_projects(options.get("develop") or "", options["directory"])
            if wheels.find(project, environ) is None
        ]
        with ThreadPoolExecutor() as threads:
            built = threads.map(lambda project: wheels.build(project, environ), projects)
            self._ready = dict(zip(projects, built, strict=True))

    def run(self, command: Sequence[str], **keywords: Any) -> Any:
        """Install a project as an editable one if a command would let pip do so; run any other command."""
        project = _find_editable(command)
        if self._wheels is not None and project is not None:
            target = Path(command[command.index("-t") + 1])
            wheel = self._get_wheel(self._wheels, project, keywords.get("env", os.environ))
            if wheel is not None:
                install_editable(wheel, project, target)
                return ""
        return self._run_command(command, **keywords)

    def _get_wheel(self, wheels: EditableWheels, project: Path, environ: Mapping[str, str]) -> Path | None:
        if project in self._ready:
            return self._ready.pop(project)
        if found := wheels.find(project, environ):
            _logger.debug("Unchanged: %s", project)
            return found
        return wheels.build(project, environ)


def _make_environ() -> dict[str, str]:
    """Return the environment that zc.buildout runs pip with."""
    path = [*get_private(easy_install, "pip_path"), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def _find_projects(develop: str, directory: str) -> list[Path]:
    """Return the directories that ``develop`` names, expanded as in zc.buildout."""
    patterns = (str(Path(directory, pattern)) for pattern in develop.split())
    found = (Path(path).expanduser() for pattern in patterns for path in sorted(glob.glob(pattern)))  # noqa: PTH207 - its
    return list(dict.fromkeys((path if path.is_dir() else path.parent).resolve() for path in found))


def _find_editable(command: Sequence[str]) -> Path | None:
    """Return the project that a command of zc.buildout installs as an editable one, or None."""
    if "pip" not in command or "-e" not in command or "-t" not in command:
        return None
    address = urlsplit(command[command.index("-e") + 1])
    return Path(unquote(address.path)) if address.scheme == "file" else None
