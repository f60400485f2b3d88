"""The logging sections of an ini."""

from __future__ import annotations

import configparser
import logging
import logging.config
from pathlib import Path
from typing import Any

import pytest

from twod.recipe.ini.logging_sections import find_log_files, is_raw, judge_logging, make_logging_sections

from .conftest import judge, read_prod


def make(options: dict[str, str]) -> dict[str, dict[str, str]]:
    return make_logging_sections(read_prod(options), lambda name: f"/srv/{name}")


def test_without_options_all_is_logged_to_stderr_from_info_on() -> None:
    made = make({})
    assert made["logger_root"] == {"level": "INFO", "handlers": "event"}
    assert made["handler_event"] == {
        "class": "StreamHandler",
        "args": "(sys.stderr,)",
        "level": "NOTSET",
        "formatter": "text",
    }
    assert made["loggers"] == {"keys": "root"}
    assert made["handlers"] == {"keys": "event"}
    assert made["formatters"] == {"keys": "text"}


def test_a_file_is_logged_to_by_a_handler_that_notices_when_it_is_renamed() -> None:
    made = make({"event-log": "var/event.log"})
    assert made["handler_event"]["class"] == "handlers.WatchedFileHandler"
    assert made["handler_event"]["args"] == "('/srv/var/event.log', 'a', 'utf-8')"


def test_requests_are_logged_by_a_logger_of_their_own() -> None:
    made = make({"access-log": "stdout"})
    assert made["logger_wsgi"] == {"level": "INFO", "handlers": "access", "qualname": "wsgi", "propagate": "0"}
    assert made["handler_access"]["formatter"] == "access"
    assert made["formatter_access"]["class"] == "twod.wsgi.serving.logs.log_lines.AccessFormatter"
    assert make({"access-log": "stdout", "log-format": "json"})["handler_access"]["formatter"] == "json"


def test_with_json_the_servers_log_by_the_handlers_of_the_ini() -> None:
    made = make({"log-format": "json"})
    assert made["formatter_json"] == {"class": "twod.wsgi.serving.logs.json_records.JsonFormatter"}
    for name in ("gunicorn.error", "uvicorn", "hypercorn.error", "_granian"):
        assert made[f"logger_{name}"] == {"level": "NOTSET", "handlers": "", "qualname": name, "propagate": "1"}
    assert "logger_gunicorn.error" not in make({})


def test_the_manual_shows_what_the_recipe_writes(manual: Any) -> None:
    shown = configparser.RawConfigParser()
    shown.read_string(
        next(block.text for block in manual("docs/how-to/logging.rst", "ini") if "[formatter_json]" in block.text)
    )
    made = make({"log-format": "json", "access-log": "stdout"})
    assert {name: dict(shown[name]) for name in shown.sections()} == made


@pytest.mark.parametrize("options", [{"log-format": "json"}, {"access-log": "stdout"}])
def test_a_server_logs_no_request_a_second_time(options: dict[str, str]) -> None:
    made = make(options)
    for name in ("gunicorn.access", "uvicorn.access", "hypercorn.access", "granian.access"):
        assert made[f"logger_{name}"]["handlers"] == ""
        assert made[f"logger_{name}"]["propagate"] == "0"


def test_with_ids_each_line_has_that_of_its_request() -> None:
    made = make({"access-log": "stdout", "request-id": "true"})
    assert made["formatter_text"]["format"].endswith(" [%(name)s] [%(request_id)s] %(message)s")
    assert made["formatter_access"]["format"].endswith(" %(request_id)s")
    assert "request_id" not in str(make({"access-log": "stdout"}))


def test_with_debug_the_handler_of_djangos_default_is_not_added_to_ours() -> None:
    assert "logger_django" not in make({})
    assert make({"debug": "true"})["logger_django"]["handlers"] == ""


def test_a_logger_of_the_users_is_listed_with_what_is_needed() -> None:
    made = make({"logger.django.request.level": "ERROR", "handler.file.args": "('x',)", "handler.event.level": "ERROR"})
    assert made["loggers"] == {"keys": "root, django.request"}
    assert made["logger_django.request"] == {"handlers": "", "level": "ERROR", "qualname": "django.request"}
    assert made["handlers"] == {"keys": "event, file"}
    assert made["handler_file"] == {"class": "StreamHandler", "args": "('x',)"}
    assert made["handler_event"]["level"] == "ERROR"


def test_python_can_read_the_sections(tmp_path: Path) -> None:
    options = {"event-log": "event.log", "logger.shop.level": "DEBUG", "formatter.text.format": "%(name)s: %(message)s"}
    sections = make_logging_sections(read_prod(options), lambda name: str(tmp_path / name))
    parser = configparser.RawConfigParser()
    parser.read_dict(sections)
    logging.config.fileConfig(parser, disable_existing_loggers=False)
    logging.getLogger("shop.basket").warning("empty")
    assert (tmp_path / "event.log").read_text(encoding="utf-8") == "shop.basket: empty\n"


def test_only_options_that_python_does_not_interpolate_are_raw() -> None:
    assert is_raw("formatter_text", "format")
    assert not is_raw("formatter_text", "other")
    assert not is_raw("handler_event", "class")


def test_files_that_are_logged_to_are_found_by_the_options_that_name_them() -> None:
    environment = read_prod({"event-log": "var/event.log", "access-log": "stdout"})
    assert [(option.name, name) for option, name in find_log_files(environment)] == [("event-log", "var/event.log")]


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("logger.django.handlers", "evnt", "there is no handler 'evnt'; did you mean event?"),
        ("logger.django.handlers", "event, x", "there is no handler 'x'; choose from: event"),
        # fileConfig looks for a handler without a name.
        ("logger.django.handlers", "event, ", "there is no handler ''; choose from: event"),
        ("handler.event.formatter", "json", "there is no formatter 'json'; choose from: text"),
        ("logger.django.level", "LOUD", "expected a level of logging such as INFO, got 'LOUD'"),
        (
            "handler.event.class",
            "handlers.RotatingFile",
            "there is no class 'handlers.RotatingFile' in logging; did you mean RotatingFileHandler?",
        ),
        ("handler.event.class", "Handlr", "there is no class 'Handlr' in logging; did you mean Handler?"),
        ("handler.event.args", "('x'", "expected a tuple such as ('app.log',), got \"('x'\""),
        ("handler.event.kwargs", "{", "expected a dictionary such as {'delay': True}, got '{'"),
    ],
)
def test_what_python_would_end_at_is_told(option: str, text: str, message: str) -> None:
    assert judge(judge_logging, {option: text}) == [f"[prod] {option}: {message}"]


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("logger.django.level", "ERROR"),
        ("handler.event.class", "mysite.logs.Handler"),
        ("handler.event.class", "handlers.RotatingFileHandler"),
        ("handler.event.formatter", "text"),
        ("handler.event.args", "(sys.stdout,)"),
        ("filter.gzip.level", "LOUD"),
    ],
)
def test_what_python_can_read_is_not_told(option: str, text: str) -> None:
    assert judge(judge_logging, {option: text}) == []
