"""JSON in an ini: it allows trailing commas, and rejects everything that :rfc:`8259` leaves undefined."""

from __future__ import annotations

import json
import math
import re

from twod.inifile.opaque import MOST_LEVELS
from twod.inifile.seals import SEAL, spell, unseal
from twod.wsgi.exc import BadValueError, MisplacedReferenceError

# Let an unclosed string extend to the end of the text, so that no search begins inside it again.
_STRING = r'(?s)"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
_STRING_OR_COMMA = rf"{_STRING}|,(?=\s*[\]}}])"
_STRING_OR_BRACKET = rf"{_STRING}|[\[{{\]}}]"
_STRING_OR_SEAL = rf"{_STRING}|(?P<seal>{SEAL})"


def loads(text: str) -> object:
    """Return the value of a JSON text; the seals of references stay in its strings and keys.

    :raises BadValueError: with the line and column within the value, but without the text, which may contain a secret.
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
        raise BadValueError("JSON; a number has too many digits") from error


def _judge_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MOST_LEVELS:
        return
    depth = 0
    for match in re.finditer(_STRING_OR_BRACKET, text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > MOST_LEVELS:
            raise BadValueError(f"JSON with at most {MOST_LEVELS} levels of nesting")


def _refuse_misplaced_references(text: str) -> None:
    for match in re.finditer(_STRING_OR_SEAL, text):
        if match["seal"] is not None:
            place = _locate(text, match.start())
            raise MisplacedReferenceError(f'JSON with references in strings only; write "{spell(match[0])}" ({place})')


def _locate(text: str, position: int) -> str:
    before = spell(text[:position])
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"line {line}, column {column} of the value"


def unseal_all(value: object) -> object:
    """Return a JSON value with the seals of references opened, also in keys.

    :raises BadValueError: if two keys of an object are the same afterwards.
    """
    if isinstance(value, str):
        return unseal(value)
    if isinstance(value, list):
        return [unseal_all(item) for item in value]
    if isinstance(value, dict):
        opened = {unseal(str(key)): unseal_all(item) for key, item in value.items()}
        if len(opened) < len(value):
            raise BadValueError("JSON with each key once in an object; a reference repeats a key")
        return opened
    return value


def _decode(text: str) -> object:
    return json.loads(text, object_pairs_hook=_make_object, parse_constant=_refuse_constant, parse_float=_read_finite)


def dumps(value: object) -> str:
    """Return a value as JSON on one line, with ``${`` written as ``$${``, because ``${`` would begin a reference."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).translate(_Escapes()).replace("${", "$${")


class _Escapes(dict[int, str]):
    """JSON escapes, by code point, for characters that text files or ConfigParser drop or treat as line ends."""

    def __missing__(self, code: int) -> str:
        is_unsafe = 0x7F <= code <= 0xA0 or 0xD800 <= code <= 0xDFFF or code in (0x2028, 0x2029, 0xFEFF)
        return f"\\u{code:04x}" if is_unsafe else chr(code)


def drop_trailing_commas(text: str) -> str:
    """Return a JSON text with each comma before a closing bracket replaced by a space, which keeps the columns."""

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
            raise BadValueError(f"JSON with each key once in an object; {key!r} appears twice")
        result[key] = value
    return result


def _refuse_constant(name: str) -> object:
    raise BadValueError(f"JSON; {name} is not a JSON value")


def _read_finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise BadValueError("JSON; a number is too large for a float")
    return value
