"""Raising problems that a user can fix as zc.buildout's UserError, which it shows without a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from zc.buildout import UserError

from twod.recipe.recipe_error import RecipeError


@contextmanager
def report_as_user_error() -> Iterator[None]:
    """Raise the recipe's errors and those of the file system as zc.buildout's UserError."""
    try:
        yield
    except RecipeError as error:
        raise UserError(f"\n{error}" if len(error.problems) > 1 else str(error)) from None
    except OSError as error:
        raise UserError(f"{error.strerror}: {error.filename}") from None
