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
    message = (
        "there is no module 'no_such_site'; add the project's directory to twod.pythonpath, or install the project"
    )
    assert import_named("no_such_site.settings") == (None, [message])
    assert import_named("json.no_such") == (None, ["there is no module 'json.no_such'; correct the name"])


def test_name_that_no_module_can_have_is_an_error():
    assert import_named("mysite/settings.py") == (
        None,
        ["expected the dotted name of a module, got 'mysite/settings.py'"],
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import os\nA = os.environ['NOT_SET_AT_ALL']", "{}:2 raised KeyError: 'NOT_SET_AT_ALL'"),
        ("A = 1\nB = = 2", "{}:2 raised SyntaxError: invalid syntax"),
        ("import no_such_thing", "{}:1 raised ModuleNotFoundError: No module named 'no_such_thing'"),
        ("from json import no_such_thing", "{}:1 raised ImportError: cannot import name 'no_such_thing'"),
        ("raise SystemExit(3)", "{}:1 raised SystemExit: 3"),
        ("import json\njson.loads('[')", "{}:2 raised JSONDecodeError: "),
        ("class Stop(BaseException): ...\nraise Stop", "{}:2 raised Stop"),
        (
            "from django.core.exceptions import ImproperlyConfigured\n"
            "raise ImproperlyConfigured('Set SHOP_URL to postgres://shop:hunter2@db')",
            "{}:2 raised ImproperlyConfigured: Set SHOP_URL to postgres://shop:<hidden>@db",
        ),
        ("from django.conf import settings\nsettings.DEBUG", "{}:2 raised "),
        ("def f(): f()\nf()", "{}:1 raised RecursionError: "),
        ("A = '\\0'\nB = '" + "\0'", " raised "),
    ],
)
def test_whatever_the_module_raises_is_one_problem_with_its_line(settings_module, text, said):
    name = settings_module(text)
    module, (problem,) = import_named(name)
    assert module is None
    assert said.format(f"{name}.py").strip() in problem
    assert problem.endswith(" (TWOD_TRACEBACK=1 shows the traceback)")
    assert "\n" not in problem


def test_what_a_module_below_it_raises_is_at_the_innermost_line(settings_module):
    base = settings_module("A = 1\n\n\nraise ValueError('deep')")
    middle = settings_module(f"from {base} import *")
    name = settings_module(f"from {middle} import *")
    assert import_named(name)[1] == [f"{base}.py:4 raised ValueError: deep (TWOD_TRACEBACK=1 shows the traceback)"]


@pytest.mark.parametrize("text", ["A = [1]\nA.append(A)", "A = {}\nA['a'] = A", "A = 1\nfor _ in range(101): A = [A]"])
def test_value_without_an_end_is_one_problem(settings_module, text):
    name = settings_module(text)
    message = f"{name}.A contains itself, or more than 100 levels of containers; make it flatter"
    assert import_named(name) == (None, [message])


def test_ctrl_c_is_no_problem_of_the_module(settings_module):
    with pytest.raises(KeyboardInterrupt):
        import_named(settings_module("raise KeyboardInterrupt"))


def test_traceback_is_shown_on_request(settings_module, capsys, monkeypatch):
    monkeypatch.setenv("TWOD_TRACEBACK", "1")
    import_named(settings_module("raise ValueError('deep')"))
    assert capsys.readouterr().err.endswith("ValueError: deep\n")


def test_what_the_module_runs_later_is_run_once_or_not_at_all(settings_module):
    name = settings_module("""
        X: "1 / 0" = 5
        def __getattr__(name):
            raise RuntimeError(name)
    """)
    module, problems = import_named(name)
    assert (problems, module.X, module.__name__, hasattr(module, "Y")) == ([], 5, name, False)
    name = settings_module("def __dir__():\n    raise RuntimeError('no')")
    assert import_named(name) == (None, [f"{name}.py:2 raised RuntimeError: no (TWOD_TRACEBACK=1 shows the traceback)"])


def test_annotations_of_the_module_are_kept(settings_module):
    module, _ = import_named(settings_module("from typing import Final\nA: Final[int] = 1\nB: 'list[str]'\n"))
    assert (module.A, module.__annotations__["B"]) == (1, list[str])
