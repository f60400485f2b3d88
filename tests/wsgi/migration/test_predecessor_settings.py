"""What Django got from the package that an ini was written for."""

from __future__ import annotations

import pytest

from twod.inifile.pastedeploy.predecessors import find_predecessor
from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import Report
from twod.wsgi.migration.predecessor_settings import find_module_option, read_old_settings

JSON_HEAD = "[DEFAULT]\ndebug = true\ndjango_settings_module = settings_of_the_old_ini\nhost = a.b\n"
JSON_APP = "[app:main]\nuse = egg:django-pastedeploy-settings\n"
JSON = JSON_HEAD + JSON_APP


@pytest.fixture
def read(write):
    """Return the settings of an ini and what the package refuses in it."""

    def read(text: str) -> tuple[dict[str, object], list[str]]:
        deployment, report = follow_uri(write("site.ini", text)), Report()
        values = read_old_settings(deployment, find_predecessor(deployment.factory), report)
        return values, list(map(str, report.errors))

    return read


def test_lists_of_the_module_grow_and_anything_else_stays(read, old_module):
    old_module(A=["a"], B=("b",), C="c", D={"d": 1}, E=None, lower=1)
    text = 'A = ["x"]\nB = {"y": 1}\nC = "x"\nD = {}\nE = 5\nF = ["${host}"]\nlower_too = [1]\n'
    assert read(JSON_HEAD + JSON_APP + text) == (
        {"A": ("a", "x"), "B": ("b", "y"), "C": "c", "D": {"d": 1}, "E": None, "F": ["a.b"], "DEBUG": True},
        [],
    )


def test_section_that_overrides_another_extends_the_module_alone(read, old_module):
    old_module(A=["a"])
    text = f'{JSON_HEAD}[app:main]\nuse = base\nA = ["c"]\n{JSON_APP.replace("main", "base")}A = ["b"]\n'
    assert read(text)[0]["A"] == ("a", "c")


def test_debug_may_be_a_number(read, old_module):
    old_module()
    assert read(JSON_HEAD.replace("true", "0") + JSON_APP)[0] == {"DEBUG": False}


@pytest.mark.parametrize(
    ("text", "values", "problem"),
    [
        (f"{JSON}A = x\n", {}, "site.ini:7 [app:main] A: django-pastedeploy-settings rejects it: expected JSON"),
        (f'{JSON}A = "${{gone}}"\n', {}, "there is no option 'gone'"),
        (f"{JSON}A = 5\n", {"A": [1]}, "A: expected a JSON array, since the settings module has a list"),
        (f"{JSON}LANGUAGES = []\n", {}, "LANGUAGES: django-pastedeploy-settings rejects it in an ini"),
        (f"{JSON}DEBUG = true\n", {}, "DEBUG: django-pastedeploy-settings rejects it; write 'debug = "),
        (JSON, {"DEBUG": True}, "rejects a settings module with DEBUG; delete it from the module"),
        (JSON.replace("debug = true\n", ""), {}, "needs 'debug = true' or 'debug = false' in [DEFAULT]"),
        (JSON.replace("true", "True"), {}, "site.ini:2 [DEFAULT] debug: django-pastedeploy-settings rejects"),
        (f"[DEFAULT]\ndebug = true\n{JSON_APP}", {}, "finds no settings module; write 'django_settings_module = MOD"),
        ("[app:main]\nuse = egg:repoze.django#django\n", {}, "repoze.django finds no settings module; write 'sett"),
        ("[app:main]\nuse = egg:dj.paste\ndjango_settings_module = gone\n", {}, "there is no module 'gone'"),
    ],
)
def test_what_the_package_fails_on_is_a_problem(read, old_module, text, values, problem):
    old_module(**values)
    (found,) = read(text)[1]
    assert problem in found


@pytest.mark.parametrize(
    "text",
    [
        "[app:main]\nuse = egg:repoze.django#django\nsettings = settings_of_the_old_ini\nA = 5\n",
        "[app:main]\nuse = egg:cykooz.djangopaste#django\nsettings = settings_of_the_old_ini\n",
        "[app:main]\nuse = egg:dj.paste\ndjango_settings_module = settings_of_the_old_ini\n",
        "[DEFAULT]\ndjango_settings_module = settings_of_the_old_ini\n[app:main]\nuse = egg:dj.paste#multi\n",
        "[app:main]\nuse = egg:django-wsgi#app\nsettings = settings_of_the_old_ini\n",
    ],
)
def test_other_packages_read_the_name_of_the_module_and_nothing_else(read, old_module, text):
    old_module(A="a", DEBUG=True)
    assert read(text) == ({"A": "a", "DEBUG": True}, [])


def test_section_names_the_module_before_the_variable(write):
    text = "[DEFAULT]\nsettings = a\n[app:main]\nuse = egg:dj.paste\nset django_settings_module = b\n"
    deployment = follow_uri(write("site.ini", text))
    assert find_module_option(deployment, find_predecessor("egg:dj.paste#main")).text == "b"
    assert find_module_option(deployment, find_predecessor("egg:repoze.django#main")) is None
