"""The order of the files of tests, by which processes of pytest-xdist that share them end at about the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

#: Folders and files whose tests start processes, and need no buildout.
_START_PROCESSES = {"processes", "test_expressions.py"}


def put_slow_files_first(items: list[pytest.Item]) -> None:
    """Put the files in front whose tests start processes, and leave the many short ones for the end.

    The first of them provisions the buildout; what needs none comes next, so that nobody has to wait for it.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    with_buildout = [file for file in files if "together" in file.parts]
    without = [file for file in files if _START_PROCESSES & {*file.parts}]
    in_order = dict.fromkeys([*with_buildout[:1], *without, *with_buildout, *files])
    items[:] = [item for file in in_order for item in files[file]]


def keep_order(config: pytest.Config) -> None:
    """Let pytest-xdist, where it is installed, hand the files out in their order, not by the number of their tests."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False
