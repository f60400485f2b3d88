"""A setting that Celery does not have is told with the one that was meant. tests/servers has Celery itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.check import check_settings
from twod.wsgi.config.surroundings.celery_settings import judge_celery_settings, list_celery_settings
from twod.wsgi.config.surroundings.installed import _find_spec, find_missing_module
from twod.wsgi.config.survey import survey_file

DEFAULTS = """
from somewhere import Namespace, Option

NAMESPACES = Namespace(
    accept_content=Option(["json"], type="list"),
    timezone=Option(),
    task=Namespace(
        __old__=Option("old"),
        acks_late=Option(False, type="bool"),
        time_limit=Option(type="float"),
        routes=Option(type="any"),
        priority=Option(type=int),
    ),
    **MORE,
)
OTHER = Namespace(task=Namespace(never=Option()))
"""


@pytest.fixture
def celery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "celery" / "app").mkdir(parents=True)
    for name, text in {"__init__.py": "", "app/__init__.py": "", "app/defaults.py": DEFAULTS}.items():
        (tmp_path / "celery" / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    for found in (find_missing_module, _find_spec):
        found.cache_clear()
    yield
    for found in (find_missing_module, _find_spec):
        found.cache_clear()


def judge(**values: object) -> list[str]:
    report = Report()
    judge_celery_settings(values, {name: IniOption(name, "", "/x.ini", 1, "app:main") for name in values}, report)
    assert not report.errors
    return [doubt.message for doubt in report.warnings]


def test_the_settings_are_those_of_celery_s_own_table() -> None:
    assert dict(list_celery_settings(DEFAULTS)) == {
        "CELERY_ACCEPT_CONTENT": "list",
        "CELERY_TIMEZONE": "string",
        "CELERY_TASK_ACKS_LATE": "bool",
        "CELERY_TASK_TIME_LIMIT": "float",
        "CELERY_TASK_ROUTES": "any",
        "CELERY_TASK_PRIORITY": "int",
    }


@pytest.mark.usefixtures("celery")
def test_what_celery_reads_is_right() -> None:
    assert judge(CELERY_TASK_ACKS_LATE=True, CELERY_TASK_TIME_LIMIT=5) == []
    assert judge(CELERY_TIMEZONE="UTC", CELERY_TASK_ROUTES="a") == []
    # Of the project's own, or of another application's.
    assert judge(CELERY_RESULTS_TABLE="x", TASK_ACK_LATE="x", DEBUG="x") == []


@pytest.mark.usefixtures("celery")
@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CELERY_TASK_ACK_LATE", True, "Celery does not read it; did you mean CELERY_TASK_ACKS_LATE?"),
        (
            "CELERY_TASK_ACKS_LATE",
            "ja",
            "Celery expects true or false, but this is a text; declare twod.types = CELERY_TASK_ACKS_LATE:bool",
        ),
        (
            "CELERY_TASK_TIME_LIMIT",
            "25m",
            "Celery expects a number, but this is a text; declare twod.types ="
            " CELERY_TASK_TIME_LIMIT:float or :seconds",
        ),
    ],
)
def test_what_celery_would_pass_over_or_stumble_at_is_doubtful(name: str, value: object, message: str) -> None:
    assert judge(**{name: value}) == [message]


def test_nothing_is_judged_without_celery(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "twod.wsgi.config.surroundings.celery_settings"
    monkeypatch.setattr(f"{module}.find_missing_module", lambda _name: "there is no module")
    assert judge(CELERY_TASK_ACK_LATE=True) == []


@pytest.mark.usefixtures("celery")
def test_each_check_of_an_ini_tells_it_with_its_place(tmp_path: Path) -> None:
    ini = tmp_path / "x.ini"
    ini.write_text(
        "[DEFAULT]\ndebug = false\n[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = x\nCELERY_TASK_ACK_LATE = true\n"
    )
    told = "CELERY_TASK_ACK_LATE: Celery does not read it; did you mean CELERY_TASK_ACKS_LATE?"
    for report in (check_settings(ini), survey_file(ini).report):
        assert f"x.ini:6 [app:main] {told}" in map(str, report.warnings)
