"""Each fault in the logging sections that fileConfig cannot read is a problem with its place."""

from __future__ import annotations

import logging
import logging.config
import string
from configparser import ConfigParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.grammar import check_grammar
from twod.inifile.logging_grammar import judge_logging_sections, list_logging_sections, read_logging_options
from twod.inifile.problems import Report
from twod.inifile.reading import IniFile

GOOD = """\
[loggers]
keys = root, shop
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = INFO
handlers = console
[logger_shop]
level = DEBUG
handlers =
qualname = shop
propagate = 0
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = NOTSET
formatter = plain
[formatter_plain]
format = %(levelname)s %(message)s
"""


def judge(text: str) -> list[str]:
    report = Report()
    judge_logging_sections(IniFile("/srv/x.ini", text, report), report)
    return [str(error).removeprefix("/srv/x.ini:") for error in report.errors]


def change(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


def test_right_sections_have_no_problem() -> None:
    assert judge(GOOD) == []
    assert judge("[DEFAULT]\nlevel = %(nope)s\n") == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "level = INFO",
            "level = INF",
            "8 [logger_root] level: expected a level of logging such as INFO, got 'INF'; did",
        ),
        (
            "level = NOTSET",
            "level = 10",
            "18 [handler_console] level: expected a level of logging such as INFO, got '10'",
        ),
        ("handlers = console", "handlers = consol", "9 [logger_root] handlers: there is no handler 'consol'; did you"),
        (
            "formatter = plain",
            "formatter = x",
            "19 [handler_console] formatter: there is no formatter 'x'; choose",
        ),
        ("keys = root, shop", "keys = shop", "2 [loggers] keys: expected 'root' among the keys"),
        ("keys = root, shop", "keys = root, shp", "2 [loggers] keys: there is no section [logger_shp]; did you mean"),
        ("keys = console", "key = console", "x.ini [handlers]: expected 'keys = …' with the names of the sections"),
        ("[formatters]\nkeys = plain\n", "", "x.ini [loggers]: expected a section [formatters] with 'keys"),
        ("qualname = shop", "qualnam = shop", "x.ini [logger_shop]: expected 'qualname = …' as well"),
        ("class = StreamHandler", "clas = StreamHandler", "x.ini [handler_console]: expected 'class = …' as well"),
        ("StreamHandler", "StreamHandlr", "16 [handler_console] class: there is no class 'StreamHandlr' in logging; d"),
        ("StreamHandler", "handler.FileHandler x", "16 [handler_console] class: expected the name of a class, got"),
        ("StreamHandler", "RotatingFileHandler", "16 [handler_console] class: there is no class 'RotatingFileHandl"),
        ("(sys.stderr,)", "(sys.sterr,)", "17 [handler_console] args: there is no 'sys.sterr'; did you mean stderr?"),
        ("(sys.stderr,)", "(sy.stderr,)", "17 [handler_console] args: there is no 'sy' in logging; did you mean sys?"),
        ("(sys.stderr,)", "(sys.stderr", "17 [handler_console] args: expected a tuple such as ('app.log',), got "),
        ("(sys.stderr,)", "('app.log')", "17 [handler_console] args: expected a tuple such as ('app.log',), got "),
        ("(sys.stderr,)", "(1, 2, 3)", "17 [handler_console] args: StreamHandler: too many positional arguments"),
        ("args = (sys.stderr,)", "kwargs = 5", "17 [handler_console] kwargs: expected a dictionary such as"),
        ("propagate = 0", "propagate = no", "14 [logger_shop] propagate: expected 1 or 0, got 'no'"),
        ("%(levelname)s %(message)s", "nothing", "21 [formatter_plain] format: expected a format of logging: invalid"),
        ("[formatter_plain]", "[formatter_plain]\nstyle = !", "21 [formatter_plain] style: expected '%', '{' or '$', "),
        ("level = INFO", "level = %(lvl)s", "8 [logger_root] level: %(lvl)s: no such option in this section or in"),
    ],
)
def test_mistake_in_a_logging_section_is_found(old: str, new: str, problem: str) -> None:
    (found, *_) = judge(change(old, new))
    assert found.removeprefix("/srv/").lower().startswith(problem.lower())


