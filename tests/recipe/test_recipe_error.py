"""The error of the recipe, and how a problem reads."""

from __future__ import annotations

import pytest

from twod.inifile.problems import Place, Problem, Report
from twod.recipe.recipe_error import RecipeError, describe_for_buildout, raise_errors_together

MODE = Place("buildout.cfg", None, "prod", "mode")


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("buildout.cfg", None, "prod", "mode", "is odd"), "[prod] mode: is odd (buildout.cfg)"),
        (Problem(None, None, "prod", "mode", "is odd"), "[prod] mode: is odd"),
        (Problem("buildout.cfg", None, "prod", None, "is odd"), "[prod]: is odd (buildout.cfg)"),
        (Problem(None, None, None, None, "is odd"), "is odd"),
    ],
)
def test_a_problem_reads_with_its_option_first(problem: Problem, text: str) -> None:
    assert describe_for_buildout(problem) == text


def test_an_error_has_all_problems_of_a_report_in_their_order() -> None:
    report = Report()
    report.error(MODE, "is odd")
    report.error(Place(section="dev"), "is even")
    report.warn(MODE, "is doubtful")
    error = RecipeError(report)
    assert error.problems == report.errors_as_found
    assert str(error) == "[prod] mode: is odd (buildout.cfg)\n[dev]: is even"


def test_an_error_can_be_of_one_problem() -> None:
    assert str(RecipeError.at(MODE, "is odd")) == "[prod] mode: is odd (buildout.cfg)"


def judge(report: Report) -> None:
    report.error(MODE, "is odd")
    report.error(MODE, "is even")


def test_errors_are_raised_together() -> None:
    with pytest.raises(RecipeError) as raised, raise_errors_together() as report:
        judge(report)
    assert [problem.message for problem in raised.value.problems] == ["is odd", "is even"]


def test_warnings_alone_raise_nothing() -> None:
    with raise_errors_together() as report:
        report.warn(MODE, "is odd")


def test_another_error_on_the_way_is_that_error() -> None:
    with pytest.raises(ZeroDivisionError), raise_errors_together():
        raise ZeroDivisionError
