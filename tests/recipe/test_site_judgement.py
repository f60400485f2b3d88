"""What is wrong with the files of a site, told by the options of buildout.cfg."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from twod.inifile.problems import Place, Report
from twod.recipe.cfg.configuration import Part, read_environments, read_part
from twod.recipe.parts import site_judgement
from twod.recipe.parts.site_files import Ini, make_site_ini
from twod.recipe.parts.site_judgement import judge_by_site, judge_grammar, judge_places, judge_text

from .conftest import MakeBuildout, describe


def make(buildout: Any, **options: str) -> tuple[Part, Ini]:
    part = read_part(buildout, "site", {"recipe": "twod.recipe", "eggs": "", "environments": "prod"} | options)
    (environment,) = read_environments(buildout, part)
    return part, make_site_ini(part, environment)


def describe_warnings(report: Report) -> list[str]:
    moved = Report()
    moved.add_errors(report.warnings)
    return describe(moved)


def test_what_names_a_place_where_nothing_can_be_is_told(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("[prod]\naccess-log = logs\nevent-log = file/event.log\n")
    (tmp_path / "logs").mkdir()
    (tmp_path / "file").touch()
    part, ini = make(buildout, var="file/var")
    report = Report()
    judge_places(part, [ini.environment], report)
    assert describe(report) == [
        f"[site] var: {tmp_path}/file/var cannot be made: {tmp_path}/file is not a directory",
        f"[prod] event-log: {tmp_path}/file/event.log cannot be written: {tmp_path}/file is not a directory",
        f"[prod] access-log: {tmp_path}/logs cannot be written: {tmp_path}/logs is a directory",
    ]


def test_places_that_can_be_made_are_right(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    part, ini = make(make_buildout("[prod]\naccess-log = log/access.log\nevent-log = stdout\n"))
    report = Report()
    judge_places(part, [ini.environment], report)
    assert describe(report) == []


def test_a_text_that_pastedeploy_would_not_read_is_told(make_buildout: MakeBuildout) -> None:
    report = Report()
    judge_text(make(make_buildout("[prod]\nA = 1\n"))[1], report)
    assert describe(report) == []
    judge_text(make(make_buildout("[prod]\n", ("prod", "A", "a\rb")))[1], report)
    assert [(problem.section, problem.name) for problem in report.errors] == [("prod", "A")]


def test_the_grammar_is_judged_by_the_options_that_it_comes_from(make_buildout: MakeBuildout) -> None:
    text = "[base]\nA..b = 1\n[prod]\n<= base\nB = $${env:\napp.x.use = egg:x\n"
    report = Report()
    judge_grammar(make(make_buildout(text))[1], report)
    assert {(problem.section, problem.name) for problem in report.errors} == {("base", "A..b"), ("prod", "B")}


def test_what_is_said_of_no_option_of_buildout_is_told_by_the_ini(
    make_buildout: MakeBuildout, monkeypatch: Any, tmp_path: Path
) -> None:
    part, ini = make(make_buildout("[prod]\nSITE_ID = x\n"))

    def check(maker: Any, inis: Any, eggs: Any) -> Report:
        (described,) = inis
        assert described["path"] == str(ini.file.path)
        assert eggs.name == "eggs"
        found = Report()
        found.error(Place(str(ini.file.path), 7, "app:django", "SITE_ID"), "expected an integer")
        found.error(Place(str(ini.file.path), 6, "app:django", "use"), "is not there")
        found.error(Place("/srv/base.ini", 1, "app:django", "SITE_ID"), "expected an integer")
        found.warn(Place(str(ini.file.path), 7, "app:django", "SITE_ID"), "is odd")
        return found

    monkeypatch.setattr(site_judgement, "check_inis", check)
    report = Report()
    judge_by_site(part, object(), [ini], report)  # type: ignore[arg-type]
    assert describe(report) == [
        "/srv/base.ini:1 [app:django] SITE_ID: expected an integer",
        "parts/site/prod.ini:6 [app:django] use: is not there",
        "[prod] SITE_ID: expected an integer",
    ]
    assert describe_warnings(report) == ["[prod] SITE_ID: is odd"]
