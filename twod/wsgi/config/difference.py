"""The differences between the settings of two inis, down to the keys of dictionaries and the items of lists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeGuard

from twod.inifile.keys import Key, write_key
from twod.inifile.masking import mask_key, name_key
from twod.inifile.opaque import has_opaque, is_equal, is_in, is_mapping, is_sequence
from twod.inifile.secrets import HIDDEN, hide_passwords
from twod.inifile.variables import FAST_OPTION
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.trace.below import concerns, split_name
from twod.wsgi.config.trace.origins import SettingReport


class Side(NamedTuple):
    """The value of one configuration in a comparison, and its place."""

    #: The value with secrets hidden; if only some items of a list differ, these items; empty if there is no value.
    values: tuple[object, ...]
    #: The place that set the value last; empty if nothing sets it.
    place: str


class Difference(NamedTuple):
    """A setting, or a key of a setting, that differs between two configurations."""

    key: str
    left: Side
    right: Side


class ComparedPart(NamedTuple):
    """A setting, or a part of one: its value, the value with secrets hidden, and the report of the setting."""

    real: object
    shown: object
    report: SettingReport

    def find_child(self, key: object) -> ComparedPart:
        """Return the part at a key or an index; its value is MISSING if there is no such part."""
        if is_mapping(self.real) and is_mapping(self.shown):
            return ComparedPart(self.real.get(key, MISSING), self.shown.get(mask_key(key), MISSING), self.report)
        if is_sequence(self.real) and is_sequence(self.shown) and isinstance(key, int):
            return ComparedPart(self.real[key], self.shown[key], self.report)
        return ComparedPart(MISSING, MISSING, self.report)

    @property
    def is_hidden(self) -> bool:
        """Whether the whole value is a secret."""
        return is_equal(self.shown, HIDDEN)

    def make_side(self, path: tuple[str, ...], values: tuple[object, ...] | None = None) -> Side:
        """Return this part as one side of a difference.

        :param values: the items of a list that differ; None for the whole value.
        """
        if self.real is MISSING:
            return Side((), "")
        return Side((self.shown,) if values is None else values, _find_place(self.report, path))


_NOTHING = SettingReport("", MISSING, "", ())


def find_differences(left: Loaded, right: Loaded, revealed: Iterable[str] = ()) -> list[Difference]:
    """Return the differences between two configurations, sorted by setting, with ``twod.fast`` last.

    If a secret differs, both sides show ``<hidden>``.

    :param revealed: the dotted names of the settings, or parts of settings, to show with their secrets.
    """
    open_paths = {path for name in revealed if (path := split_name(name)) is not None}
    names = sorted(left.values.keys() | right.values.keys())
    left_reports, right_reports = left.report(names), right.report(names)
    found: list[Difference] = []
    for name in names:
        ours, theirs = make_part(left, left_reports, name), make_part(right, right_reports, name)
        found += _compare((name,), ours, theirs, open_paths)
    ours, theirs = [
        ComparedPart(report.value, report.value, report) for report in (left.report_switches(), right.report_switches())
    ]
    found += _compare((FAST_OPTION,), ours, theirs, ())
    return found


def make_part(loaded: Loaded, reports: Mapping[str, SettingReport], name: str) -> ComparedPart:
    """Return a whole setting as a part to compare."""
    report = reports.get(name, _NOTHING)
    return ComparedPart(loaded.find_value(name), report.value, report)


def _compare(
    path: tuple[str, ...], left: ComparedPart, right: ComparedPart, open_paths: Collection[tuple[str, ...]]
) -> Iterator[Difference]:
    if path in open_paths:
        left, right = left._replace(shown=left.real), right._replace(shown=right.real)
    if type(left.real) is type(right.real) and is_equal(left.real, right.real):
        return
    if left.is_hidden or right.is_hidden:
        yield _make_difference(path, left, right)
    elif has_plain_keys(left.real) and has_plain_keys(right.real):
        for key in dict.fromkeys((*left.real, *right.real)):
            yield from _compare((*path, name_key(key)), left.find_child(key), right.find_child(key), open_paths)
    elif _have_same_mappings(left.real, right.real):
        for index in range(len(left.real)):
            yield from _compare((*path, str(index)), left.find_child(index), right.find_child(index), open_paths)
    elif is_sequence(left.real) and is_sequence(right.real):
        yield from _compare_lists(path, left, right, left.real, right.real)
    else:
        yield _make_difference(path, left, right)


def _have_same_mappings(ours: object, theirs: object) -> TypeGuard[Sequence[object]]:
    """Return whether both values are lists of the same number of mappings, which can be compared one by one."""
    if not is_sequence(ours) or not is_sequence(theirs):
        return False
    return len(ours) == len(theirs) and all(map(is_mapping, (*ours, *theirs)))


def _compare_lists(
    path: tuple[str, ...], left: ComparedPart, right: ComparedPart, ours: Sequence[object], theirs: Sequence[object]
) -> Iterator[Difference]:
    only_left = tuple(left.find_child(index).shown for index, item in enumerate(ours) if not is_in(item, theirs))
    only_right = tuple(right.find_child(index).shown for index, item in enumerate(theirs) if not is_in(item, ours))
    if not only_left and not only_right:  # Order, number or type differ.
        yield _make_difference(path, left, right)
    else:
        yield Difference(show_path(path), left.make_side(path, only_left), right.make_side(path, only_right))


def has_plain_keys(value: object) -> TypeGuard[Mapping[object, object]]:
    """Return whether a value is a mapping with keys of simple types, which can be read without running other code."""
    return is_mapping(value) and not any(map(has_opaque, value))


def _make_difference(path: tuple[str, ...], left: ComparedPart, right: ComparedPart) -> Difference:
    return Difference(show_path(path), left.make_side(path), right.make_side(path))


def show_path(path: tuple[str, ...]) -> str:
    """Return a setting and the keys below it as a dotted name, with passwords in keys hidden.

    Example::

        >>> show_path(("BROKERS", "amqp://shop:hunter2@mq/"))
        'BROKERS.amqp://shop:<hidden>@mq/'
    """
    return write_key(Key(path[0], tuple(map(hide_passwords, path[1:]))))


def _find_place(report: SettingReport, path: tuple[str, ...]) -> str:
    """Return the strongest place that sets this part, a value that contains it, or a value inside it."""
    return next((str(origin) for origin in report.origins if concerns(origin, path)), "")
