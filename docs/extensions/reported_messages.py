"""The messages that the code reports, collected from its source; for the manual's page of errors.

Where the code fills something in, a message has ``…``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: Where the modules of each package are.
SOURCES = {"twod.inifile": ROOT / "inifile", "twod.wsgi": ROOT, "twod.recipe": ROOT / "recipe"}
#: The calls that report a message, and where it is among their arguments.
CALLS = {
    "error": 1,
    "warn": 1,
    "problem": 0,
    "at": 1,
    "Verdict": 1,
    **dict.fromkeys(["BadValueError", "FetchError", "NotConfiguredError", "UserError", "ValueError"], 0),
}
#: A message with fewer words that are no placeholders comes from elsewhere.
LEAST = 2
_WORD = re.compile(r"[A-Za-z]{2,}")
#: How many names and calls lead from a report to its text.
_DEEPEST = 4

#: The expressions that a name may stand for.
Meanings = Mapping[str, list[ast.expr]]


def find_modules(name: str) -> list[Path]:
    """Return the files of a module, or of a package and all that is in it."""
    source = next(folder for package, folder in SOURCES.items() if f"{name}.".startswith(f"{package}."))
    path = source / name.replace(".", "/")
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def find_messages(source: str) -> list[str]:
    """Return the messages that a module reports, each once, in their order."""
    tree = ast.parse(source)
    constants = _list_assigned(tree.body)
    returned = {**_list_public_returns(), **_list_returns(tree)}
    messages = []
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        assigned = {**constants, **_list_assigned(ast.walk(function))}
        for name, argument in _find_reported(function):
            prefix = "expected " if name == "BadValueError" else ""
            texts = _spell(argument, assigned, returned)
            messages += [prefix + text for text in texts if len(_WORD.findall(prefix + text)) >= LEAST]
    return list(dict.fromkeys(messages))


def _find_reported(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(function):
        # An option's name and its fault, which the caller reports.
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
            yield "", node.value.elts[1]
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            position = CALLS.get(name)
            if position is not None and len(node.args) > position:
                yield name, node.args[position]


def _list_assigned(nodes: Iterator[ast.AST] | list[ast.stmt]) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.NamedExpr):
            found.setdefault(node.target.id, []).append(node.value)
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            found.setdefault(node.target.id, []).append(node.iter)
    return found


def _list_returns(tree: ast.Module) -> dict[str, list[ast.expr]]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {
        function.name: [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None
        ]
        for function in functions
    }


@cache
def _list_public_returns() -> dict[str, list[ast.expr]]:
    """Return the texts of functions whose names mean one thing in the whole checkout, from all modules."""
    return {
        function: values
        for name in ("twod.inifile", "twod.wsgi.config", "twod.recipe")
        for path in find_modules(name)
        for function, values in _list_returns(ast.parse(path.read_text(encoding="utf-8"))).items()
        if function.startswith(("describe_", "explain_", "advise_", "find_", "judge_", "compare_"))
    }


def _spell(node: ast.expr, assigned: Meanings, returned: Meanings, depth: int = 0) -> list[str]:
    """Return the texts that an expression may have, with … for everything that the code fills in."""

    def spell(each: ast.expr) -> list[str]:
        return _spell(each, assigned, returned, depth + 1)

    texts: list[str] | None = None
    match node:
        case ast.Constant(value=str(text)):
            texts = [text]
        case ast.JoinedStr(values=parts):
            texts = ["".join(_spell_part(part, assigned) for part in parts)]
        case _ if depth > _DEEPEST:
            texts = None
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            texts = [first + second for first in spell(left) for second in spell(right)]
        case ast.IfExp(body=body, orelse=orelse):
            texts = spell(body) + spell(orelse)
        case ast.BoolOp(values=values):
            texts = [text for value in values for text in spell(value)]
        case ast.Name(id=name) if name in assigned:
            texts = [text for value in assigned[name] for text in spell(value)]
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)) if name in returned:
            texts = [text for value in returned[name] for text in spell(value)]
    return ["…"] if texts is None else texts


def _spell_part(part: ast.expr, assigned: Meanings) -> str:
    """Return a part of an f-string: a text, or a name of one text; everything else is filled in."""
    value = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(value, ast.Name) and len(assigned.get(value.id, ())) == 1:
        value = assigned[value.id][0]
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else "…"
