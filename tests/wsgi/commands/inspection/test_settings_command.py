"""``twod settings``: what is shown, where each value comes from, and what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from twod.inifile.variables import FAST_SWITCHES
from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.inspection.settings_command import SettingsCommand
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
        status = run_command(SettingsCommand("twod"), arguments)
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
def test_name_that_no_setting_has_is_told_with_the_nearest_and_the_others_are_shown(settings):
    status, out, err = settings("prod.ini", "TIMEZONE", "DEBUG", "debug")
    assert (status, out[0]) == (1, "DEBUG: bool = False")
    assert err == [
        "error: There is no setting TIMEZONE; did you mean TIME_ZONE?",
        "error: There is no setting debug; did you mean DEBUG?",
    ]
    status, out, err = settings("prod.ini", "TIMEZONE", "DEBUG", "--diff", "dev.ini")
    assert (status, out[0], len(err)) == (1, "DEBUG", 1)


def test_errors_of_the_ini_are_told_beside_a_name_that_is_not_there(settings, write):
    write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nALOWED_HOSTS = a\n")
    status, _, err = settings("bad.ini", "ALOWED_HOSTS")
    assert status == 1
    assert err[0] == "error: There is no setting ALOWED_HOSTS; did you mean ALLOWED_HOSTS?"
    assert err[1].startswith("error: bad.ini:3 [app:main] ALOWED_HOSTS: not a setting")


@pytest.mark.usefixtures("_inis")
def test_every_name_that_a_difference_has_can_be_asked_for(settings):
    _, out, _ = settings("prod.ini", "--diff", "dev.ini")
    names = [line for line in out if not line.startswith(" ")]
    assert 'LOGGING.loggers."django.request".level' in names
    for name in names:
        _, out, err = settings("prod.ini", name)
        _, other, other_err = settings("dev.ini", name)
        assert (out[0].partition(":")[0] == name) or (other[0].partition(":")[0] == name)
        assert not err or not other_err
        assert settings("prod.ini", "--diff", "dev.ini", name)[1][0] == name


@pytest.mark.usefixtures("_inis")
def test_part_of_a_setting_has_the_places_that_are_about_it(settings):
    assert settings("dev.ini", 'LOGGING.loggers."django.request".level')[1] == [
        "LOGGING.loggers.\"django.request\".level: str = 'DEBUG'",
        "    dev.ini:7 [app:main]: DEBUG",
        """    base.ini:5 [app:main]: LOGGING = {'loggers': {'django.request': {'level': 'ERROR'}}}""",
    ]
    assert settings("prod.ini", "ALLOWED_HOSTS.1")[1][0] == "ALLOWED_HOSTS.1: str = 'www.example.com'"


@pytest.mark.usefixtures("_inis")
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("DATABASES.default.PASWORD", "There is no PASWORD in DATABASES.default; did you mean PASSWORD?"),
        ("DATABASES.deflaut.NAME", "There is no deflaut in DATABASES; did you mean default?"),
        ("DATABASE.default.NAME", "There is no setting DATABASE.default.NAME; did you mean DATABASES.default.NAME?"),
        ("ALLOWED_HOSTS.2", "There is no 2 in ALLOWED_HOSTS; it is a list with 2 items, counted from 0"),
        ("DEBUG.x", "There is no x in DEBUG; it has no parts"),
        ("DATABASES.xyzzy", "There is no xyzzy in DATABASES; it has the keys default"),
        ("XYZZY", "There is no setting XYZZY; --all lists all settings"),
        ("dev.ini", "There is no setting dev.ini; to compare with an ini, write --diff dev.ini"),
        ("DEBUG..x", "There is no setting DEBUG..x; --all lists all settings"),
    ],
)
def test_part_that_is_not_there_is_told_with_what_there_is(settings, name, error):
    assert settings("prod.ini", name) == (1, [], [f"error: {error}"])


@pytest.mark.usefixtures("_inis")
def test_secrets_are_shown_to_those_who_ask_for_them_by_name(settings):
    _, out, _ = settings("prod.ini", "DATABASES", "--reveal", "DATABASES.default.PASSWORD", "--reveal", "SECRET_KEY")
    shown = [line for line in out if not line.startswith(" ")]
    assert "'PASSWORD': '<hidden>'" in shown[0]
    assert shown[1:] == ["DATABASES.default.PASSWORD: str = 'pa55'", "SECRET_KEY: str = 'k3y'"]
    _, out, _ = settings("prod.ini", "--json", "--reveal", "DATABASES")
    assert json.loads("\n".join(out))["DATABASES"]["value"]["default"]["PASSWORD"] == "pa55"
    _, out, _ = settings("prod.ini", "--diff", "dev.ini", "--reveal", "SECRET_KEY")
    assert [line.partition("  (")[0] for line in out] == ["SECRET_KEY", "  - 'k3y'", "  + 'another'"]


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


LAZY = """
    from django.urls import reverse_lazy
    from django.utils.functional import SimpleLazyObject
    from django.utils.translation import gettext_lazy as _

    def fail(*_):
        raise AssertionError("it was evaluated")

    class Hostile:
        __repr__ = __eq__ = __hash__ = __str__ = __len__ = __bool__ = __iter__ = fail

    LANGUAGES = [("en", _("English")), ("de", _("German"))]
    LOGIN_URL = reverse_lazy("login")
    SHOP = SimpleLazyObject(fail)
    SHOP_PASSWORD = SimpleLazyObject(fail)
    HOSTILE = {"a": [Hostile()]}
    SHOW = lambda request: fail()
