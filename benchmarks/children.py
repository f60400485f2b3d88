"""Measuring in processes of their own: the interpreter adapts itself to the classes that it meets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CYCLES_COUNTED = (100, 600)
VALGRIND = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")


def run_child(script: str, *arguments: str, prefix: tuple[str, ...] = ()) -> str:
    """Run a script of the benchmarks and return what it printed."""
    command = [*prefix, sys.executable, script, *arguments]
    environ = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(command, text=True, capture_output=True, check=True, env=environ)
    return done.stdout + done.stderr


def can_count() -> bool:
    """Return whether valgrind is installed, which counts instructions; they are the same from run to run."""
    return shutil.which("valgrind") is not None


def count_instructions(script: str, make_arguments: Callable[[int], tuple[str, ...]]) -> int:
    """Return the instructions of one cycle: of many, less those of few, so that starting up is not counted.

    :param script: the script.
    :param make_arguments: makes its arguments of a number of cycles.
    """
    counts = [read_count(run_child(script, *make_arguments(cycles), prefix=VALGRIND)) for cycles in CYCLES_COUNTED]
    few, many = CYCLES_COUNTED
    return (counts[1] - counts[0]) // (many - few)


def read_count(output: str) -> int:
    """Return the instructions that valgrind reports."""
    found = re.search(r"I\s+refs:\s+([\d,]+)", output)
    if found is None:
        raise SystemExit(f"valgrind counted nothing:\n{output}")
    return int(found[1].replace(",", ""))
