"""The regular expressions of a package, found in its code, and texts on which they may take too long."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

_FUNCTIONS = {"compile", "findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn"}

#: A text is made of these three: the beginning, what comes again and again, and the end.
Text = tuple[str, str, str]

#: Characters for the classes of an expression, the plainest first.
_PROBES = "aZ0_-. \t\n\r\"'/:,;=@#%&+*?!()[]{}<>|~^$\\`\x00\x7f\x85é\u2028\ud800"


class Expression(NamedTuple):
    """A regular expression and how it is used."""

    #: Module and line.
    place: str
    pattern: str
    flags: int
    #: ``search`` for all that looks for the beginning of a match.
    method: str


class Unknown(NamedTuple):
    """An expression that is made while the program runs."""

    module: str
    code: str


def find_expressions(
    modules: Mapping[str, Path], made: Mapping[tuple[str, str], Iterable[str]]
) -> Iterator[Expression | Unknown]:
    """Yield the expressions of some modules; each call of :mod:`re` that cannot be evaluated is an Unknown.

    :param modules: by name.
    :param made: module, and code of the pattern, of expressions that are made; and examples of what comes of it.
    """
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules.items()}
    methods = _find_methods(trees.values())
    for name, tree in trees.items():
        if not _imports_re(tree):
            continue
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "re":
                yield Unknown(name, ast.unparse(node))
            if isinstance(node, ast.Import) and any(alias.name == "re" and alias.asname for alias in node.names):
                yield Unknown(name, ast.unparse(node))
            if not (isinstance(node, ast.Call) and ast.unparse(node.func) in {f"re.{each}" for each in _FUNCTIONS}):
                continue
            patterns = _evaluate(name, node.args[0], made)
            if patterns is None:
                yield Unknown(name, ast.unparse(node.args[0]))
                continue
            for pattern in patterns:
                for method in _find_use(node, parents, methods):
                    yield Expression(f"{name}:{node.lineno}", pattern, _evaluate_flags(name, node), method)


def _imports_re(tree: ast.Module) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "re":
            return True
        if isinstance(node, ast.Import) and any(alias.name == "re" for alias in node.names):
            return True
    return False


def _evaluate(module: str, node: ast.expr, made: Mapping[tuple[str, str], Iterable[str]]) -> list[str] | None:
    code = ast.unparse(node)
    if (module, code) in made:
        return list(made[module, code])
    if isinstance(node, ast.IfExp):
        one, other = (_evaluate(module, each, made) for each in (node.body, node.orelse))
        return one and other and [*one, *other]
    try:
        return [eval(code, vars(importlib.import_module(module)))]
    except NameError:
        return None


def _evaluate_flags(module: str, node: ast.Call) -> int:
    """Return the flags of a call; all of ours stand last, with or without their name."""
    given = [keyword.value for keyword in node.keywords if keyword.arg == "flags"] or node.args[-1:]
    code = ast.unparse(given[0])
    if not re.match(r"re\.[A-Z]", code):
        return 0
    return int(eval(code, vars(importlib.import_module(module))))


def _find_methods(trees: Iterable[ast.Module]) -> dict[str, set[str]]:
    """Return the methods of expressions that are called on each name."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
                name = ast.unparse(node.value).rpartition(".")[2]
                found.setdefault(name, set()).add(node.attr)
    return {name: methods & _FUNCTIONS for name, methods in found.items()}


def _find_use(node: ast.Call, parents: Mapping[ast.AST, ast.AST], methods: Mapping[str, set[str]]) -> set[str]:
    """Return the ways in which the expression of a call is used; every way, where that is not known."""
    used = {ast.unparse(node.func).removeprefix("re.")}
    if used == {"compile"}:
        parent = parents[node]
        used = set()
        if isinstance(parent, ast.Attribute):
            used = {parent.attr}
        elif isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
            used = methods.get(parent.targets[0].id, set())
    return {method if method in ("match", "fullmatch") else "search" for method in used or {"search"}}


class _Set(NamedTuple):
    """Some characters, as the parser has them: ``[a-z]``, ``.``, ``x``."""

    items: tuple[Any, ...]

    def has(self, character: str) -> bool:
        items = list(self.items)
        is_negated = bool(items) and str(items[0][0]) == "NEGATE"
        return any(_is_of(item, character) for item in items[is_negated:]) is not is_negated


_CATEGORIES = {"DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S", "WORD": r"\w", "NOT_WORD": r"\W"}


