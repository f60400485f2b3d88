"""Every exception of :mod:`twod.recipe`; this module imports nothing of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Problem(NamedTuple):
    """One thing that is wrong in a buildout's configuration.

    :param section: name of the buildout section, without brackets.
    :param option: name of the option, or None when the section as a whole is meant.
    :param message: what is wrong, what stood there, and what would be right.
    :param file: the configuration file, or another place, where the option is written; None when nobody wrote it.
    """

    section: str
    option: str | None
    message: str
    file: str | None = None

    def __str__(self) -> str:
        option = f" {self.option}" if self.option else ""
        file = f" ({self.file})" if self.file else ""
        return f"[{self.section}]{option}: {self.message}{file}"


class RecipeError(Exception):
    """What a user can mend, all of it at once.

    :param problems: each a :class:`Problem`, or a sentence where no option is to blame.
    """

    def __init__(self, problems: Iterable[Problem | str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
