"""Inserting values into Python expressions, such as a log handler's arguments: as strings or numbers, not as code."""

from __future__ import annotations

import ast
import re

from twod.inifile.seals import spell, split_seals


def write_python(text: str) -> str:
    """Return a Python expression with each seal replaced by its value: in quotes a text, elsewhere an int or a string.

    The text of a reference never becomes code. Example::

        >>> write_python(f"('{seal('it is')}.log', {seal('514')})")
        "('it is.log', 514)"
    """
    parts = split_seals(text)
    # The names begin with a letter that has no meaning after a backslash.
    number = max(map(int, re.findall(r"qref([0-9]{1,18})x", text)), default=0) + 1
    names = {f"qref{number + index}x": part for index, part in enumerate(parts[1::2])}
    unused = iter(names)
    source = "".join(next(unused) if index % 2 else part for index, part in enumerate(parts))
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return spell(text)  # not Python either
    return ast.unparse(_PuttingValues(names).visit(tree))


class _PuttingValues(ast.NodeTransformer):
    """Replaces names, and names inside strings, by values."""

    def __init__(self, values: dict[str, str]) -> None:
        self._values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id not in self._values:
            return node
        text = self._values[node.id]
        return ast.Constant(int(text) if re.fullmatch("[0-9]{1,9}", text) else text)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if isinstance(node.value, str):
            return ast.Constant(self._put(node.value))
        return node

    def _put(self, text: str) -> str:
        return re.sub("qref[0-9]{1,19}x", lambda match: self._values.get(match[0], match[0]), text)
