"""The order of the files of tests, by which processes of pytest-xdist that share them end at about the same time."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

import pytest


def put_slow_files_first(items: list[pytest.Item]) -> None:
    """Put the files in front whose tests start processes, and leave the many short ones for the end.

    Files that need a buildout and others take turns: while one process provisions it, another has something to do.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    with_buildout, others = ([file for file in files if folder in file.parts] for folder in ("together", "processes"))
    in_turn = [file for pair in zip_longest(with_buildout, others) for file in pair if file is not None]
    items[:] = [item for file in dict.fromkeys([*in_turn, *files]) for item in files[file]]


def keep_order(config: pytest.Config) -> None:
    """Let pytest-xdist, where it is installed, hand the files out in their order, not by the number of their tests."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False
