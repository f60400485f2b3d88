"""How much of what people have arrives, and the table that the manual shows of it."""

from __future__ import annotations

import csv
from collections import Counter
from enum import Enum
from pathlib import Path

TABLE = Path(__file__).parents[2] / "docs/tables/migration" / "totals.csv"


class Outcome(Enum):
    """What becomes of a file, or of a value."""

    #: It works unchanged, except for the name of the package.
    AT_ONCE = "Without a command"
    #: It works after one command.
    AFTER = "By the command"
    #: It works, but a list stands for a tuple, a text for a path or the like, which is the same for Django.
    ALIKE = "In another type, equal for Django"
    #: The command names it, and it stays in the settings module.
    LEFT = "Left in the module, named"
    #: It does not, and the command says why.
    NOT = "Not, with the reason"


KINDS = (
    "Parts of djangorecipe",
    "Inis of sites",
    "Inis of other frameworks",
    "Values of settings modules over a base",
    "Values of whole settings modules",
    "``.env`` files",
)
HEAD = ["What", "Tried", *(outcome.value for outcome in Outcome)]


class Totals:
    """The counts of a run."""

    def __init__(self) -> None:
        self._counts = {kind: Counter[Outcome]() for kind in KINDS}

    def add(self, kind: str, outcome: Outcome, number: int = 1) -> None:
        """Count what became of something."""
        self._counts[kind][outcome] += number

    def make_rows(self) -> list[list[str]]:
        """Return the table, its head first."""
        rows = [HEAD]
        for kind, counts in self._counts.items():
            rows.append([kind, str(counts.total()), *(str(counts[outcome]) for outcome in Outcome)])
        return rows


def read_table() -> list[list[str]]:
    """Return the table that the manual shows."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_table(rows: list[list[str]]) -> None:
    """Make the manual show the table of a run."""
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def align(rows: list[list[str]]) -> list[str]:
    """Return the lines of a table for a terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
