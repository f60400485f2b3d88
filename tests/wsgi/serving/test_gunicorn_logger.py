"""gunicorn's log has the logging sections of the ini, with their references replaced."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gunicorn.config import Config, LoggerClass
from gunicorn.glogging import Logger

from kit.inis import LOGGING
from twod.wsgi.serving import gunicorn_reload
from twod.wsgi.serving.gunicorn_logger import IniLogger, use_ini_logger


@pytest.fixture
def config() -> Iterator[Config]:
    """gunicorn's configuration; its own loggers are as they were after the test."""
    loggers = [logging.getLogger(f"gunicorn.{name}") for name in ("error", "access")]
    before = [(logger.handlers[:], logger.propagate, logger.level) for logger in loggers]
    yield Config()
    for logger, (handlers, propagate, level) in zip(loggers, before, strict=True):
        for handler in logger.handlers:
            if isinstance(handler, logging.FileHandler):
                handler.close()
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def test_the_sections_have_the_values_of_references(
    write: Callable[[str, str], Path], config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEVEL_OF_TEST", "WARNING")
    ini = write("x.ini", LOGGING.replace("level = INFO", "level = ${env:LEVEL_OF_TEST}"))
    config.set("logconfig", str(ini))
    IniLogger(config)
    assert logging.getLogger().level == logging.WARNING
    assert config.logconfig == str(ini)


def test_what_is_wrong_is_an_error_that_gunicorn_prints(write: Callable[[str, str], Path], config: Config) -> None:
    ini = write("x.ini", LOGGING.replace("level = INFO", "level = ${env:NOBODY_SETS_THIS}"))
    config.set("logconfig", str(ini))
    with pytest.raises(RuntimeError, match=r"\[logger_root\] level: the environment variable NOBODY"):
        IniLogger(config)


def test_without_an_ini_the_log_is_gunicorns(config: Config) -> None:
    before = logging.getLogger().handlers[:]
    IniLogger(config)
    assert logging.getLogger().handlers == before


def test_the_class_is_the_default_of_gunicorn_in_our_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LoggerClass, "default", LoggerClass.default)
    assert Config().logger_class is Logger
    use_ini_logger()
    assert Config().logger_class is IniLogger
    assert gunicorn_reload.logger_class == LoggerClass.default


def test_a_log_file_of_gunicorns_options_is_open_afterwards(
    write: Callable[[str, str], Path], config: Config, tmp_path: Path
) -> None:
    config.set("logconfig", str(write("x.ini", LOGGING)))
    config.set("accesslog", str(tmp_path / "access.log"))
    logger = IniLogger(config)
    # pytest has handlers of its own there.
    (handler,) = (each for each in logger.access_log.handlers if isinstance(each, logging.FileHandler))
    assert handler.stream is not None
