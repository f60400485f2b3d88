"""An option of buildout.cfg as a row of a table, and the values of such a table.

Each row has a reader for the option's text, its default, and its help text. The check for unknown options and the
manual's tables are made from the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar, cast

_T_co = TypeVar("_T_co", covariant=True)


class Option(NamedTuple, Generic[_T_co]):
    """One option.

    :param name: its name in buildout.cfg.
    :param read: returns the value of a text, or raises a ValueError with a message about the expected text.
    :param default: the value if the configuration does not have the option.
    :param help: the description for the manual.
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

    :param values: the values of the options that are set, by name; the others have their defaults.
    """

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def __getitem__(self, option: Option[_T_co]) -> _T_co:
        return cast("_T_co", self._values.get(option.name, option.default))

    def replace(self, option: Option[_T_co], value: _T_co) -> Values:  # type: ignore[misc]  # the value fits its option
        """Return the same values with that of one option replaced."""
        return Values({**self._values, option.name: value})