@pytest.mark.usefixtures("_kept_shop_logger")
@given(
    line=st.integers(0, GOOD.count("\n") - 1),
    column=st.integers(0, 40),
    letter=st.sampled_from(string.ascii_letters + "%(){},.' "),
)
def test_what_is_found_is_what_fileconfig_fails_on(line: int, column: int, letter: str) -> None:
    lines = GOOD.splitlines()
    changed = lines[line][:column] + letter + lines[line][column:]
    text = "\n".join([*lines[:line], changed, *lines[line + 1 :], ""])
    report = Report()
    file = IniFile("/srv/x.ini", text, report)
    judge_logging_sections(file, report)
    try:
        parser = ConfigParser({"here": "/srv", "__file__": "/srv/x.ini"}, strict=False)
        parser.read_string(text)
        if parser.has_section("loggers"):
            logging.config.fileConfig(parser, disable_existing_loggers=False)
    except ModuleNotFoundError:
        return  # A class outside of logging is the site's to judge.
    except Exception:  # noqa: BLE001 - of whatever kind
        assert report.errors, text
    else:
        assert not report.errors, text


@pytest.fixture
def _kept_shop_logger():
    yield
    shop = logging.getLogger("shop")
    shop.setLevel(logging.NOTSET)
    shop.propagate = True


def test_section_that_no_key_names_is_told() -> None:
    text = change("keys = plain", "keys =").replace("formatter = plain\n", "")
    assert [str(doubt) for doubt in check_grammar("/srv/x.ini", text=text).warnings] == [
        "/srv/x.ini [formatter_plain]: logging does not read this section; name it in the 'keys' of [formatters]"
    ]
    alone = check_grammar("/srv/x.ini", text="[handlers]\nkeys = a\n[handler_a]\nclass = NullHandler\n").warnings
    assert [doubt.message for doubt in alone] == ["logging does not read this section; it needs [loggers]"] * 2


def test_sections_and_options_are_those_that_are_read(tmp_path: Path) -> None:
    file = IniFile(str(tmp_path / "x.ini"), GOOD + "[handler_lost]\nclass = NullHandler\n", Report())
    assert [section for section, is_read in list_logging_sections(file) if not is_read] == ["handler_lost"]
    (options,) = read_logging_options(file, "handler")
    assert options["class"].text == "StreamHandler"


def test_option_of_a_like_name_is_told() -> None:
    text = change("level = DEBUG", "levl = DEBUG\nnote = mine")
    assert [str(doubt) for doubt in check_grammar("/srv/x.ini", text=text).warnings] == [
        "/srv/x.ini:11 [logger_shop] levl: logging does not read this option; did you mean level?"
    ]


@pytest.mark.parametrize(
    ("old", "new", "environ", "messages"),
    [
        ("level = DEBUG", "level = ${env:LEVEL}", None, []),
        ("level = DEBUG", "level = ${env:LEVEL}", {}, ["the environment variable LEVEL is not set"]),
        ("level = DEBUG", "level = ${env:LEVEL}", {"LEVEL": "INFO"}, []),
        (
            "level = DEBUG",
            "level = ${env:LEVEL}",
            {"LEVEL": "INF"},
            [
                "expected a level of logging such as INFO, got 'INF'; did you mean INFO?; "
                "it comes from the environment variable LEVEL"
            ],
        ),
        ("level = DEBUG", "level = ${env:LEVEL:-WARNING}", None, []),
        ("keys = plain", "keys = ${env:X}", None, ["expected the names of sections, not a reference"]),
    ],
)
def test_a_reference_is_judged_by_its_value(old, new, environ, messages) -> None:
    report = check_grammar("/srv/x.ini", text=change(old, new), environ=environ)
    assert [error.message for error in report.errors][: len(messages) or None] == messages


def test_a_section_that_nobody_of_ours_reads_cannot_have_references() -> None:
    (doubt,) = check_grammar("/srv/x.ini", text="[uwsgi]\nhttp = :${env:PORT}\nname = ${x}\n").warnings
    assert str(doubt) == (
        "/srv/x.ini:2 [uwsgi] http: twod does not expand references here, since another program reads this section"
    )
