"""JSON in an ini: trailing commas are allowed, anything that JSON leaves undefined is rejected (:rfc:`8259`)."""

from __future__ import annotations

import json
import math
import re

from twod.inifile.seals import SEAL, spell, unseal
from twod.wsgi.exc import BadValueError, MisplacedReferenceError

# A string that is not closed extends to the end of the text, so that no search begins inside it again.
_STRING = r'(?s)"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
_STRING_OR_COMMA = rf"{_STRING}|,(?=\s*[\]}}])"
_STRING_OR_BRACKET = rf"{_STRING}|[\[{{\]}}]"
_STRING_OR_SEAL = rf"{_STRING}|(?P<seal>{SEAL})"
#: How deep arrays and objects may be nested. Whatever walks through a value later needs a few frames for each level.
MOST_LEVELS = 100


def loads(text: str) -> object:
    """Return the value of a JSON text; the seals of references stay in its strings and keys.

    :raises BadValueError: with the line and column within the value; the text itself is not repeated, since it
        may hold a secret.
    """
    _judge_depth(text)
    try:
        try:
            return _decode(text)
        except json.JSONDecodeError:
            return _decode(drop_trailing_commas(text))
    except json.JSONDecodeError as error:
        _refuse_misplaced_references(text)
        raise BadValueError(f"JSON: {error.msg[0].lower()}{error.msg[1:]} ({_locate(text, error.pos)})") from error
    except ValueError as error:
        if isinstance(error, BadValueError):
            raise
        raise BadValueError("JSON without numbers of so many digits") from error


def _judge_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MOST_LEVELS:
        return
    depth = 0
    for match in re.finditer(_STRING_OR_BRACKET, text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > MOST_LEVELS:
            raise BadValueError(f"JSON that is nested at most {MOST_LEVELS} deep")


def _refuse_misplaced_references(text: str) -> None:
    for match in re.finditer(_STRING_OR_SEAL, text):
        if match["seal"] is not None:
            place = _locate(text, match.start())
            raise MisplacedReferenceError(f'JSON with references in strings only: write "{spell(match[0])}" ({place})')


def _locate(text: str, position: int) -> str:
    before = spell(text[:position])
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"line {line}, column {column} of the value"


def unseal_all(value: object) -> object:
    """Return a JSON value with the seals of references opened, in keys as well.

    :raises BadValueError: when two keys of an object are the same then.
    """
    if isinstance(value, str):
        return unseal(value)
    if isinstance(value, list):
        return [unseal_all(item) for item in value]
    if isinstance(value, dict):
        opened = {unseal(str(key)): unseal_all(item) for key, item in value.items()}
        if len(opened) < len(value):
            raise BadValueError("JSON with each key once in an object; a reference gives one that is there already")
        return opened
    return value


def _decode(text: str) -> object:
    return json.loads(text, object_pairs_hook=_make_object, parse_constant=_refuse_constant, parse_float=_read_finite)


def dumps(value: object) -> str:
    """Return a value as JSON on one line; ``$`` before ``{`` is doubled, so that it is not a reference."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_Escapes()).replace("${", "$${")


class _Escapes(dict[int, str]):
    """Escapes, by code point, for characters that a text file or ConfigParser would drop or take for a line end."""

    def __missing__(self, code: int) -> str:
        is_unsafe = 0x7F <= code <= 0xA0 or 0xD800 <= code <= 0xDFFF or code in (0x2028, 0x2029, 0xFEFF)
        return f"\\u{code:04x}" if is_unsafe else chr(code)


def drop_trailing_commas(text: str) -> str:
    """Replace each comma before a closing bracket by a space, so that columns stay the same."""

    def replace(match: re.Match[str]) -> str:
        found = match.group()
        before = match.start() - 1
        while before >= 0 and text[before].isspace():
            before -= 1
        follows_item = before >= 0 and text[before] not in "[{,:"
        return " " if found == "," and follows_item else found

    return re.sub(_STRING_OR_COMMA, replace, text)


def _make_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            raise BadValueError(f"JSON with each key once in an object; {key!r} stands there twice")
        result[key] = value
    return result


def _refuse_constant(name: str) -> object:
    raise BadValueError(f"JSON, which has no {name}")


def _read_finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise BadValueError("JSON with numbers that a float can hold")
    return value
