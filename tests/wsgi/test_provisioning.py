"""What the recipe asks of a site's eggs."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import UserSettingsHolder

from twod.wsgi.provisioning import (
    PROTOCOL,
    answer_question,
    answer_standard_input,
    find_static_places,
    flatten_setting,
)

WriteFile = Callable[[str, str], Path]

INI = """\
[DEFAULT]
debug = false
[app:main]
use = egg:twod.wsgi
SECRET_KEY = ${file:key}
SITE_ID = 1
DATABASES.default = postgres://shop:${env:SHOP_PASSWORD}@db.example/shop
"""


@pytest.fixture(autouse=True)
def _work_in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Errors show a file relative to the working directory.
    monkeypatch.chdir(tmp_path)


def ask(subject: str, question: dict[str, Any]) -> dict[str, Any]:
    answer = answer_question(subject, {"protocol": PROTOCOL, **question})
    assert answer.pop("protocol") == PROTOCOL
    assert json.loads(json.dumps(answer)) == answer
    return answer


def ask_for_check(*inis: dict[str, Any], directories: list[str] | None = None) -> dict[str, Any]:
    return ask("check", {"inis": inis, "directories": directories or []})


def check(text: str, *, module: str = "", imports: bool = False) -> list[dict[str, Any]]:
    ini = {"path": str(Path.cwd() / "prod.ini"), "text": text, "module": module, "imports": imports}
    errors: list[dict[str, Any]] = ask_for_check(ini)["errors"]
    return errors


def test_an_ini_is_checked_against_its_settings_module_where_that_may_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    values = "import datetime\nMIDDLEWARE = ['a.A']\nOPENS = datetime.time(9)\nRAISES = 1\n"
    (tmp_path / "settings_of_check.py").write_text(values, encoding="utf-8")
    (tmp_path / "settings_that_raise.py").write_text("import os\nos.environ['NO_SUCH_VARIABLE']\n", encoding="utf-8")
    options = "MIDDLEWARE.remove = b.B\nOPENS = ten\nSITE_ID.append = 1\nINTERNAL_IPS.remove = a\n"

    def list_names(module: str, *, imports: bool) -> list[str]:
        text = INI.replace("debug = false", f"django_settings_module = {module}") + options
        return [error["name"] for error in check(text, module=module, imports=imports)]

    assert list_names("settings_of_check", imports=False) == ["SITE_ID.append"]
    assert list_names("settings_of_check", imports=True) == [
        "SITE_ID.append",
        "OPENS",
        "MIDDLEWARE.remove",
        "INTERNAL_IPS.remove",
    ]
    assert list_names("settings_that_raise", imports=True) == ["SITE_ID.append"]
    for name in ("settings_of_check", "settings_that_raise"):
        sys.modules.pop(name, None)


def test_a_question_of_another_protocol_is_answered_with_the_number_alone() -> None:
    assert answer_question("check", {"protocol": PROTOCOL + 1, "questions": ["?"]}) == {"protocol": PROTOCOL}


def test_of_an_ini_that_is_right_nothing_is_said() -> None:
    ini = {"path": "/srv/prod.ini", "text": INI, "module": ""}
    assert ask_for_check(ini) == {"errors": [], "warnings": []}


def test_a_wrong_setting_is_told_with_its_place_in_the_ini(tmp_path: Path) -> None:
    assert check(INI.replace("SITE_ID = 1", "SITE_ID = one")) == [
        {
            "file": str(tmp_path / "prod.ini"),
            "line": 6,
            "section": "app:main",
            "name": "SITE_ID",
            "message": "expected an integer, got 'one'",
        }
    ]


def test_what_is_doubtful_is_told_apart() -> None:
    ini = {"path": "/srv/prod.ini", "text": f"{INI}email_port = 25\n", "module": ""}
    answer = ask_for_check(ini)
    assert answer["errors"] == []
    (warning,) = answer["warnings"]
    assert (warning["name"], warning["line"]) == ("email_port", 8)


def test_a_directory_that_the_run_makes_is_not_missed(tmp_path: Path) -> None:
    database = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{tmp_path}/var/site/db"}}
    text = INI.partition("DATABASES")[0] + f"DATABASES = {json.dumps(database)}\n"
    ini = {"path": "/srv/prod.ini", "text": text, "module": ""}
    (warning,) = ask_for_check(ini)["warnings"]
    path = tmp_path / "var" / "site" / "db"
    message = f"DATABASES.default.NAME: {path} cannot be opened: there is no directory {path.parent}"
    assert (warning["line"], warning["message"]) == (7, message)
    assert ask_for_check(ini, directories=[str(path.parent)])["warnings"] == []


def test_an_ini_that_cannot_be_read_is_told_of_no_option() -> None:
    (error,) = check("[app:main\n")
    assert (error["section"], error["name"]) == (None, None)


def test_a_settings_module_that_is_not_there_is_told_by_the_option_that_names_it() -> None:
    (error,) = check(INI, module="nowhere.settings")
    message = "there is no module 'nowhere'; correct the name or install it"
    assert (error["section"], error["name"], error["message"]) == ("DEFAULT", "django_settings_module", message)


def test_an_entry_point_that_is_not_there_is_told_by_the_option_that_uses_it() -> None:
    (error,) = check(f"{INI}[server:main]\nuse = egg:waitress#man\n")
    assert (error["section"], error["name"]) == ("server:main", "use")
    assert error["message"] == "waitress has no suitable entry point 'man'; it has: main"


def ask_for_settings(text: str, name: str = "prod.ini") -> dict[str, Any]:
    path = str(Path.cwd() / name)
    return ask("settings", {"uri": path, "texts": {path: text}})


def test_settings_are_texts_and_secrets_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_PASSWORD", "sesame")
    Path("key").write_text("k" * 50, encoding="utf-8")
    answer = ask_for_settings(INI)
    assert answer["problems"] == []
    found = {setting["name"]: (setting["text"], setting["is_secret"]) for setting in answer["settings"]}
    assert found["SITE_ID"] == ("1", False)
    assert found["DEBUG"] == ("false", False)
    assert found["SECRET_KEY"] == ("k" * 50, True)
    assert found["DATABASES.default.NAME"][0] == "shop"
    assert found["DATABASES.default.PASSWORD"] == ("sesame", True)


def test_problems_are_told_in_the_place_of_settings() -> None:
    answer = ask_for_settings(INI.replace("${env:SHOP_PASSWORD}", "pw").replace("SITE_ID = 1", "SITE_ID = one"))
    assert answer == {"problems": ["prod.ini:6 [app:main] SITE_ID: expected an integer, got 'one'"]}


def test_an_ini_without_an_application_is_a_problem() -> None:
    (problem,) = ask_for_settings("[server:main]\nuse = egg:waitress\n")["problems"]
    assert "prod.ini" in problem


def test_a_key_that_the_same_run_generates_is_not_missed() -> None:
    """The file of the key is made when the inis are written; an ini that is there already has to have its key."""
    text = INI.replace("${env:SHOP_PASSWORD}", "pw")
    answer = ask_for_settings(text)
    assert answer["problems"] == []
    assert "SECRET_KEY" not in {setting["name"] for setting in answer["settings"]}
    Path("prod.ini").write_text(text, encoding="utf-8")
    (problem,) = ask("settings", {"uri": "prod.ini", "texts": {}})["problems"]
    assert "SECRET_KEY: cannot read " in problem


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("a", {"A": "a"}),
        (True, {"A": "true"}),
        (None, {"A": ""}),
        (1.5, {"A": "1.5"}),
        (Path("/srv"), {"A": "/srv"}),
        (["a", "b"], {"A": "a\nb"}),
        ((), {"A": ""}),
        ({"x": {"y": 1}, "z": "2"}, {"A.x.y": "1", "A.z": "2"}),
        ([("en", "English")], {"A.0": "en\nEnglish"}),
        ([1, "b"], {"A.0": "1", "A.1": "b"}),
        ({"a:b": 1, "c": object()}, {}),
    ],
)
def test_a_setting_is_flattened_to_the_texts_that_a_reference_can_name(value: object, texts: dict[str, str]) -> None:
    assert {text["name"]: text["text"] for text in flatten_setting("A", value, value)} == texts


def test_what_is_hidden_below_a_setting_is_a_secret_by_itself() -> None:
    value = {"a": ["1", "2"], "b": [{"c": "3"}, "4"], "d": {"e": "5"}}
    shown = {"a": ["1", "<hidden>"], "b": [{"c": "3"}, "<hidden>"], "d": "<hidden>"}
    found = {setting["name"]: setting["is_secret"] for setting in flatten_setting("A", value, shown)}
    assert found == {"A.a": True, "A.b.0.c": False, "A.b.1": True, "A.d.e": True}


def test_static_files_are_where_django_would_look_for_them(
    write: WriteFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_settings: UserSettingsHolder
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    write("provisioned_with_static/__init__.py", "")
    write("provisioned_with_static/static/a.css", "")
    write("provisioned_without_static/__init__.py", "")
    django_settings.INSTALLED_APPS = ["provisioned_with_static", "provisioned_without_static"]
    django_settings.STATICFILES_DIRS = ["/srv/design", ("prefix", "/srv/prefixed"), Path("/srv/more")]
    django_settings.STATIC_URL = "/static/"
    django_settings.MEDIA_ROOT = Path("/srv/media")
    places = find_static_places(django_settings)
    assert Path(places.pop("admin-static"), "css", "base.css").is_file()
    assert places == {
        "static-root": "",
        "static-url": "/static/",
        "static-directories": f"/srv/design\n/srv/more\n{tmp_path}/provisioned_with_static/static",
        "media-root": "/srv/media",
        "media-url": "",
    }


def test_an_application_may_ask_for_settings_and_print_when_it_is_imported(write: WriteFile, tmp_path: Path) -> None:
    write("shop/__init__.py", "from django.conf import settings\nprint(settings.SITE_ID)")
    write("shop/static/shop.css", "")
    text = INI.replace("${env:SHOP_PASSWORD}", "pw") + "INSTALLED_APPS = shop\n"
    path = str(tmp_path / "prod.ini")
    question = {"protocol": PROTOCOL, "uri": path, "texts": {path: text}}
    done = subprocess.run(
        [sys.executable, "-m", "twod.wsgi.provisioning", "static", "answer"],
        env={name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "TWOD_"))}
        | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])},
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "1\n", "")
    answer = json.loads(Path("answer").read_text(encoding="utf-8"))
    assert answer["places"]["static-directories"] == str(tmp_path / "shop" / "static")


def test_problems_are_told_in_the_place_of_static_files() -> None:
    path = str(Path.cwd() / "prod.ini")
    answer = ask("static", {"uri": path, "texts": {path: "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = one\n"}})
    assert answer == {"problems": ["prod.ini:3 [app:main] SITE_ID: expected an integer, got 'one'"]}


def test_a_front_server_is_told_of_the_settings_that_it_goes_by_alone(write: WriteFile, tmp_path: Path) -> None:
    # Neither the key nor the database's password is at hand.
    settings = "STATIC_URL = static/\nSTATIC_ROOT = %(here)s/static\nALLOWED_HOSTS = .shop.example\n"
    path = write("prod.ini", INI + settings)
    front = ask("front", {"uri": str(path), "texts": {}})["front"]
    assert front["allowed_hosts"] == [".shop.example"]
    assert (front["static_path"], front["static_root"]) == ("/static/", str(tmp_path / "static"))


def test_a_front_server_is_told_what_is_wrong_in_these(write: WriteFile) -> None:
    path = write("prod.ini", f"{INI}STATIC_ROOT = ${{env:NO_SUCH_PLACE}}\n")
    (problem,) = ask("front", {"uri": str(path), "texts": {}})["problems"]
    assert "NO_SUCH_PLACE" in problem
    # An option of the server's part may stand in for the setting.
    answer = ask("front", {"uri": str(path), "texts": {}, "without": ["STATIC_ROOT"]})
    assert (answer["problems"], answer["front"]["static_root"]) == ([], "")


def test_the_question_is_read_from_standard_input_and_the_answer_written_to_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps({"protocol": PROTOCOL, "inis": [], "directories": []})))
    answer_standard_input(["check", "answer"])
    assert json.loads(Path("answer").read_text(encoding="utf-8")) == {
        "protocol": PROTOCOL,
        "errors": [],
        "warnings": [],
    }
    assert capsys.readouterr().out == ""


def test_several_inis_are_told_of_in_their_order() -> None:
    inis = [
        {"path": f"/srv/{name}.ini", "text": INI.replace("SITE_ID = 1", "SITE_ID = x"), "module": ""}
        for name in ("b", "a")
    ]
    assert [error["file"] for error in ask_for_check(*inis)["errors"]] == ["/srv/b.ini", "/srv/a.ini"]
