"""An option of buildout.cfg as a row of a table, and the values of such a table.

Each row has the values that an option may have, its default, and its help text for the manual; the check for unknown
options and the manual's own tables are made from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar, cast

_T_co = TypeVar("_T_co", covariant=True)


class Option(NamedTuple, Generic[_T_co]):
    """One option.

    :param name: as it is written in buildout.cfg.
    :param read: makes the value of the text; the message of its ValueError is what would be right.
    :param default: the value when nobody gives the option.
    :param help: what the option means, for the manual.
    """

    name: str
    read: Callable[[str], _T_co]
    default: _T_co
    help: str


class OptionGroup(NamedTuple):
    """Options of one subject.

    :param title: the subject, which is a heading of the manual.
    :param options: in the order of the manual.
    """

    title: str
    options: tuple[Option[Any], ...]


def list_grouped(groups: Iterable[OptionGroup]) -> tuple[Option[Any], ...]:
    """Return the options of all groups, in their order."""
    return tuple(option for group in groups for option in group.options)


class Values:
    """The values of a table's options.

    :param values: what was given, by the option's name; the rest has its default.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, option: Option[_T_co]) -> _T_co:
        return cast("_T_co", self._values.get(option.name, option.default))

    def replace(self, option: Option[_T_co], value: _T_co) -> Values:  # type: ignore[misc]  # it is given to its own
        """Return the same values except for that of one option."""
        return Values({**self._values, option.name: value})
