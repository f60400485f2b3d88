"""JSON in an ini: trailing commas are allowed, anything that JSON leaves undefined is rejected (:rfc:`8259`)."""

from __future__ import annotations

import json
import math
import re

from twod.wsgi.exc import BadValueError

_STRING_OR_COMMA = r'(?s)"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])'


def loads(text: str) -> object:
    """Return the value of a JSON text.

    :raises BadValueError: with the line and column within the value; the text itself is not repeated, since it
        may hold a secret.
    """
    try:
        try:
            return _decode(text)
        except json.JSONDecodeError:
            return _decode(_drop_trailing_commas(text))
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno} of the value"
        raise BadValueError(f"JSON: {error.msg[0].lower()}{error.msg[1:]} ({place})") from error
    except (RecursionError, ValueError) as error:
        if isinstance(error, BadValueError):
            raise
        raise BadValueError("JSON that is neither nested so deep nor has numbers so long") from error


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


def _drop_trailing_commas(text: str) -> str:
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
