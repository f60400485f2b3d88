"""What a user can mend becomes the error that zc.buildout shows without a traceback."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from zc.buildout import UserError

from twod.recipe.exc import RecipeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from twod.recipe.exc import Problem


@contextmanager
def report_as_user_error() -> Iterator[None]:
    """Turn errors of ours and of the file system into zc.buildout's."""
    try:
        yield
    except RecipeError as error:
        raise UserError(f"\n{error}" if len(error.problems) > 1 else str(error)) from None
    except OSError as error:
        raise UserError(f"{error.strerror}: {error.filename}") from None


def raise_problems(problems: Iterable[Problem | str]) -> None:
    """Raise what was found wrong, if anything was.

    :raises RecipeError: with all of it.
    """
    if found := list(problems):
        raise RecipeError(found)
