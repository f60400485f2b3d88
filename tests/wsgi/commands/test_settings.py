"""``paster settings``: what is shown, where each value comes from, and what is wrong."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console

from twod.wsgi.commands.difference import find_differences
from twod.wsgi.commands.settings_command import SettingsCommand
from twod.wsgi.commands.terminal_table import print_differences, print_settings
from twod.wsgi.config.survey import load_uri

PROD = """
    [DEFAULT]
    debug = false
    [app:main]
    use = config:base.ini
    ALLOWED_HOSTS = example.com www.example.com
    SECRET_KEY = ${file:key}
    DATABASES.default = postgres://site:pa55@db.example.com/site
    MIDDLEWARE.append = b.B
"""
BASE = """
    [app:main]
    use = egg:twod.wsgi
    ALLOWED_HOSTS = localhost
    MIDDLEWARE = a.A
    LOGGING = {"loggers": {"django.request": {"level": "ERROR"}}}
"""
DEV = """
    [DEFAULT]
    debug = true
    [app:main]
    use = config:base.ini
    SECRET_KEY = another
    DATABASES.default = sqlite:///dev.sqlite3
    LOGGING.loggers."django.request".level = DEBUG
    MIDDLEWARE.prepend = d.D
"""


@pytest.fixture
def _inis(write):
    write("base.ini", BASE)
    write("prod.ini", PROD)
    write("dev.ini", DEV)
    write("key", "k3y")


@pytest.fixture
def settings(capsys):
    """Run the command; returns exit status, lines of stdout, lines of stderr."""

    def run(*arguments):
        status = SettingsCommand("settings").run(list(arguments))
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err.splitlines()

    return run


@pytest.mark.usefixtures("_inis")
def test_changed_settings_are_shown_with_all_their_places_and_without_secrets(settings):
    status, out, err = settings("prod.ini")
    assert (status, err) == (0, [])
    assert [line.partition(":")[0] for line in out if not line.startswith(" ")] == [
        "ALLOWED_HOSTS",
        "DATABASES",
        "LOGGING",
        "MIDDLEWARE",
        "SECRET_KEY",
    ]
    start = out.index("ALLOWED_HOSTS: list = ['example.com', 'www.example.com']")
    assert out[start + 1 : start + 4] == [
        "    prod.ini:5 [app:main]: example.com www.example.com",
        "    base.ini:3 [app:main]: localhost",
        "    Django's default: []",
    ]
    start = out.index("MIDDLEWARE: list = ['a.A', 'b.B']")
    assert out[start + 1] == "    prod.ini:8 [app:main]: MIDDLEWARE.append = b.B"
    assert "SECRET_KEY: str = '<hidden>'" in out
    assert not [line for line in out if "pa55" in line or "k3y" in line]


@pytest.mark.usefixtures("_inis")
def test_named_settings_are_shown_as_asked_for_whether_changed_or_not(settings):
    _, out, _ = settings("prod.ini", "TIME_ZONE", "DEBUG")
    assert out == [
        "TIME_ZONE: str = 'America/Chicago'",
        "    Django's default: 'America/Chicago'",
        "DEBUG: bool = False",
        "    prod.ini:2 [DEFAULT]: debug = false",
        "    Django's default: False",
    ]


@pytest.mark.usefixtures("_inis")
def test_all_settings_include_djangos_defaults(settings):
    _, out, _ = settings("prod.ini", "--all")
    names = [line.partition(":")[0] for line in out if not line.startswith(" ")]
    assert {"USE_TZ", "ALLOWED_HOSTS", "X_FRAME_OPTIONS"} < set(names)
    assert names == sorted(names)
    assert not [line for line in out if " at 0x" in line]


@pytest.mark.usefixtures("_inis")
def test_name_that_no_setting_has_is_refused_with_the_nearest(settings):
    with pytest.raises(SettingsCommand.BadCommand, match="no setting TIMEZONE; did you mean TIME_ZONE") as raised:
        settings("prod.ini", "TIMEZONE")
    assert raised.value.exit_code == 1


@pytest.mark.usefixtures("_inis")
def test_json_has_value_type_and_origins(settings):
    _, out, _ = settings("prod.ini", "ALLOWED_HOSTS", "SECRET_KEY", "--json")
    shown = json.loads("\n".join(out))
    assert shown["ALLOWED_HOSTS"]["value"] == ["example.com", "www.example.com"]
    first = shown["SECRET_KEY"]["origins"][0]
    assert (first["line"], first["section"], first["value"]) == (6, "app:main", "<hidden>")


@pytest.mark.usefixtures("_inis")
def test_difference_is_told_by_key_and_item_with_the_line_of_each_side(settings):
    status, out, _ = settings("prod.ini", "--diff", "dev.ini")
    assert status == 0
    assert out[:3] == [
        "ALLOWED_HOSTS",
        "  - 'example.com'  (prod.ini:5 [app:main])",
        "  - 'www.example.com'  (prod.ini:5 [app:main])",
    ]
    assert "  + 'localhost'  (base.ini:3 [app:main])" in out
    start = out.index("MIDDLEWARE")
    assert out[start + 1 : start + 3] == [
        "  - 'b.B'  (prod.ini:8 [app:main])",
        "  + 'd.D'  (dev.ini:8 [app:main])",
    ]
    start = out.index('LOGGING.loggers."django.request".level')
    assert out[start + 1 :][:2] == ["  - 'ERROR'  (base.ini:5 [app:main])", "  + 'DEBUG'  (dev.ini:7 [app:main])"]
    assert "DATABASES.default.HOST" in out
    assert not [line for line in out if "pa55" in line or "k3y" in line or "another" in line]


@pytest.mark.usefixtures("_inis")
def test_secrets_that_differ_are_told_to_differ_and_not_shown(settings):
    _, out, _ = settings("prod.ini", "SECRET_KEY", "--diff", "dev.ini")
    assert out == [
        "SECRET_KEY",
        f"  - '<hidden>'  (prod.ini:6 [app:main] (file {find_key()}))",
        "  + '<hidden>'  (dev.ini:5 [app:main])",
    ]


def find_key() -> str:
    (key,) = (path for path in load_uri("prod.ini").files if path.endswith("key"))
    return key


@pytest.mark.usefixtures("_inis")
def test_difference_as_json_names_both_sides(settings):
    _, out, _ = settings("prod.ini", "DEBUG", "--diff", "dev.ini", "--json")
    assert json.loads("\n".join(out)) == {
        "DEBUG": {
            "left": {"values": [False], "place": "prod.ini:2 [DEFAULT]"},
            "right": {"values": [True], "place": "dev.ini:2 [DEFAULT]"},
        }
    }


@pytest.mark.usefixtures("_inis")
def test_ini_does_not_differ_from_itself(settings):
    assert settings("prod.ini", "--diff", "prod.ini") == (0, [], [])


@pytest.mark.parametrize(
    ("left", "right", "keys"),
    [
        ("A = [1, 2]", "A = [2, 1]", ["A"]),
        ("A = [1, 1]", "A = [1]", ["A"]),
        ('A = [{"x": 1}, {"y": 2}]', 'A = [{"x": 1}, {"y": 3}]', ["A.1.y"]),
        ("A = 1", "A = true", ["A"]),
        ('A = {"x": 1}', 'A = {"y": 1}', ["A.x", "A.y"]),
        ("A = 1", "B = 1", ["A", "B"]),
        ('A = {"k.e": [1]}', 'A = {"k.e": {}}', ['A."k.e"']),
    ],
)
def test_difference_goes_as_deep_as_both_are_alike(write, left, right, keys):
    inis = [
        write(f"{name}.ini", f"[app:main]\nuse = egg:twod.wsgi\n{text}\n")
        for name, text in zip("lr", (left, right), strict=True)
    ]
    differences = find_differences(*map(load_uri, inis))
    assert [difference.key for difference in differences] == keys


def test_broken_ini_shows_what_it_can_and_then_all_errors(settings, write):
    write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nEMAIL_PORT = 25x\nALOWED_HOSTS = a\nSITE_ID = 3\n")
    status, out, err = settings("bad.ini")
    assert status == 1
    assert "SITE_ID: int = 3" in out
    assert "EMAIL_PORT: unknown = (could not be read)" in out
    assert [line[:24] for line in err if line.startswith("error")] == [
        "error: bad.ini:3 [app:ma",
        "error: bad.ini:4 [app:ma",
    ]


def test_ini_that_is_not_there_is_one_error(settings):
    status, out, err = settings("nowhere.ini")
    assert (status, out) == (1, [])
    assert [line.startswith("error: nowhere.ini: cannot read") for line in err] == [True]


def test_doubts_are_told_on_stderr_and_are_no_failure(settings, write):
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nMY_FLAG = True\n")
    status, out, err = settings("site.ini")
    assert (status, out[0]) == (0, "MY_FLAG: str = 'True'")
    assert err[0].startswith("warning: site.ini:3 [app:main] MY_FLAG: 'True' is a text here")


def test_check_tells_every_error_and_nothing_else(settings, write):
    write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nEMAIL_PORT = 25x\nSITE_ID = y\n")
    status, out, err = settings("bad.ini", "--check")
    assert (status, out) == (1, [])
    assert len([line for line in err if line.startswith("error")]) == 2


def render(show, *arguments, width):
    file = io.StringIO()
    show(*arguments, Console(file=file, width=width, highlight=False))
    return file.getvalue()


@pytest.mark.usefixtures("_inis")
@pytest.mark.parametrize("width", [40, 80, 200])
def test_tables_are_as_wide_as_the_terminal_and_hide_secrets(width):
    prod, dev = load_uri("prod.ini"), load_uri("dev.ini")
    shown = render(print_settings, list(prod.report(prod.values).values()), width=width)
    differing = render(print_differences, find_differences(prod, dev), "prod.ini", "dev.ini", width=width)
    for text in (shown, differing):
        assert max(map(len, text.splitlines())) <= width
        assert "pa55" not in text
        assert "k3y" not in text
    assert "ALLOWED_HOSTS" in shown.replace("\n", "")


@pytest.mark.usefixtures("_inis")
def test_table_tells_the_place_and_what_it_overrode():
    prod = load_uri("prod.ini")
    shown = render(print_settings, list(prod.report(["ALLOWED_HOSTS"]).values()), width=80)
    for text in ("prod.ini:5 [app:main]", "over base.ini:3 [app:main]: localhost", "over Django's default: []", "list"):
        assert text in shown


def test_table_of_differences_says_on_which_side_items_lack(write):
    inis = [
        write(f"{name}.ini", f"[app:main]\nuse = egg:twod.wsgi\nALLOWED_HOSTS = {hosts}\n")
        for name, hosts in (("l", "a b"), ("r", "a"))
    ]
    differences = find_differences(*map(load_uri, inis))
    shown = render(print_differences, differences, "l.ini", "r.ini", width=80)
    assert "none of these" in shown
    assert "'b'" in shown
    assert "'a'" not in shown
