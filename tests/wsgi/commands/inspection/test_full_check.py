"""``settings --check``: the formats, several files, and where Django's own messages are shown."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.inspection.annotations import FORMATS
from twod.wsgi.commands.inspection.settings_command import SettingsCommand

BAD = "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1st\nMY_FLAG = True\n"
GOOD = "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = x\n"


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]):
    """Run the command; returns exit status, stdout and stderr."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = run_command(SettingsCommand("twod"), ["--check", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.mark.parametrize("imports", [[], ["--no-import"]])
def test_each_format_has_the_same_findings(check, write, imports) -> None:
    write("bad.ini", BAD)
    status, out, err = check("bad.ini", *imports)
    assert (status, out) == (1, "")
    assert [line[:30] for line in err.splitlines()] == [
        "error: bad.ini:3 [app:main] SI",
        "warning: bad.ini:4 [app:main] ",
    ]
    for style in ("json", "github", "sarif"):
        status, out, err = check("bad.ini", "--format", style, *imports)
        assert (status, err) == (1, "")
        assert [out.count(rule) > 0 for rule in ("twod.E002", "twod.W002")] == [True, True]
    assert check("bad.ini", "--json", *imports) == check("bad.ini", "--format=json", *imports)


def test_several_inis_are_judged_without_their_code(check, write) -> None:
    write("bad.ini", BAD)
    write("worse.ini", BAD.replace("SITE_ID", "SITE_IDD"))
    write("good.ini", f"[DEFAULT]\ndjango_settings_module = no.such\n{GOOD}")
    assert check("good.ini", "--no-import") == (0, "", "")
    status, out, _ = check("bad.ini", "good.ini", "worse.ini#main", "--no-import", "--json")
    assert status == 1
    told = [(each["level"], Path(each["file"]).name, each["line"], each["column"]) for each in json.loads(out)]
    assert told == [
        ("error", "bad.ini", 3, 1),
        ("error", "worse.ini", 3, 1),
        ("warning", "bad.ini", 4, 1),
        ("warning", "worse.ini", 4, 1),
    ]


def test_problem_of_an_ini_that_two_use_is_told_once(check, write) -> None:
    write("base.ini", BAD.replace("MY_FLAG = True\n", ""))
    write("a.ini", "[app:main]\nuse = config:base.ini\n")
    write("b.ini", "[app:main]\nuse = config:base.ini\n")
    assert len(check("a.ini", "b.ini", "--no-import")[2].splitlines()) == 1


def test_several_inis_with_their_code_are_refused_with_the_cure(check, write) -> None:
    write("good.ini", GOOD)
    assert check("good.ini", "good.ini") == (
        2,
        "",
        "twod settings: expected one ini, got 'good.ini' too; check each alone, or add --no-import\n",
    )


@pytest.mark.parametrize(
    ("option", "missing"),
    [("--format=json", "--check"), ("--no-import", "--check"), ("--skip-others", "--no-import")],
)
def test_options_of_the_check_are_refused_without_it(capsys, write, option, missing) -> None:
    write("good.ini", GOOD)
    assert run_command(SettingsCommand("twod"), ["good.ini", option]) == 2
    assert capsys.readouterr().err == f"twod settings: {option.partition('=')[0]} only works with {missing}\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--as-ini", "--check"], "error: argument --check: not allowed with argument --as-ini\n"),
        (["--all", "--changed"], "error: argument --changed: not allowed with argument --all\n"),
        (["--as-ini", "--json"], "remove --json; only tables and reports can be JSON\n"),
        (["--stubs", "DEBUG"], "--stubs takes no names of settings, got 'DEBUG'\n"),
        (["--running=http://x/", "DEBUG"], "--running takes no names of settings, got 'DEBUG'\n"),
    ],
)
def test_options_that_exclude_each_other_are_refused(capsys, write, options, message) -> None:
    write("good.ini", GOOD)
    with pytest.raises(SystemExit) as ended:
        sys.exit(run_command(SettingsCommand("twod"), ["good.ini", *options]))
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f"twod settings: {message}")


def test_inis_of_other_programs_are_passed_over_on_demand(check, write) -> None:
    write("tox.ini", "[tox]\nenv_list = lint\n")
    write("bad.ini", BAD)
    assert check("tox.ini", "--no-import")[0] == 1
    assert check("tox.ini", "--no-import", "--skip-others") == (0, "", "")
    status, _, err = check("tox.ini", "bad.ini", "--no-import", "--skip-others")
    assert (status, err.count("error: "), "tox.ini" in err) == (1, 1, False)


def test_every_format_is_listed_in_the_help(capsys) -> None:
    with pytest.raises(SystemExit):
        SettingsCommand("twod").call(["--help"])
    assert "{" + ",".join(FORMATS) + "}" in capsys.readouterr().out


def run_check(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from twod.wsgi.commands.command_line import run_command_line; raise SystemExit(run_command_line())"
    return subprocess.run(
        [sys.executable, "-c", code, "settings", "--check", *arguments], capture_output=True, text=True, check=False
    )


def test_messages_of_djangos_check_are_at_the_option_that_they_name(write) -> None:
    security = "MIDDLEWARE = django.middleware.security.SecurityMiddleware\n"
    write("site.ini", f"{GOOD}SECURE_HSTS_SECONDS = 0\nROOT_URLCONF = urls\nALLOWED_HOSTS = a.example\n{security}")
    write("urls.py", "urlpatterns = []\n")
    done = run_check("site.ini", "--format=json")
    assert (done.returncode, done.stderr) == (0, "")
    told = {each["rule"]: (each["level"], each["line"]) for each in json.loads(done.stdout)}
    assert told["security.W004"] == ("warning", 4)
    assert told["security.W009"] == ("warning", 3)


def test_error_of_the_site_s_code_is_at_the_option_that_led_there(write) -> None:
    write("site.ini", f"{GOOD}INSTALLED_APPS = no.such.app\n")
    done = run_check("site.ini", "--format=github")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=site.ini,line=4,endLine=4,col=1,endColumn=28,title=twod.E002::")


def test_error_while_django_checks_is_a_finding_too(write) -> None:
    write("site.ini", f"{GOOD}ROOT_URLCONF = urls\n")
    write("urls.py", "import no_such_module\n")
    done = run_check("site.ini", "--format=json")
    assert (done.returncode, done.stderr) == (1, "")
    assert [(each["rule"], each["line"]) for each in json.loads(done.stdout)] == [("twod.E002", 4)]
