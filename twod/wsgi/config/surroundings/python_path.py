"""The directories that an ini adds to Python's search path: its own, or those of ``twod.pythonpath``."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import PYTHON_PATH_OPTION


def extend_python_path(variables: Mapping[str, IniOption], report: Report, path: list[str] | None = None) -> None:
    """Add the directories to the search path, so that a command finds the modules of the site from any directory.

    The directories of ``twod.pythonpath`` come first, as with ``PYTHONPATH``. Without this option, the directory of the
    ini comes last, so that it hides no installed module.

    :param variables: PasteDeploy's ``global_conf``.
    :param report: gets the missing directories.
    :param path: the search path; None for that of this process.
    """
    path = sys.path if path is None else path
    option = variables.get(PYTHON_PATH_OPTION)
    if option is None:
        here = variables.get("here")
        if here is not None and here.text not in path:
            path.append(here.text)
        return
    base = Path(option.file).parent if option.file else Path.cwd()
    lines = filter(None, map(str.strip, option.text.splitlines()))
    named = dict.fromkeys(Path(os.path.abspath(base / line)) for line in lines)  # noqa: PTH100 - keep links
    for directory in named:
        if not directory.is_dir():
            report.error(option, f"there is no directory {directory}; create it, or correct the path")
    path[:0] = [text for text in map(str, named) if text not in path]