"""


@pytest.fixture
def _lazy_site(write, monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(tmp_path))
    write("settings_with_lazy_values.py", LAZY)
    ini = "[DEFAULT]\ndjango_settings_module = settings_with_lazy_values\n[app:main]\nuse = egg:twod.wsgi\n"
    write("site.ini", f"{ini}SITE_ID = 1\n")
    declared = ini.replace("[app:main]", "twod.types = SHOP:int\n[app:main]")
    write("other.ini", f"{declared}SITE_ID = 2\nLANGUAGES = en ; English\nLOGIN_URL = /in\nSHOP = 1\n")
    write("wrong.ini", f"{ini}LANGUAGES.remove = de ; Deutsch\nSHOP.append = x\nSHOP.a.b = 1\nLOGIN_URL.append = x\n")
    yield
    sys.modules.pop("settings_with_lazy_values", None)


@pytest.mark.usefixtures("_lazy_site")
@pytest.mark.parametrize("options", [[], ["--all"], ["--json"], ["--all", "--json"], ["LANGUAGES", "LOGIN_URL"]])
def test_values_that_are_no_data_are_shown_and_never_evaluated(settings, options):
    status, out, err = settings("site.ini", *options)
    assert (status, err) == (0, [])
    shown = "\n".join(out)
    assert "<lazy: German>" in shown
    assert "<lazy: login>" in shown
    if "LANGUAGES" not in options:
        assert "<lazy object>" in shown
        assert "<settings_with_lazy_values.Hostile>" in shown
        assert "settings_with_lazy_values.<lambda>" in shown


@pytest.mark.usefixtures("_lazy_site")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_differences_are_found_around_what_is_no_data(settings, options):
    status, out, err = settings("site.ini", "--diff", "other.ini", *options)
    assert (status, err) == (0, [])
    shown = "\n".join(out)
    assert "<lazy: German>" in shown
    assert "<lazy: login>" in shown
    assert "HOSTILE" not in shown


@pytest.mark.usefixtures("_lazy_site")
def test_changes_to_what_is_no_data_are_located_errors(settings):
    status, _, err = settings("wrong.ini", "TIME_ZONE")
    assert status == 1
    assert [line[:29] for line in err] == [f"error: wrong.ini:{line} [app:main]" for line in (5, 6, 7, 8)]


def test_value_that_could_not_be_read_has_no_type_even_if_it_is_a_secret(settings, write):
    write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${env:NO_SUCH_VARIABLE}\n")
    _, out, _ = settings("bad.ini", "SECRET_KEY")
    assert out[0] == "SECRET_KEY: unknown = (could not be read)"
    _, out, _ = settings("bad.ini", "SECRET_KEY", "--json")
    assert json.loads("\n".join(out))["SECRET_KEY"]["type"] == "unknown"


FAST = "[DEFAULT]\ntwod.fast = {}\n[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n"


def test_what_makes_django_faster_is_shown_where_the_ini_chooses_it(settings, write):
    write("site.ini", FAST.format("none"))
    assert settings("site.ini")[1][-3:] == [
        "twod.fast: list = []",
        "    site.ini:2 [DEFAULT]: none",
        f"    twod.wsgi's default: {list(FAST_SWITCHES)}",
    ]
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n")
    assert "twod.fast" not in "".join(settings("site.ini")[1])
    assert settings("site.ini", "--all")[1][-2] == f"twod.fast: list = {list(FAST_SWITCHES)}"


def test_what_makes_django_faster_can_be_asked_for(settings, write):
    write("site.ini", FAST.format("settings"))
    status, out, err = settings("site.ini", "twod.fast", "--json")
    assert (status, err) == (0, [])
    assert json.loads("\n".join(out))["twod.fast"]["value"] == ["settings"]


@pytest.mark.parametrize("names", [[], ["twod.fast"]])
def test_what_makes_django_faster_in_one_of_two_inis_is_a_difference(settings, write, names):
    write("one.ini", FAST.format("settings"))
    write("other.ini", FAST.format("none"))
    assert settings("one.ini", *names, "--diff", "other.ini") == (
        0,
        ["twod.fast", "  - 'settings'  (one.ini:2 [DEFAULT])"],
        [],
    )


def test_schema_is_that_of_the_installed_django(settings):
    status, out, err = settings("--schema")
    assert (status, err) == (0, [])
    assert json.loads("\n".join(out))["properties"]["SITE_ID"]["anyOf"][0] == {"type": "integer"}
    assert settings("prod.ini", "--schema")[::2] == (
        2,
        ["twod settings: --schema takes no other arguments, because it describes no particular ini"],
    )


@pytest.mark.usefixtures("_inis")
def test_stubs_are_written_for_an_ini_without_mistakes_alone(settings, write):
    status, out, err = settings("prod.ini", "--stubs")
    assert (status, err, "MIDDLEWARE: list[str]" in out) == (0, [], True)
    write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    status, out, err = settings("bad.ini", "--stubs")
    assert (status, out, len(err)) == (1, [], 1)
    assert settings("nowhere.ini", "--stubs")[0] == 1


@pytest.mark.usefixtures("_unconfigured")
@pytest.mark.parametrize(
    ("pair", "values"),
    [("ab", ["'aaa'", "'none'"]), ("ba", ["'none'", "'aaa'"]), ("ac", ["'aaa'", "'ccc'"]), ("ca", ["'ccc'", "'aaa'"])],
)
def test_the_variables_of_one_ini_do_not_count_for_the_other(write, capsys, monkeypatch, pair, values):
    monkeypatch.delenv("SHOP_GREETING", raising=False)
    write("reads_greeting.py", "import os\nGREETING = os.environ.get('SHOP_GREETING', 'none')\n")
    head = "[DEFAULT]\ndebug = no\ntwod.pythonpath = %(here)s\ndjango_settings_module = reads_greeting\n"
    for name in "abc":
        write(f"{name}.env", f"SHOP_GREETING={name * 3}\n")
        file = "" if name == "b" else f"twod.environment_file = {name}.env\n"
        write(f"{name}.ini", f"{head}{file}[app:main]\nuse = egg:twod.wsgi\nREFERRED = ${{env:SHOP_GREETING:-none}}\n")
    run_command(
        SettingsCommand("twod"), [f"{pair[0]}.ini", "--diff", f"{pair[1]}.ini", "--json", "--reveal", "REFERRED"]
    )
    found = json.loads(capsys.readouterr().out)
    shown = [repr(found["REFERRED"][side]["values"][0]) for side in ("left", "right")]
    assert shown == values, found
    assert "SHOP_GREETING" not in os.environ
    run_command(SettingsCommand("twod"), [f"{pair[0]}.ini", "--diff", f"{pair[1]}.ini", "--json", "GREETING"])
    found = json.loads(capsys.readouterr().out)
    assert [repr(found["GREETING"][side]["values"][0]) for side in ("left", "right")] == values
    assert "reads_greeting" not in sys.modules


def test_modules_of_one_name_in_two_trees_are_compared(write, capsys):
    for tree in ("old", "new"):
        write(f"{tree}/of_two_trees.py", f"GREETING = '{tree}'\n")
        head = "[DEFAULT]\ndebug = no\ntwod.pythonpath = %(here)s\ndjango_settings_module = of_two_trees\n"
        write(f"{tree}/prod.ini", f"{head}[app:main]\nuse = egg:twod.wsgi\n")
    run_command(SettingsCommand("twod"), ["old/prod.ini", "--diff", "new/prod.ini", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert [found["GREETING"][side]["values"] for side in ("left", "right")] == [["old"], ["new"]]


def test_reader_that_closes_its_end_is_no_error():
    """As in ``paster settings x.ini | head``: Python must not report the pipe when it ends."""
    code = "from twod.wsgi.commands.inspection.settings_command import write; write('x')"
    reader, writer = os.pipe()
    os.close(reader)
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUNBUFFERED": ""}
    with os.fdopen(writer, "wb") as stdout:
        done = subprocess.run(
            [sys.executable, "-c", code], env=environ, stdout=stdout, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr) == (0, b"")
