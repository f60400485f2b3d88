"""The settings module that an ini names is imported, or it is told why not."""

from __future__ import annotations

import pytest

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.merging.settings_module import import_settings_module


def import_named(text: str | None) -> tuple[object, list[str]]:
    report = Report()
    option = IniOption("django_settings_module", text or "", "/srv/x.ini", 2, "DEFAULT")
    module = import_settings_module({} if text is None else {option.name: option}, report)
    return module, [problem.message for problem in report.errors]


def test_module_is_imported(settings_module):
    name = settings_module("A = 1")
    module, problems = import_named(f" {name} ")
    assert (module.A, problems) == (1, [])


@pytest.mark.parametrize("text", [None, "", " "])
def test_ini_may_name_no_module(text):
    assert import_named(text) == (None, [])


def test_module_that_is_not_there_is_an_error():
    message = "there is no module 'no_such_site'; is the project on sys.path?"
    assert import_named("no_such_site.settings") == (None, [message])
    assert import_named("json.no_such") == (None, ["there is no module 'json.no_such'"])


def test_name_that_no_module_can_have_is_an_error():
    assert import_named("mysite/settings.py") == (
        None,
        ["expected the dotted name of a module, got 'mysite/settings.py'"],
    )


def test_what_the_module_itself_cannot_import_is_its_own_error(settings_module):
    name = settings_module("import no_such_thing")
    with pytest.raises(ModuleNotFoundError, match="no_such_thing"):
        import_named(name)
