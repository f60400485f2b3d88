"""What a user can mend becomes zc.buildout's error."""

from __future__ import annotations

import pytest
from zc.buildout import UserError

from twod.inifile.problems import Place, Report
from twod.recipe.parts.user_errors import report_as_user_error
from twod.recipe.recipe_error import RecipeError


def test_an_error_of_one_problem_is_one_line() -> None:
    with pytest.raises(UserError) as raised, report_as_user_error():
        raise RecipeError.at(Place(section="prod"), "is odd")
    assert str(raised.value) == "[prod]: is odd"


def test_several_problems_begin_on_a_line_of_their_own() -> None:
    report = Report()
    report.error(Place(section="prod"), "is odd")
    report.error(Place(section="dev"), "is odd")
    with pytest.raises(UserError) as raised, report_as_user_error():
        raise RecipeError(report)
    assert str(raised.value) == "\n[prod]: is odd\n[dev]: is odd"


def test_an_error_of_the_file_system_names_the_file() -> None:
    with pytest.raises(UserError) as raised, report_as_user_error():
        open("/no/such/file")  # noqa: PTH123, SIM115 - it cannot be opened
    assert str(raised.value) == "No such file or directory: /no/such/file"


def test_a_bug_stays_one() -> None:
    with pytest.raises(KeyError), report_as_user_error():
        raise KeyError
