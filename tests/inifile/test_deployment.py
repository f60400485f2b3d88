"""What PasteDeploy loads a section as, and by which name."""

from __future__ import annotations

import pytest

from twod.inifile.pastedeploy.deployment import APP_ROLE, FILTER_ROLE, SERVER_ROLE, Deployment, Layer, app_name
from twod.inifile.problems import Place, Report
from twod.inifile.reading import IniFile, IniOption


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("app:main", "main"),
        ("application: a b ", "a b"),
        ("composit:x", "x"),
        ("pipeline:x:y", "x:y"),
        ("filter-app:x", "x"),
        ("filter:x", None),
        ("app", None),
        ("server:main", None),
    ],
)
def test_application_has_the_name_behind_the_prefix(section, name):
    assert app_name(section) == name


def test_each_role_has_sections_of_its_own():
    file = IniFile(
        "/x.ini", "[app:main]\n[filter:main]\n[server:main]\n[application:main]\n[pipeline:main]\n", Report()
    )
    assert APP_ROLE.find_sections(file, "main") == [["app:main", "application:main"], ["pipeline:main"]]
    assert FILTER_ROLE.find_sections(file, "main") == [["filter:main"]]
    assert SERVER_ROLE.find_sections(file, "other") == []


def make_deployment(*layers, file="/x.ini", section="app:main", way=()):
    return Deployment(file, section, "egg:shop#main", {}, layers, Report(), {}, way)


def test_options_of_stronger_layers_win():
    base = Layer("/x.ini", "app:base", {"A": IniOption("A", "1", None, None, None)})
    top = Layer("/x.ini", "app:main", {"A": IniOption("A", "2", None, None, None)})
    assert make_deployment(base, top).options == top.options


def test_place_is_the_section_or_else_the_file():
    assert make_deployment().place == Place("/x.ini", None, "app:main")
    assert make_deployment(section="").place == Place("/x.ini")
    assert make_deployment(file=None, section="").place == Place()


def test_report_has_what_is_wrong_on_the_way():
    before, here = make_deployment(), make_deployment(section="app:b")
    before.own_report.error(before.place, "one")
    here.own_report.error(here.place, "two")
    assert [error.message for error in here._replace(way=(before,)).report.errors] == ["one", "two"]
    assert len(before.own_report.errors) == 1
