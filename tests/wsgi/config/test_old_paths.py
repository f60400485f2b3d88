"""A setting that names a path of twod.wsgi 1.x is warned of, at its own line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from twod.inifile.problems import Place, Report
from twod.wsgi.config.check import check_settings
from twod.wsgi.config.surroundings.old_paths import judge_old_paths
from twod.wsgi.config.survey import survey_file

if TYPE_CHECKING:
    from pathlib import Path

OLD = "twod.wsgi.middleware.RoutingArgsMiddleware"
WARNING = f"{OLD} is a name of twod.wsgi 1.x; use twod.wsgi.RoutingArgsMiddleware"


def judge(**values: Any) -> list[str]:
    report = Report()
    judge_old_paths(values, {}, Place("/x.ini"), report)
    assert report.errors == ()
    return [warning.message for warning in report.warnings]


@pytest.mark.parametrize("value", [OLD, [OLD], ("django.middleware.common.CommonMiddleware", OLD)])
def test_an_old_path_is_told_with_that_of_today(value: object) -> None:
    assert judge(MIDDLEWARE=value) == [f"MIDDLEWARE: {WARNING}"]


@pytest.mark.parametrize("value", [None, 5, {}, [1], [["a"]], ["twod.wsgi.routing.RoutingArgsMiddleware"], f"{OLD}s"])
def test_any_other_value_is_right(value: object) -> None:
    assert judge(MIDDLEWARE=value) == []


def test_the_checks_of_an_ini_warn_at_the_line(tmp_path: Path) -> None:
    ini = tmp_path / "x.ini"
    ini.write_text(f"[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = x\nMIDDLEWARE = {OLD}\n")
    expected = f"x.ini:6 [app:main] MIDDLEWARE: {WARNING}"
    for report in (survey_file(ini).report, check_settings(ini)):
        assert [str(warning) for warning in report.warnings if "1.x" in warning.message] == [expected]
