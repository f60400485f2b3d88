"""Count habits of language that make the manual hard to read: ``bin/py docs/count_habits.py [--check] [FILE …]``.

The figures are per 1,000 words of prose; code, literals and tables of values are left out. ``--check`` fails when a
text goes beyond the limits, which are those of manuals that people praise. It is a smoke alarm: a page may pass it and
still be hard to read.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "docs" / "extensions"))

from reported_messages import find_messages  # noqa: E402 - it is no package

PACKAGES = ("inifile/twod/inifile", "recipe/twod/recipe", "twod/wsgi")


class Habit(NamedTuple):
    """A habit, and how much of it a text may have.

    :param name: for the table.
    :param pattern: finds one use of it.
    :param limit: the most uses per 1,000 words.
    """

    name: str
    pattern: re.Pattern[str]
    limit: float


def _make(name: str, pattern: str, limit: float) -> Habit:
    return Habit(name, re.compile(pattern, re.IGNORECASE), limit)


HABITS = (
    # "What the server does", "whoever", "whose"; a question ends in a question mark.
    _make("what, whoever", r"\b(?:what|whoever|whatever|whose)\b(?![^.?!]*\?)", 1.9),
    _make("tell, say", r"\b(?:tells?|told|says?|said)\b", 1.7),
    _make("looked at, stands in", r"\b(?:looked (?:at|up|through)|stands? (?:in|there|by)|is had|to be had)\b", 0.3),
    _make("but for, as ever", r"\b(?:but for|as ever|of its own|such as are|has otherwise|have otherwise)\b", 0.3),
    _make(
        "none for no one", r"\b(?:there (?:is|are) none|has none|have none|is none|are none|none of (?:it|them))\b", 0.3
    ),
)

#: The subjects that a sentence does not begin with.
_SUBJECTS = re.compile(r"(?:(?<=[.!:] )|^)(?:What|Whoever|Whatever|Whose|Who)\b(?![^.?!]*\?)", re.MULTILINE)
HABITS = (*HABITS, Habit("begins with what", _SUBJECTS, 0.3))


class Count(NamedTuple):
    """The habits in a text.

    :param words: how many words it has.
    :param uses: the places of each habit's uses, by its name: ``line: words around it``.
    """

    words: int
    uses: dict[str, list[str]]

    def find_rate(self, habit: Habit) -> float:
        """Return the uses of a habit per 1,000 words."""
        return 1000 * len(self.uses[habit.name]) / max(self.words, 1)

    def find_excess(self) -> list[Habit]:
        """Return the habits beyond their limits; a short text may have one use of each."""
        return [habit for habit in HABITS if len(self.uses[habit.name]) > 1 and self.find_rate(habit) > habit.limit]


def take_prose(text: str) -> str:
    """Return a reStructuredText or Markdown text with all code and literals blanked; lines keep their numbers."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    text = re.sub(r"^```.*?^```", blank, text, flags=re.MULTILINE | re.DOTALL)
    # The content of a directive of code is indented deeper than the directive.
    directive = r"^( *)\.\. (?:code-block|literalinclude|toctree|image|figure|raw|include)::.*\n"
    text = re.sub(directive + r"(?:(?:\1 +.*)?\n)*", blank, text, flags=re.MULTILINE)
    text = re.sub(r"``.*?``|`[^`\n]*`_?|:\w+:`[^`]*`", blank, text, flags=re.DOTALL)
    text = re.sub(r"^ *\.\. .*$|^ *:[\w-]+:.*$", blank, text, flags=re.MULTILINE)
    return re.sub(r"\"[^\"\n]*\"|“[^”\n]*”", blank, text)


def take_docstrings(text: str) -> str:
    """Return the docstrings of a Python module, each on the lines that it has there."""
    lines = [""] * (text.count("\n") + 2)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                for number, line in enumerate(first.value.value.split("\n"), first.lineno - 1):
                    lines[number] = re.sub(r"``.*?``|:\w+:`[^`]*`|^\s*(?:>>>|\.\.\.).*", " ", line)
    return "\n".join(lines)


def count(prose: str) -> Count:
    """Return the habits in prose."""
    uses: dict[str, list[str]] = {}
    for habit in HABITS:
        found = habit.pattern.finditer(prose)
        uses[habit.name] = [_show(prose, match) for match in found]
    return Count(len(re.findall(r"[A-Za-z][A-Za-z'-]*", prose)), uses)


def _show(prose: str, found: re.Match[str]) -> str:
    start, end = max(found.start() - 30, 0), found.end() + 40
    around = " ".join(prose[start:end].split())
    return f"{prose.count(chr(10), 0, found.start()) + 1}: … {around} …"


def take_messages(text: str) -> str:
    """Return the messages that a Python module reports, one a line."""
    return "\n".join(find_messages(text))


def list_texts() -> Iterator[tuple[str, list[Path]]]:
    """Yield the texts that have limits: the files of each."""
    yield from ((path.relative_to(ROOT).as_posix(), [path]) for path in sorted(ROOT.glob("docs/**/*.rst")))
    for name in ("README.md", "CONTRIBUTING.rst", "SECURITY.md", "recipe/README.rst", "inifile/README.rst"):
        yield name, [ROOT / name]
    yield "news", sorted(ROOT.glob("news/*.rst"))
    for package in PACKAGES:
        for name in ("docstrings", "messages"):
            yield f"{name} of {package}", sorted(ROOT.joinpath(package).rglob("*.py"))


def count_files(paths: list[Path], take: Callable[[str], str]) -> Count:
    """Return the habits in several files.

    :param take: returns the prose of a file.
    """
    words, uses = 0, {habit.name: [] for habit in HABITS}
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found = count(take(text))
        words += found.words
        for name, places in found.uses.items():
            uses[name] += [f"{path.relative_to(ROOT)}:{place}" for place in places]
    return Count(words, uses)


def show(counts: Mapping[str, Count]) -> str:
    """Return the figures as a table."""
    width = max(map(len, counts))
    lines = [" ".join([" " * width, "words", *(habit.name for habit in HABITS)])]
    for name, found in counts.items():
        rates = (f"{found.find_rate(habit):{len(habit.name)}.1f}" for habit in HABITS)
        lines.append(" ".join([name.ljust(width), f"{found.words:5}", *rates]))
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    """Print the figures, or with ``--check`` the uses of each habit that a text has too much of."""
    wanted = [argument for argument in arguments if not argument.startswith("-")]
    takes = {"docstrings": take_docstrings, "messages": take_messages}
    counts = {
        name: count_files(paths, takes.get(name.partition(" ")[0], take_prose))
        for name, paths in list_texts()
        if not wanted or name in wanted
    }
    excess = {name: found.find_excess() for name, found in counts.items()}
    if "--check" not in arguments:
        sys.stdout.write(f"{show(counts)}\n")
        return 0
    for name, habits in excess.items():
        for habit in habits:
            rate = counts[name].find_rate(habit)
            sys.stdout.write(f"{name}: {habit.name}: {rate:.1f} per 1,000 words, at most {habit.limit}\n")
            sys.stdout.writelines(f"    {place}\n" for place in counts[name].uses[habit.name])
    return 1 if any(excess.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
