"""Settings and differences as tables that fill the width of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from twod.wsgi.commands.inspection.listing import describe_origin
from twod.wsgi.config.difference import Difference, Side
from twod.wsgi.config.trace.origins import SettingReport
from twod.wsgi.config.trace.shown import show_lines

_PLACE = "cyan"
_OVERRIDDEN = "dim"
#: The number of characters on a line that belong to no column, for two columns and for three.
_FRAME, _WIDER_FRAME = 7, 10


def print_settings(reports: Sequence[SettingReport], console: Console | None = None) -> None:
    """Print settings: name and type, and beside them the value and the places that set or changed it.

    :param console: the console to print to; None for the standard output.
    """
    console = console or Console(highlight=False)
    names = min(max((len(report.name) for report in reports), default=0), console.width // 3)
    room = console.width - names - _FRAME
    table = _make_table(console)
    table.add_column("Setting", width=names, overflow="fold")
    table.add_column("Value and origin", overflow="fold")
    for report in reports:
        name = Text.assemble((report.name, "bold"), "\n", (report.type, _OVERRIDDEN))
        table.add_row(name, Text("\n").join([*map(Text, show_lines(report.value, room)), *_make_origins(report, room)]))
    console.print(table)


def _make_origins(report: SettingReport, room: int) -> Iterable[Text]:
    for number, origin in enumerate(report.origins):
        if number:
            line = Text(f"over {describe_origin(origin, report.name)}", style=_OVERRIDDEN)
            line.truncate(room, overflow="ellipsis")
            yield line
        else:
            yield Text(str(origin), style=_PLACE)


def print_differences(differences: Iterable[Difference], left: str, right: str, console: Console | None = None) -> None:
    """Print the differences between two inis side by side.

    :param left: the heading of the left column.
    :param right: the heading of the right column.
    :param console: the console to print to; None for the standard output.
    """
    console = console or Console(highlight=False)
    differences = list(differences)
    names = min(max((len(difference.key) for difference in differences), default=0), console.width // 3)
    room = (console.width - names - _WIDER_FRAME) // 2
    table = _make_table(console)
    table.add_column("Setting", width=names, overflow="fold", style="bold")
    for title in (left, right):
        table.add_column(title, width=room, overflow="fold")
    for difference in differences:
        table.add_row(Text(difference.key), _make_side(difference.left, room), _make_side(difference.right, room))
    console.print(table)


def _make_side(side: Side, room: int) -> Text:
    if not side.place:
        return Text("not set", style=_OVERRIDDEN)
    lines = [Text(line) for value in side.values for line in show_lines(value, room)]
    lines = lines or [Text("no such items", style=_OVERRIDDEN)]
    return Text("\n").join([*lines, Text(side.place, style=_PLACE)])


def _make_table(console: Console) -> Table:
    return Table(box=box.HORIZONTALS, show_lines=True, header_style="bold", width=console.width)
