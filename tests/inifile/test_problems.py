"""A problem says where it is, and a report collects them."""

from __future__ import annotations

import pickle

import pytest

from twod.inifile.problems import (
    BadValueError,
    ConfigurationError,
    Place,
    Problem,
    Report,
    describe_place,
    shorten_path,
)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("/srv/x.ini", 14, "app:main", "SITE_ID"), "/srv/x.ini:14 [app:main] SITE_ID: wrong"),
        (Place("/srv/x.ini", None, "app:main"), "/srv/x.ini [app:main]: wrong"),
        (Place("/srv/x.ini"), "/srv/x.ini: wrong"),
        (Place(name="SITE_ID"), "SITE_ID: wrong"),
        (Place(), "wrong"),
    ],
)
def test_problem_is_shown_behind_its_place(place, text):
    assert str(place.problem("wrong")) == text


def test_file_is_shown_as_seen_from_the_working_directory(tmp_path, monkeypatch):
    path = str(tmp_path / "sub" / "x.ini")
    assert describe_place(path, 3, "app:main") == "sub/x.ini:3 [app:main]"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert describe_place(path, 3) == f"{path}:3"


def test_report_keeps_errors_apart_from_warnings_and_each_once():
    report, other = Report(), Report()
    for line in (2, 1, 2):
        report.error(Place("/x.ini", line), "wrong")
    other.warn(Place("/x.ini", 5), "doubtful")
    other.add_errors(report.errors)
    report.add(other)
    assert [problem.line for problem in report.errors] == [1, 2]
    assert list(map(str, report.warnings)) == ["/x.ini:5: doubtful"]


def test_a_path_keeps_its_first_slash_in_the_root_directory(monkeypatch):
    monkeypatch.chdir("/")
    assert shorten_path("/srv/shop/prod.ini") == "/srv/shop/prod.ini"
    monkeypatch.chdir("/usr")
    assert shorten_path("/usr/lib/prod.ini") == "lib/prod.ini"
    assert shorten_path("/srv/shop/prod.ini") == "/srv/shop/prod.ini"


def test_report_raises_all_errors_at_once_and_no_warnings():
    report = Report()
    report.warn(Place("/x.ini"), "doubtful")
    report.raise_errors()
    report.error(Place("/x.ini", 2), "two")
    report.error(Place("/x.ini", 1), "one")
    with pytest.raises(ConfigurationError) as raised:
        report.raise_errors()
    assert str(raised.value) == "/x.ini:1: one\n/x.ini:2: two"


def test_error_is_a_value_error_and_can_cross_processes():
    problem = Problem("/x.ini", 3, "app:main", "SITE_ID", "wrong")
    error = ConfigurationError([problem])
    assert isinstance(error, ValueError)
    assert pickle.loads(pickle.dumps(error)).problems == (problem,)


def test_bad_value_tells_the_way_to_it_and_hides_what_stood_there():
    error = BadValueError("an integer", "x").below("0").below("a", "b")
    assert str(error) == "at a.b.0: expected an integer, got 'x'"
    assert error.describe(hide=True) == "at a.b.0: expected an integer, got <hidden>"
    assert str(BadValueError("an integer")) == "expected an integer"