def _is_of(item: Any, character: str) -> bool:
    kind, value = str(item[0]), item[1]
    match kind:
        case "LITERAL":
            return bool(ord(character) == value)
        case "NOT_LITERAL":
            return bool(ord(character) != value)
        case "RANGE":
            return bool(value[0] <= ord(character) <= value[1])
        case "CATEGORY":
            return re.match(_CATEGORIES[str(value).removeprefix("CATEGORY_")], character) is not None
    assert kind == "ANY", kind
    return True


class _Parsed:
    """An expression as the parser has it: its repeats, and what comes before them."""

    def __init__(self, pattern: str, flags: int) -> None:
        parser: Any = importlib.import_module("re._parser")
        self.sets: set[_Set] = set()
        self.groups: dict[int, str] = {}
        #: The text before each repeat, and one round of it.
        self.repeats: list[tuple[str, str]] = []
        tokens = parser.parse(pattern, flags)
        self._collect(tokens)
        self.whole = self._walk(tokens, "")

    def _collect(self, tokens: Any) -> None:
        for token in tokens:
            kind, value = str(token[0]), token[1]
            if kind == "IN":
                self.sets.add(_Set(tuple(map(tuple, value))))
            elif kind in ("LITERAL", "NOT_LITERAL", "ANY"):
                self.sets.add(_Set(((kind, value),)))
            for part in _parts(token):
                self._collect(part)

    @cached_property
    def characters(self) -> list[str]:
        """One character for each that the expression tells apart."""
        wanted = [*_PROBES]
        for one in self.sets:
            for item in one.items:
                for value in item[1] if str(item[0]) == "RANGE" else (item[1],):
                    if isinstance(value, int):
                        wanted += [chr(code) for code in (value, value - 1, value + 1) if 0 <= code < 0x110000]
        found: dict[tuple[bool, ...], str] = {}
        for character in wanted:
            found.setdefault(tuple(one.has(character) for one in self.sets), character)
        return list(found.values())

    def _walk(self, tokens: Any, before: str) -> str:
        """Return a text that the tokens match, and note the repeats in them."""
        made = ""
        for token in tokens:
            made += self._give(token, before + made)
        return made

    def _give(self, token: Any, before: str) -> str:
        kind, value = str(token[0]), token[1]
        match kind:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                one = _Set(tuple(map(tuple, value)) if kind == "IN" else ((kind, value),))
                return next((each for each in self.characters if one.has(each)), "")
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, body = value
                made = self._walk(body, before)
                if most > 1:
                    self.repeats.append((before, made))
                return made * max(int(least), 1)
            case "BRANCH":
                branches = [self._walk(branch, before) for branch in value[1]]
                return branches[0]
            case "GROUPREF":
                return self.groups.get(value, "")
            case "AT":
                return ""
        parts = [self._walk(part, before) for part in _parts(token)]
        if kind == "SUBPATTERN" and value[0] is not None:
            self.groups[value[0]] = parts[0]
        return "" if kind.startswith("ASSERT") else parts[0]


def _parts(token: Any) -> list[Any]:
    """Return the expressions inside of a token."""
    kind, value = str(token[0]), token[1]
    match kind:
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return [value[2]]
        case "BRANCH":
            return list(value[1])
        case "SUBPATTERN":
            return [value[3]]
        case "ATOMIC_GROUP":
            return [value]
        case "ASSERT" | "ASSERT_NOT":
            return [value[1]]
        case "GROUPREF_EXISTS":
            return [part for part in value[1:] if part is not None]
    return []


def make_texts(pattern: str, flags: int = 0) -> list[Text]:
    """Return texts that are hard for an expression.

    What comes again and again in them is each character that the expression tells apart, each two of these, each round
    of a repeat, and each text before a repeat; alone, or behind such a text; and with an end that lets the match fail.
    """
    parsed = _Parsed(pattern, flags)
    characters = parsed.characters
    before = sorted({before for before, _ in parsed.repeats if before})
    rounds = sorted({made for _, made in parsed.repeats if made})
    single = [*characters, *rounds]
    pairs = [one + other for one in single for other in characters if one != other]
    behind = [beginning + each for beginning in before for each in ["", *characters]]
    texts = [("", pump, "") for pump in [*single, *pairs, *behind, parsed.whole]]
    texts += [(beginning, pump, "") for beginning in before for pump in [*single, *pairs[:100]]]
    ends = ["\x00", "\n", "!"]
    return [(*text[:2], end) for text in texts if text[1] for end in ["", *ends]]
