"""Faults in the files of a site are named by the options of buildout.cfg."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from twod.inifile.grammar import check_grammar
from twod.inifile.problems import Place, Report
from twod.recipe.cfg.configuration import Part, read_environments, read_part
from twod.recipe.parts import site_judgement
from twod.recipe.parts.site_files import Ini, make_site_ini
from twod.recipe.parts.site_judgement import judge_meaning, judge_movability, judge_places, judge_text
from twod.recipe.recipe_error import describe_for_buildout

from .conftest import MakeBuildout, describe


def make(buildout: Any, **options: str) -> tuple[Part, Ini]:
    part = read_part(buildout, "site", {"recipe": "twod.recipe", "eggs": "", "environments": "prod"} | options)
    (environment,) = read_environments(buildout, part)
    return part, make_site_ini(part, environment)


def test_what_names_a_place_where_nothing_can_be_is_told(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    buildout = make_buildout("[prod]\naccess-log = logs\nevent-log = file/event.log\n")
    (tmp_path / "logs").mkdir()
    (tmp_path / "file").touch()
    part, ini = make(buildout, var="file/var")
    report = Report()
    judge_places(part, [ini.environment], report)
    assert describe(report) == [
        f"[site] var: {tmp_path}/file/var cannot be created: {tmp_path}/file is not a directory",
        f"[prod] event-log: {tmp_path}/file/event.log cannot be written: {tmp_path}/file is not a directory",
        f"[prod] access-log: {tmp_path}/logs cannot be written: {tmp_path}/logs is a directory",
    ]


def test_a_directory_for_logs_that_is_missing_elsewhere_is_told_and_one_for_data_is_made(
    make_buildout: MakeBuildout, tmp_path: Path
) -> None:
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    logs = f"event-log = {elsewhere}/log/event.log\naccess-log = {elsewhere}/data/log/access.log\n"

    def list_errors() -> list[str]:
        part, ini = make(make_buildout(f"[prod]\n{logs}"), var=f"{elsewhere}/data")
        report = Report()
        judge_places(part, [ini.environment], report)
        return describe(report)

    assert list_errors() == [
        f"[prod] event-log: {elsewhere}/log/event.log cannot be written: there is no directory {elsewhere}/log; create "
        "it, since it is outside of the buildout"
    ]
    (elsewhere / "log").mkdir(parents=True)
    assert list_errors() == []


def test_places_that_can_be_made_are_right(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    part, ini = make(make_buildout("[prod]\naccess-log = log/access.log\nevent-log = stdout\n"))
    report = Report()
    judge_places(part, [ini.environment], report)
    assert describe(report) == []


def test_inis_that_cannot_be_moved_with_their_tree_are_told(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    def list_errors(**options: str) -> list[str]:
        part, _ = make(make_buildout("[prod]\n"), **options)
        report, warnings = Report(), Report()
        judge_movability(part, report, warnings)
        return [*describe(report), *map(describe_for_buildout, warnings.warnings)]

    assert list_errors(**{"ini-directory": "/etc/shop"}) == []
    movable = {"relative-paths": "true"}
    assert list_errors(**movable) == []
    assert list_errors(**movable, **{"ini-directory": "/etc/shop"}) == [
        "[site] relative-paths: the inis' directory /etc/shop is outside the buildout's"
    ]
    code = {"initialization": f"PLACE = '{tmp_path}/x'"}
    assert list_errors(**code) == []
    warning = f"[site] initialization: {tmp_path} in it does not move with the tree; use the variable 'base'"
    assert list_errors(**movable, **code) == [warning]
    (told,) = list_errors(**movable, **{"ini-directory": "50%"})
    assert told.startswith("[site] relative-paths: PasteDeploy needs an ini to spell out ")


def test_a_text_that_pastedeploy_would_not_read_is_told(make_buildout: MakeBuildout) -> None:
    report = Report()
    judge_text(make(make_buildout("[prod]\nA = 1\n"))[1], report)
    assert describe(report) == []
    judge_text(make(make_buildout("[prod]\n", ("prod", "A", "a\rb")))[1], report)
    assert [(problem.section, problem.name) for problem in report.errors] == [("prod", "A")]


def judge(part: Part, ini: Ini, answer: Report, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Return what is reported of an ini when the site's twod.wsgi has a certain answer."""

    def check(maker: object, inis: list[dict[str, object]], directories: list[Path], eggs: Place) -> Report:
        assert [described["path"] for described in inis] == [str(ini.file.path)]
        assert (directories, eggs.name) == ([Path("/srv/var")], "eggs")
        return answer

    monkeypatch.setattr(site_judgement, "check_inis", check)
    report = Report()
    judge_meaning(part, object(), [ini], [Path("/srv/var")], report)  # type: ignore[arg-type]
    return report


def test_the_grammar_is_judged_without_the_sites_eggs(
    make_buildout: MakeBuildout, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, ini = make(make_buildout("[base]\nA..b = 1\n[prod]\n<= base\nB = $${env:\n"))
    report = judge(part, ini, Report(), monkeypatch)
    assert [(problem.section, problem.name) for problem in report.errors_as_found] == [("base", "A..b"), ("prod", "B")]


def test_what_the_sites_eggs_say_is_told_by_the_options_of_buildout(
    make_buildout: MakeBuildout, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    part, ini = make(make_buildout("[prod]\nSITE_ID = x\nserver.main.backlog = 5\n"))
    path, answer = str(ini.file.path), Report()
    answer.error(Place(path, 7, "app:django", "SITE_ID"), "expected an integer")
    answer.error(Place(path, 6, "app:django", "use"), "is not there")
    answer.error(Place(path, None, "server:main"), "does not start")
    answer.error(Place(str(tmp_path / "used.ini"), 1, "app:django", "SITE_ID"), "expected an integer")
    answer.warn(Place(path, 7, "app:django", "SITE_ID"), "is odd")
    report = judge(part, ini, answer, monkeypatch)
    assert describe(report) == [
        "[prod]: [server:main] of its ini: does not start",
        "parts/site/prod.ini:6 [app:django] use: is not there",
        "[prod] SITE_ID: expected an integer",
        "used.ini:1 [app:django] SITE_ID: expected an integer",
    ]
    assert [problem.message for problem in report.warnings] == ["is odd"]


def test_what_both_say_is_told_once(make_buildout: MakeBuildout, monkeypatch: pytest.MonkeyPatch) -> None:
    part, ini = make(make_buildout("[prod]\nB = $${env:\n"))
    found = check_grammar(ini.file.path, text=ini.text)
    assert len(judge(part, ini, found, monkeypatch).errors) == len(found.errors) == 1
