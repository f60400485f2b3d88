"""Secrets in Python code: strings assigned to a name that means a secret, and strings with the form of a secret."""

from __future__ import annotations

import ast
import inspect
import logging.handlers
from collections.abc import Iterator
from itertools import pairwise
from operator import attrgetter

from twod.inifile.masking import shows_secret


def shows_secret_argument(handler: str, text: str) -> bool:
    """Return whether an argument of a log handler is a secret in clear text.

    :param handler: the handler's class, as in the ini.
    :param text: the Python expression of a tuple, or of a dictionary of arguments by name.
    """
    if shows_secret((), text):
        return True
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return False
    by_place = zip(_list_parameters(handler), tree.elts, strict=False) if isinstance(tree, ast.Tuple) else ()
    return shows_secret_in_code(tree) or any(
        shows_secret((name,), constant) for name, argument in by_place for constant in _list_texts(argument)
    )


def shows_secret_in_code(tree: ast.AST) -> bool:
    """Return whether Python code has a string that is a secret, by the name that it is assigned to or by its form."""
    return any(shows_secret(path, text) for path, text in _list_named_texts(tree))


def _list_named_texts(tree: ast.AST) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the strings in Python code, each with the path of the name that it is assigned to, if there is one."""
    for node in ast.walk(tree):
        named: list[tuple[ast.AST | str | None, ast.expr | None]] = []
        match node:
            case ast.Constant(value=str() as text):
                yield (), text
            case ast.Assign():
                named = [(target, node.value) for target in node.targets]
            case ast.AnnAssign():
                named = [(node.target, node.value)]
            case ast.keyword():
                named = [(node.arg, node.value)]
            case ast.Dict():
                named = [*zip(node.keys, node.values, strict=True)]
            case ast.Call():  # os.environ.setdefault("NAME", "text")
                named = [*pairwise(node.args)]
        for target, value in named:
            name = _name_target(target)
            if name:
                yield from (((name,), text) for text in _list_texts(value))


def _name_target(target: ast.AST | str | None) -> str | None:
    """Return the name of a target of an assignment; None if it is not known."""
    match target:
        case str() | None:
            return target
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str() as name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str() as name)):
            return name
        case _:
            return None


def _list_texts(value: ast.expr | None) -> Iterator[str]:
    """Yield the strings in a value, without keys such as that of ``os.environ["NAME"]``."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case ast.Constant(value=str() as text):
                yield text
            case ast.Constant(value=bytes() as data):
                yield data.decode("latin-1")
            case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items) | ast.JoinedStr(values=items):
                waiting += items
            case ast.Dict(values=items):
                waiting += items
            case ast.BinOp(left=left, right=right):
                waiting += [left, right]


def _list_parameters(handler: str) -> list[str]:
    """Return the names of a class's arguments; only classes of :mod:`logging` are known."""
    try:
        return list(inspect.signature(attrgetter(handler)(logging)).parameters)
    except (AttributeError, TypeError, ValueError):
        return []
