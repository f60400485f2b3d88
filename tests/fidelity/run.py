"""Try every rule of the kit in every way, and print the table of what is right.

Each way runs in a Python of its own, which is ended and begun again where a scenario hangs, or ends it::

    python tests/fidelity/run.py [--reasons] [WAY ...]

It needs what ``tox -e fidelity`` installs; a way that is not installed is left out. To try another than those of
``fidelity_kit.ways``, name its :class:`fidelity_kit.world.Way` as ``package.module:name``.
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import argparse
import csv
import io
import json
import logging
import re
import subprocess
import sys
import traceback
from contextlib import closing
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from fidelity_kit.rows import Row, iterate_rows
from fidelity_kit.ways import WAYS
from fidelity_kit.world import Way, World

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs/tables/fidelity"

MISSING = "missing"
LOST = "it took too long, or ended the process"

RIGHT, WRONG, NOT_APPLICABLE = "yes", "no", "–"  # noqa: RUF001 - a dash, as in any table


@dataclass
class Column:
    """What came of one way: for each rule an outcome, and a reason where it is wrong."""

    title: str
    heading: str
    outcomes: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    @property
    def right(self) -> int:
        return list(self.outcomes.values()).count(RIGHT)

    @property
    def applicable(self) -> int:
        return len(self.outcomes) - list(self.outcomes.values()).count(NOT_APPLICABLE)


def find_way(name: str) -> Way:
    """Return a way of the kit by its name, or any other by its module and its name there."""
    module, _, attribute = name.partition(":")
    if attribute:
        way: Way = getattr(import_module(module), attribute)
        return way
    return next(way for way in WAYS if way.name == name)


def try_row(way: Way, row: Row) -> tuple[str, str]:
    """Return what comes of a rule in a way, and why."""
    if not way.has(row.needs):
        return NOT_APPLICABLE, ""
    try:
        row.check(World(way))
    except ModuleNotFoundError as error:
        return MISSING, str(error)
    except Exception as error:  # noqa: BLE001 - whatever is raised in somebody else's code
        line = traceback.extract_tb(error.__traceback__)[-1].line
        return WRONG, f"{line}: {error}" if str(error) else f"{line}"
    return RIGHT, ""


def work(name: str, begin: int) -> None:
    """Write what comes of each rule, from the one with that number on, to the standard output."""
    output, sys.stdout = sys.stdout, sys.stderr
    logging.disable()
    way = find_way(name)
    for row in list(iterate_rows())[begin:]:
        print(json.dumps(try_row(way, row)), file=output, flush=True)


def iterate_outcomes(name: str, begin: int, limit: float) -> Iterator[tuple[str, str]]:
    """Let another Python do the work, and give what it writes, until it ends or is silent for too long."""
    command = [sys.executable, __file__, name, "--work", str(begin)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    line = "begin"
    try:
        while line:
            timer = Timer(limit, process.kill)
            timer.start()
            line = process.stdout.readline()
            timer.cancel()
            if line:
                outcome, reason = json.loads(line)
                yield outcome, reason
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def try_way(name: str, rows: list[Row], limit: float) -> Column:
    """Return what comes of all rules in a way."""
    way = find_way(name)
    column = Column(describe_way(way), way.distribution or way.name)
    while left := rows[len(column.outcomes) :]:
        with closing(iterate_outcomes(name, len(column.outcomes), limit)) as outcomes:
            # One more than what came, unless all came.
            for row, (outcome, reason) in zip(left, chain(outcomes, [(WRONG, LOST)])):  # noqa: B905
                if outcome == MISSING:
                    sys.exit(f"{column.title}: {reason}")
                column.outcomes[row.name], column.reasons[row.name] = outcome, reason
    return column


def describe_way(way: Way) -> str:
    """Return a way's name with the version of what it comes from.

    :raises PackageNotFoundError: when that is not installed.
    """
    if not way.distribution:
        return way.name
    found = f"{way.distribution} {version(way.distribution)}"
    return found if way.name == way.distribution else f"{way.name} ({found})"


def is_installed(name: str) -> bool:
    try:
        describe_way(find_way(name))
    except PackageNotFoundError as error:
        print(f"left out: {name} ({error})")
        return False
    return True


def print_table(rows: list[Row], columns: list[Column]) -> None:
    width = max(len(row.name) for row in rows)
    for number, column in enumerate(columns, 1):
        print(f"[{number}] {column.title}")
    print(" " * width, *(f"[{number}]" for number in range(1, len(columns) + 1)))
    for row in rows:
        print(f"{row.name:{width}}", *(f"{column.outcomes[row.name]:>3}" for column in columns))
    print(f"\n{'right':{width}}", *(f"{column.right:3}" for column in columns))
    print(f"{'of those that apply':{width}}", *(f"{column.applicable:3}" for column in columns))


def print_reasons(columns: list[Column]) -> None:
    for column in columns:
        print(f"\n{column.title}")
        for name, reason in column.reasons.items():
            if reason:
                print(f"  {name}\n      {reason}")


def make_files(rows: list[Row], columns: list[Column]) -> dict[Path, str]:
    """Return what the manual's tables are made from."""
    shown = {RIGHT: RIGHT, WRONG: f"**{WRONG}**", NOT_APPLICABLE: NOT_APPLICABLE}
    table = [["", *(column.heading for column in columns)]]
    for row in rows:
        # A word with an underscore at its end would be a link.
        name = re.sub(r"_\b", r"\\_", row.name) + (" (policy)" if row.is_policy else "")
        table.append([name, *(shown[column.outcomes[row.name]] for column in columns)])
    sums = [["", "Right", "Of"]]
    sums += [[column.title, str(column.right), str(column.applicable)] for column in columns]
    return {MANUAL / "rules.csv": format_csv(table), MANUAL / "sums.csv": format_csv(sums)}


def format_csv(table: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ways", nargs="*", metavar="WAY", help="a name, or package.module:name; by default, all")
    parser.add_argument("--reasons", action="store_true", help="tell why what is wrong is wrong")
    parser.add_argument("--limit", type=float, default=20, metavar="SECONDS", help="time for a scenario")
    manual = parser.add_mutually_exclusive_group()
    manual.add_argument("--write", action="store_true", help="write the tables of the manual, of all ways")
    manual.add_argument("--check", action="store_true", help="fail if the manual has other tables")
    parser.add_argument("--work", type=int, metavar="BEGIN", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.work is not None:
        work(*arguments.ways, arguments.work)
        return
    rows = list(iterate_rows())
    names = arguments.ways or [way.name for way in WAYS]
    columns = [try_way(name, rows, arguments.limit) for name in names if is_installed(name)]
    print_table(rows, columns)
    if arguments.reasons:
        print_reasons(columns)
    for path, text in make_files(rows, columns).items():
        if arguments.write:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif arguments.check and path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.relative_to(ROOT)} tells another table: python tests/fidelity/run.py --write")


if __name__ == "__main__":
    main()
