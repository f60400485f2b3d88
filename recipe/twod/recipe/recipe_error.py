"""The one exception of the recipe, and how a problem of a buildout's configuration reads."""

from __future__ import annotations

from collections.abc import Iterable

from twod.inifile.problems import Problem


class RecipeError(Exception):
    """What a user can mend, all of it at once.

    :param problems: each with its place in the configuration, or without one where no option is to blame.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(describe_for_buildout, self.problems)))


def describe_for_buildout(problem: Problem) -> str:
    """Return a problem as buildout's users read it, the option first: ``[prod] mode: … (buildout.cfg)``."""
    words = [f"[{problem.section}]"] if problem.section else []
    words += [problem.name] if problem.name else []
    where = f"{' '.join(words)}: " if words else ""
    return f"{where}{problem.message}{f' ({problem.file})' if problem.file else ''}"
