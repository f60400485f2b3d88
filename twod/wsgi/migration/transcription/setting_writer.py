"""The options that turn the present value of a setting into the wanted one: the shortest of several ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from twod.inifile.keys import Key, parse_key, write_key
from twod.inifile.masking import name_key
from twod.inifile.opaque import is_mapping
from twod.wsgi.config.kinds.base import Kind, OptionalKind
from twod.wsgi.config.kinds.by_type import find_kind_of_value
from twod.wsgi.config.kinds.containers import is_ordered, is_unordered
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.kinds.untyped import UNTYPED, Untyped
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.transcription.exact_text import find_unwritten, spell_exactly
from twod.wsgi.migration.transcription.list_changes import find_list_changes
from twod.wsgi.migration.transcription.option_text import OptionText

#: The longest value, in characters, that is written whole and not key by key.
_LONG = 100
_TOO_LONG = 10**6
#: How much longer than the whole value a change may be, since a change shows its intention and keeps following the
#: module.
_CHANGE_BONUS = 20
_ANCHOR = r"[\w.@/+-]+"
_NAME_IN_A_FILE = r"[^\s=:\[\]{}%$]+"

_Path = tuple[str, ...]
#: A function that returns a part of a value with stand-ins, from the part and the keys that lead to it.
PutIn = Callable[[object, _Path], object]


class SettingWriter:
    """A writer of one setting.

    :param name: the setting.
    :param kind: the kind that reads it.
    :param put_in: puts stand-ins into a value.
    """

    def __init__(self, name: str, kind: Kind, put_in: PutIn) -> None:
        self._name = name
        self._kind = kind
        self._put_in = put_in

    def find_ways(self, value: object, before: object) -> Iterator[list[OptionText]]:
        """Yield the ways to set a value, each as a list of options, in the order in which to try them.

        :param before: the value without them; MISSING if the setting has no value.
        """
        ways: list[tuple[int, list[OptionText]]] = []
        for write in (self._write_changes, self._write_whole):
            try:
                way = write((), self._kind, value, before)
            except BadValueError:
                continue
            is_change = write == self._write_changes
            is_long = is_mapping(value) and _measure(way) > _LONG and not is_change
            if way:
                ways.append((_weigh(way, before, is_change=is_change) + is_long * _TOO_LONG, way))
        yield from (way for _, way in sorted(ways, key=lambda pair: pair[0]))

    def _write_whole(self, path: _Path, kind: Kind, value: object, _before: object) -> list[OptionText]:
        standing = self._put_in(value, (self._name, *path))
        text = _write(kind, standing)
        if isinstance(kind, Untyped) and standing is not value and type(standing) is str:
            text = f'"{text}"'  # A secret in digits is a text, too.
        return [OptionText(self._make_name(path), text)]

    def _write_changes(self, path: _Path, kind: Kind, value: Any, before: Any) -> list[OptionText]:
        if isinstance(kind, OptionalKind):
            kind = kind.kind
        if is_mapping(value) and (is_mapping(before) or before is None or before is MISSING) and value:
            return self._write_keys(path, kind, value, before if is_mapping(before) else {})
        if is_ordered(value) and is_ordered(before) and len(value) == len(before) and all(map(is_mapping, value)):
            return self._write_parts(path, kind, list(enumerate(value)), dict(enumerate(before)))
        if (is_ordered(value) and is_ordered(before)) or (is_unordered(value) and is_unordered(before)):
            return self._write_operations(path, kind, value, before)
        raise BadValueError("a value with parts")

    def _write_keys(self, path: _Path, kind: Kind, value: Any, before: Any) -> list[OptionText]:
        if any(key not in value for key in before):
            raise BadValueError("a dictionary with all the keys that it had")  # An ini cannot remove a key.
        return self._write_parts(path, kind, list(value.items()), before)

    def _write_parts(self, path: _Path, kind: Kind, parts: Sequence[tuple[Any, Any]], before: Any) -> list[OptionText]:
        options: list[OptionText] = []
        for key, item in parts:
            present = before.get(key, MISSING)
            if present is not MISSING and spell_exactly(item) == spell_exactly(present):
                continue
            segment = name_key(key)
            below = kind.find_child(segment)
            if isinstance(below, Untyped) and present is not MISSING:
                below = find_kind_of_value(present) or below
            if below is None:
                raise BadValueError(f"a key that is known, not {segment}")
            options += self._write_part((*path, segment), below, item, present)
        return options

    def _write_part(self, path: _Path, kind: Kind, value: object, before: object) -> list[OptionText]:
        """Return the shorter one: the whole value, or its changes."""
        found = []
        mistake = BadValueError("a value with a notation")
        for write in (self._write_changes, self._write_whole):
            try:
                way = write(path, kind, value, before)
            except BadValueError as error:
                mistake = error
                continue
            if way:
                found.append((_weigh(way, before, is_change=write == self._write_changes), way))
        if not found:
            raise mistake
        return min(found, key=lambda pair: pair[0])[1]

    def _write_operations(self, path: _Path, kind: Kind, value: Any, before: Any) -> list[OptionText]:
        options = []
        if is_unordered(value):
            changes = find_list_changes(sorted(before, key=spell_exactly), sorted(value, key=spell_exactly))
            changes = [
                change._replace(operator="append" if change.operator != "remove" else "remove") for change in changes
            ]
        else:
            changes = find_list_changes(list(before), list(value))
        for change in changes:
            standing = self._put_in(change.items, (self._name, *path))
            anchor = None if change.operator != "after" else change.anchor
            if anchor is not None and (type(anchor) is not str or not re.fullmatch(_ANCHOR, anchor)):
                raise BadValueError("an item whose text can stand in brackets")
            name = write_key(Key(self._name, path, change.operator, anchor))
            options.append(OptionText(_judge(name), _write(_find_list_kind(kind, before), standing)))
        return options

    def _make_name(self, path: _Path) -> str:
        key = Key(self._name, path)
        name = _judge(write_key(key))
        if parse_key(name) != key:
            raise BadValueError("keys that the name of an option can have")
        return name


def _write(kind: Kind, value: object) -> str:
    """Return the text of a value.

    :raises BadValueError: if it has no text, or must not be evaluated.
    """
    if find_unwritten(value) is not None:
        raise BadValueError("a value with a notation")
    try:
        return kind.write(value)
    except (AttributeError, TypeError, ValueError) as error:  # a value of another kind
        raise BadValueError("a value with a notation") from error


def _find_list_kind(kind: Kind, before: object) -> Kind:
    return (find_kind_of_value(before) or UNTYPED) if isinstance(kind, Untyped) else kind


def _judge(name: str) -> str:
    """Return a name if a file can have an option with it."""
    if not re.fullmatch(_NAME_IN_A_FILE, name):
        raise BadValueError("keys that the name of an option can have")
    return name


def _weigh(options: Sequence[OptionText], before: object, *, is_change: bool) -> int:
    """Return the number of characters to read, minus the bonus for a change."""
    return _measure(options) - (_CHANGE_BONUS if is_change and before is not MISSING else 0)


def _measure(options: Sequence[OptionText]) -> int:
    return sum(option.size for option in options)
