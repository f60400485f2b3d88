"""The one exception of the recipe, and how a problem of a buildout's configuration reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from twod.inifile.problems import HasPlace, Problem, Report, describe_place
from twod.inifile.secrets import hide_passwords


class RecipeError(Exception):
    """All problems that a user can fix, reported at once."""

    def __init__(self, report: Report) -> None:
        #: Each with its place in the configuration, or without one where no option is to blame.
        self.problems = report.errors_as_found
        super().__init__("\n".join(map(describe_for_buildout, self.problems)))

    @classmethod
    def at(cls, place: HasPlace, message: str) -> RecipeError:
        """Return an error of one problem."""
        report = Report()
        report.error(place, message)
        return cls(report)


@contextmanager
def raise_errors_together() -> Iterator[Report]:
    """Yield a report for the statements below, and raise all its errors at the end.

    ::

        with raise_errors_together() as report:
            values = read_values(written, options, report)
            judge_names(written, options, report)

    :raises RecipeError: with all of them.
    """
    report = Report()
    yield report
    if report.errors:
        raise RecipeError(report)


def describe_for_buildout(problem: Problem) -> str:
    """Return a problem as buildout's users read it, the option first: ``[prod] mode: … (buildout.cfg)``.

    Whatever text of an option a message repeats, the secrets that it shows are hidden.
    """
    words = [f"[{problem.section}]"] if problem.section else []
    words += [problem.name] if problem.name else []
    where = f"{' '.join(words)}: " if words else ""
    file = f" ({describe_place(problem.file, problem.line)})" if problem.file else ""
    return f"{where}{hide_passwords(problem.message)}{file}"
