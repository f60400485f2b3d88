"""The exception of the recipe, and the text of a problem in a buildout's configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from twod.inifile.problems import HasPlace, Problem, Report, describe_place
from twod.inifile.secrets import hide_passwords


class RecipeError(Exception):
    """One or more problems that the user can fix."""

    def __init__(self, report: Report) -> None:
        #: The problems with their places in the configuration; no place if no option is the cause.
        self.problems = report.errors_as_found
        super().__init__("\n".join(map(describe_for_buildout, self.problems)))

    @classmethod
    def at(cls, place: HasPlace, message: str) -> RecipeError:
        """Return an error with one problem."""
        report = Report()
        report.error(place, message)
        return cls(report)


@contextmanager
def raise_errors_together() -> Iterator[Report]:
    """Yield a report, and raise one error with all its problems at the end of the ``with`` block.

    ::

        with raise_errors_together() as report:
            values = read_values(written, options, report)
            judge_names(written, options, report)

    :raises RecipeError: with all problems.
    """
    report = Report()
    yield report
    if report.errors:
        raise RecipeError(report)


def describe_for_buildout(problem: Problem) -> str:
    """Return a problem as text for buildout's users, the option first: ``[prod] mode: … (buildout.cfg)``.

    Secrets in a message are hidden, even if the message repeats the text of an option.
    """
    words = [f"[{problem.section}]"] if problem.section else []
    words += [problem.name] if problem.name else []
    where = f"{' '.join(words)}: " if words else ""
    file = f" ({describe_place(problem.file, problem.line)})" if problem.file else ""
    return f"{where}{hide_passwords(problem.message)}{file}"
