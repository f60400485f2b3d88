"""Python literals, for values that JSON lacks: tuples in dictionaries, keys that are numbers, bytes."""

from __future__ import annotations

import ast
import math
import warnings

from twod.inifile.opaque import MOST_LEVELS
from twod.inifile.seals import unseal, unseal_whole
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.json_text import unseal_all
from twod.wsgi.exc import BadValueError

_COLLECTIONS = (tuple, list, set)
#: Replacements for the lone surrogates in seals, which Python's parser rejects.
_DISGUISE = {code: 0xF0000 + code for code in range(0xD800, 0xDA00)}
_REVEAL = {stand_in: code for code, stand_in in _DISGUISE.items()}
_SINGLE = (str, bytes, int, float, bool, type(None))


class Literal(Kind):
    """A Python literal such as ``{1: ("a", None)}``; reading it runs no code.

    Example::

        >>> Literal().read("{1: ('top', b'-')}")
        {1: ('top', b'-')}
    """

    expected = "a Python literal such as {1: ('a', None)}"
    has_secret_parts = True

    def read(self, text: str) -> object:
        text = unseal_whole(text).strip()
        try:
            if text.translate(_DISGUISE) != text and text.translate(_REVEAL) != text:
                raise ValueError
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # Python only warns about '\d' and reads it as two characters.
                tree = ast.parse(text.translate(_DISGUISE), mode="eval")
                _judge_keys(tree)
                value = ast.literal_eval(tree)
        except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError) as error:
            if isinstance(error, BadValueError):
                raise
            raise BadValueError(self.expected) from None  # the text may hold a secret
        return _open(value, 0)

    def take(self, value: object) -> object:
        return unseal_all(value)

    def write(self, value: object) -> str:
        return _spell(value, 0).replace("${", "$${")

    def give(self, value: object) -> object:
        return value


def _judge_keys(tree: ast.AST) -> None:
    """Reject a dictionary that has a key twice, because Python would drop a value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            keys = [ast.literal_eval(key) for key in node.keys if key is not None]
            if len(set(keys)) < len(node.keys):
                raise BadValueError("a Python literal with each key once in a dictionary")


def _open(value: object, depth: int) -> object:
    """Return a value with the seals of references in its texts opened."""
    if depth > MOST_LEVELS:
        raise BadValueError(f"a Python literal with at most {MOST_LEVELS} levels of nesting")
    if isinstance(value, str):
        return unseal(value.translate(_REVEAL))
    opened: dict[object, object] | tuple[object, ...] | list[object] | set[object]
    if isinstance(value, dict):
        opened = {_open(key, depth + 1): _open(item, depth + 1) for key, item in value.items()}
    elif isinstance(value, _COLLECTIONS):
        opened = type(value)(_open(item, depth + 1) for item in value)
    else:
        return value
    if len(opened) < len(value):
        raise BadValueError("a Python literal with each key once; a reference repeats a key")
    return opened


def _spell(value: object, depth: int) -> str:
    """Return the literal for a value, with the items of sets sorted, so that the text is always the same."""
    class_ = type(value)
    if depth > MOST_LEVELS or class_ not in (*_COLLECTIONS, *_SINGLE, dict):
        raise BadValueError("a value with a Python literal")
    if isinstance(value, float) and not math.isfinite(value):
        raise BadValueError("a number with a Python literal")
    if isinstance(value, dict):
        items = [f"{_spell(key, depth + 1)}: {_spell(item, depth + 1)}" for key, item in value.items()]
        return f"{{{', '.join(items)}}}"
    if not isinstance(value, _COLLECTIONS):
        text = repr(value)  # write texts with double quotes, as JSON does, if that is as short
        return f'"{text[1:-1]}"' if class_ is str and '"' not in text else text
    texts = [_spell(item, depth + 1) for item in value]
    if class_ is set:
        return f"{{{', '.join(sorted(texts))}}}" if texts else "set()"
    if class_ is tuple:
        return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"
    return f"[{', '.join(texts)}]"
