"""Whatever is wrong in any section of an ini, each command says it in the same words, before it loads anything."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path

import pytest

from twod.wsgi.commands.inspection.settings_command import SettingsCommand
from twod.wsgi.commands.pastescript.checked_command import CheckedCommand
from twod.wsgi.commands.pastescript.request_command import RequestCommand
from twod.wsgi.commands.pastescript.serve_adapter import ServeAdapter
from twod.wsgi.commands.pastescript.setup_app_command import SetupAppAdapter
from twod.wsgi.commands.starting.service import Service
from twod.wsgi.config.check import check_ini
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning

WriteFile = Callable[[str, str], Path]

GOOD = """\
[DEFAULT]
debug = false
[app:main]
use = egg:twod.wsgi
SECRET_KEY = k
[server:main]
use = egg:waitress
listen = 127.0.0.1:0
threads = 4
[filter:gzip]
use = egg:Paste#gzip
[pipeline:site]
pipeline = gzip main
[composite:urls]
use = egg:Paste#urlmap
/ = main
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = INFO
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
"""

#: A wrong value of each type of section.
MISTAKES = [
    ("SECRET_KEY = k", "SECRET_KEY = k\nSITE_ID = x", "x.ini:6 [app:main] SITE_ID: expected an integer, got 'x'"),
    ("SECRET_KEY = k", "SECRET_KEY = k\nTIME_ZONE = Mars", "x.ini:6 [app:main] TIME_ZONE: expected the name of a time"),
    ("listen =", "lisen =", "x.ini:8 [server:main] lisen: not an option of waitress; did you mean listen?"),
    ("127.0.0.1:0", "127.0.0.1:99999", "x.ini:8 [server:main] listen: expected a port from 0 to 65535, got"),
    ("threads = 4", "threads = four", "x.ini:9 [server:main] threads: expected an integer, got 'four'"),
    ("egg:waitress", "egg:waitres", "x.ini:7 [server:main] use: the distribution 'waitres' is not installed; did"),
    (
        "egg:Paste#gzip",
        "egg:Paste#gzp",
        "x.ini:11 [filter:gzip] use: Paste has no suitable entry point 'gzp'; it has: ",
    ),
    ("gzip main", "gizp main", "[pipeline:site] pipeline: "),
    ("/ = main", "/ = mian", "[composite:urls] /: "),
    (
        "level = INFO",
        "level = INF",
        "x.ini:24 [logger_root] level: expected a level of logging such as INFO, got 'INF'; did you",
    ),
    (
        "class = Stream",
        "class = Strem",
        "x.ini:27 [handler_console] class: there is no class 'StremHandler' in logging",
    ),
    ("sys.stderr", "sys.sterr", "x.ini:28 [handler_console] args: there is no 'sys.sterr'; did you mean stderr?"),
    ("%(message)s", "message", "x.ini:31 [formatter_plain] format: expected a format of logging: "),
]


def check_by_command(command_class: type[CheckedCommand], *arguments: str) -> str:
    command = command_class(command_class.__name__)
    command.parse_args(list(arguments))
    command.verbose = 0
    with pytest.raises(ConfigurationError) as raised:
        command.command()
    return str(raised.value)


def check_by_settings_command() -> str:
    with redirect_stderr(io.StringIO()) as told:
        assert SettingsCommand("paster").call(["x.ini", "--check"]) == 1
    return "\n".join(line.removeprefix("error: ") for line in told.getvalue().splitlines())


def check_by_service() -> str:
    with pytest.raises(ConfigurationError) as raised:
        Service("twod", "x.ini").check()
    return str(raised.value)


def check_by_function() -> str:
    with pytest.raises(ConfigurationError) as raised:
        check_ini("x.ini")
    return str(raised.value)


COMMANDS = {
    "serve": lambda: check_by_command(ServeAdapter, "x.ini"),
    "twod serve": check_by_service,
    "setup-app": lambda: check_by_command(SetupAppAdapter, "x.ini"),
    "request": lambda: check_by_command(RequestCommand, "x.ini", "/"),
    "settings --check": check_by_settings_command,
    "check_ini": check_by_function,
}


@pytest.mark.usefixtures("_unconfigured")
@pytest.mark.parametrize(("old", "new", "problem"), MISTAKES)
def test_each_command_says_the_same_words(write: WriteFile, old: str, new: str, problem: str) -> None:
    assert old in GOOD
    write("x.ini", GOOD.replace(old, new, 1))
    told = {name: ask() for name, ask in COMMANDS.items()}
    assert problem in told["serve"]
    assert told == dict.fromkeys(COMMANDS, told["serve"])


def make(command_class: type[CheckedCommand], *arguments: str) -> CheckedCommand:
    command = command_class("x")
    command.parse_args(list(arguments))
    return command


@pytest.mark.usefixtures("_unconfigured")
def test_what_is_doubtful_is_told_once(write: WriteFile, capsys: pytest.CaptureFixture[str]) -> None:
    write("x.ini", GOOD.replace("SECRET_KEY", "email_port = 1\nSECRET_KEY") + "[ap:x]\nuse = egg:x\n")
    with warnings.catch_warnings():
        Service("twod", "x.ini").check()
        warnings.warn("again", ConfigurationWarning, stacklevel=1)
    assert capsys.readouterr().err.splitlines() == [
        "warning: x.ini [ap:x]: neither PasteDeploy nor logging reads this section; did you mean [app:x]?",
        "warning: x.ini:5 [app:main] email_port: not a setting; did you mean EMAIL_PORT?",
    ]


def test_an_application_that_is_not_django_s_is_served_too(write: WriteFile) -> None:
    write("x.ini", GOOD + "[app:files]\nuse = egg:Paste#static\ndocument_root = /srv\n")
    Service("twod", "x.ini#files").check()


@pytest.mark.parametrize(("name", "server"), [("x.ini#nope", "main"), ("x.ini", "nope")])
def test_a_name_that_leads_nowhere_is_told(write: WriteFile, name: str, server: str) -> None:
    write("x.ini", GOOD)
    with pytest.raises(ConfigurationError, match=r"there is no (application|server) called 'nope'"):
        Service("twod", name, server=server).check()


@pytest.mark.parametrize(
    ("arguments", "uri"),
    [
        (["x.ini"], "x.ini"),
        (["x.ini#shop"], "x.ini#shop"),
        (["x.ini#shop", "--name=app:wiki"], "x.ini#wiki"),
    ],
)
def test_the_application_may_be_named_by_an_option(arguments: list[str], uri: str) -> None:
    assert Path(make(SetupAppAdapter, *arguments).config_uri) == Path(uri).absolute()
