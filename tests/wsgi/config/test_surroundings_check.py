"""Whatever an ini names besides the settings is looked for among what is installed."""

from __future__ import annotations

import pytest

from twod.wsgi.config.surroundings.site_paths import Machine
from twod.wsgi.config.surroundings.surroundings_check import check_surroundings

GOOD = """\
[DEFAULT]
port = 8080
[app:main]
use = egg:twod.wsgi
[composite:urls]
use = egg:Paste#urlmap
/ = main
/files = files
[app:files]
use = egg:Paste#static
document_root = /srv
[pipeline:site]
pipeline = gzip egg:Paste#gzip main
[filter:gzip]
use = egg:Paste#gzip
[filter:own]
paste.filter_app_factory = paste.gzipper:middleware
[server:main]
use = egg:waitress
listen = 127.0.0.1:%(port)s
[loggers]
keys = root
[handlers]
keys = rich
[formatters]
keys = json
[logger_root]
handlers = rich
[handler_rich]
class = rich.logging.RichHandler
formatter = json
[formatter_json]
class = pythonjsonlogger.json.JsonFormatter
"""


def check(text: str, given: dict[str, str] | None = None) -> list[str]:
    report = check_surroundings("/srv/x.ini", text=text, given=given)
    return [str(error).removeprefix("/srv/x.ini:") for error in report.errors]


def test_wrong_options_of_full_django_are_named() -> None:
    text = "[composite:main]\nuse = egg:twod.wsgi#full_django\n{}\n[app:django]\nuse = egg:twod.wsgi\n"
    assert check(text.format("django_app = django\nmedia_sandbox = no")) == []
    wrong = text.format("django_app = django\nmedia_sandbx = no\nfoo = 1")
    assert check(wrong) == [
        "4 [composite:main] media_sandbx: not an option of egg:twod.wsgi#full_django; did you mean media_sandbox?",
        "5 [composite:main] foo: not an option of egg:twod.wsgi#full_django, "
        "which has django_app, media_permission, media_sandbox, websocket",
    ]
    assert check(text.format("django_app = django\nmedia_sandbox = x")) == [
        "4 [composite:main] media_sandbox: expected true or false, got 'x'"
    ]


def test_what_is_installed_is_right() -> None:
    assert check(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "egg:waitress",
            "egg:waitres#main",
            "19 [server:main] use: the distribution 'waitres' is not installed; did",
        ),
        (
            "egg:waitress",
            "egg:waitress#man",
            "19 [server:main] use: waitress has no suitable entry point 'man'; it has: main",
        ),
        (
            "use = egg:Paste#static",
            "use = egg:Paste#sttic",
            "10 [app:files] use: Paste has no suitable entry point 'sttic'",
        ),
        ("egg:Paste#urlmap", "egg:Pastes#urlmap", "6 [composite:urls] use: the distribution 'Pastes' is not installed"),
        (
            "gzip egg:Paste#gzip",
            "egg:Paste#gzp",
            "13 [pipeline:site] pipeline: Paste has no suitable entry point 'gzp'; it",
        ),
        (
            "use = egg:Paste#gzip",
            "use = egg:Paste#http",
            "15 [filter:gzip] use: Paste has no suitable entry point 'http'; it h",
        ),
        (
            "paste.gzipper:mid",
            "paste.gziper:mid",
            "17 [filter:own] paste.filter_app_factory: there is no module 'paste.",
        ),
        (":middleware", ":midleware", "17 [filter:own] paste.filter_app_factory: the module 'paste.gzipper' has no"),
        (
            ":middleware",
            "",
            "17 [filter:own] paste.filter_app_factory: expected call:MODULE:NAME, got 'call:paste.gzipp",
        ),
        ("port = 8080", "port = 99999", "20 [server:main] listen: expected a port from 0 to 65535, got '127.0.0.1:99"),
        ("rich.logging.Rich", "rich.loging.Rich", "30 [handler_rich] class: there is no module 'rich.loging'; correct"),
        (
            ".RichHandler",
            ".RichHandlr",
            "30 [handler_rich] class: the module 'rich.logging' has no 'RichHandlr'; did you mean RichHandler?",
        ),
    ],
)
def test_what_is_not_installed_is_told_where_it_is_named(old: str, new: str, problem: str) -> None:
    (found,) = check(GOOD.replace(old, new, 1))
    assert found.startswith(problem)


def test_variables_from_outside_count() -> None:
    text = GOOD.replace("port = 8080", "debug = true")
    assert check(text, {"port": "8080"}) == []
    (found,) = check(text, {"port": "99999"})
    assert found.startswith("20 [server:main] listen: expected a port")


def test_a_file_that_cannot_be_read_is_one_problem() -> None:
    (error,) = check_surroundings("/no/such/x.ini").errors
    assert error.message == "cannot read /no/such/x.ini: no such file or directory"


@pytest.mark.parametrize("option", ["user = no-such-user", "group = no-such-group", "chdir = /no/such/directory"])
def test_what_another_machine_may_have_is_an_error_only_where_the_site_runs(option: str) -> None:
    text = f"[server:main]\nuse = egg:gunicorn\n{option}\n"
    elsewhere = check_surroundings("/srv/x.ini", text=text)
    here = check_surroundings("/srv/x.ini", text=text, machine=Machine(runs_site=True))
    assert (len(elsewhere.errors), len(here.warnings)) == (0, 0)
    assert elsewhere.warnings == here.errors != ()


HEALTH = "[pipeline:main]\npipeline = health django\n[app:django]\nuse = egg:twod.wsgi\n[filter:health]\n"


def test_health_checks_that_are_nowhere_are_named_by_their_place() -> None:
    text = f"{HEALTH}use = egg:twod.wsgi#health\nchecks =\n    platform.node\n    platform.mach\n"
    assert check(text) == [
        "7 [filter:health] checks: platform.mach: the module 'platform' has no 'mach'; did you mean machine?"
    ]


@pytest.mark.parametrize(
    ("text", "environ", "messages"),
    [
        ("${env:SANDBOX}", None, []),
        ("${env:SANDBOX}", {"SANDBOX": "no"}, []),
        ("${env:SANDBOX:-maybe}", None, ["expected true or false, got 'maybe'; it comes from the default"]),
        (
            "${env:SANDBOX}",
            {"SANDBOX": "maybe"},
            ["expected true or false, got 'maybe'; it comes from the environment variable SANDBOX"],
        ),
    ],
)
def test_references_of_a_composite_are_judged_by_their_values(text, environ, messages) -> None:
    ini = f"[composite:main]\nuse = egg:twod.wsgi#full_django\nmedia_sandbox = {text}\ndjango_app = d\n"
    ini += "[app:d]\nuse = egg:twod.wsgi\n"
    report = check_surroundings("/srv/x.ini", text=ini, machine=Machine(environ=environ))
    assert [error.message for error in report.errors] == messages
