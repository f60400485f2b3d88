"""Directories that are missing, and time zones that nobody knows, are told by the options that name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.pastedeploy.deployment import SERVER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Place, Report
from twod.inifile.reading import IniReader
from twod.inifile.references import References
from twod.inifile.replaced_options import replace_all
from twod.wsgi.config.surroundings.site_paths import Machine, judge_log_files, judge_sockets, judge_values

HERE = Machine(runs_site=True)


def judge(values: dict[str, object], machine: Machine = HERE) -> tuple[list[str], list[str]]:
    report = Report()
    judge_values(values, {}, Place("/x.ini"), machine, report)
    return [error.message for error in report.errors], [doubt.message for doubt in report.warnings]


def describe(path: Path) -> str:
    return f"{path} cannot be opened: there is no directory {path.parent}"


def test_a_database_without_a_directory_is_an_error_where_the_site_runs(tmp_path: Path) -> None:
    path = tmp_path / "no" / "db"
    values: dict[str, object] = {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}}}
    message = f"DATABASES.default.NAME: {describe(path)}"
    assert judge(values) == ([message], [])
    assert judge(values, Machine()) == ([], [message])
    assert judge(values, Machine(planned=[str(path.parent)])) == ([], [])


@pytest.mark.parametrize(
    "database",
    [
        {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
        {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:/no/such/place?mode=memory"},
        {"ENGINE": "django.db.backends.sqlite3", "NAME": "no/such/place"},
        {"ENGINE": "django.db.backends.sqlite3"},
        {"ENGINE": "django.db.backends.postgresql", "NAME": "/no/such/place"},
        None,
    ],
)
def test_another_database_has_no_file_of_its_own(database: object) -> None:
    assert judge({"DATABASES": {"default": database}}) == ([], [])


def test_a_root_that_cannot_be_is_doubtful(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert judge({"STATIC_ROOT": str(file), "MEDIA_ROOT": tmp_path / "a" / "b"}) == (
        [],
        [f"{file} is not a directory", f"{tmp_path}/a/b cannot be created: there is no directory {tmp_path}/a"],
    )
    assert judge({"STATIC_ROOT": str(tmp_path / "static"), "MEDIA_ROOT": ""}) == ([], [])


@pytest.mark.parametrize(
    ("name", "messages"),
    [
        ("Europe/London", []),
        ("UTC", []),
        ("Europe/Londn", ["expected the name of a time zone such as Europe/London, got 'Europe/Londn'; did you mean"]),
        ("../etc", ["expected the name of a time zone such as Europe/London, got '../etc'"]),
    ],
)
def test_a_time_zone_is_one_that_python_knows(name: str, messages: list[str]) -> None:
    found, _ = judge({"TIME_ZONE": name})
    assert [message[: len(expected)] for message, expected in zip(found, messages, strict=True)] == messages


LOGS = """\
[loggers]
keys = root
[handlers]
keys = file
[handler_file]
class = {made}
args = {args}
"""


@pytest.mark.parametrize(
    ("made", "args", "is_missing"),
    [
        ("FileHandler", "('/no/such/log',)", True),
        ("handlers.WatchedFileHandler", "('/no/such/log', 'a', 'utf-8')", True),
        ("logging.handlers.RotatingFileHandler", "['/no/such/log']", True),
        ("FileHandler", "('no/such/log',)", False),
        ("FileHandler", "(os.environ['LOG'],)", False),
        ("FileHandler", "(", False),
        ("StreamHandler", "('/no/such/log',)", False),
        ("shop.Handler", "('/no/such/log',)", False),
    ],
)
def test_a_log_file_needs_a_directory(made: str, args: str, is_missing: bool) -> None:
    report = Report()
    file = IniReader({"/x.ini": LOGS.format(made=made, args=args)}).read("/x.ini")
    judge_log_files(file, HERE, report)
    assert [str(error) for error in report.errors] == (
        [f"/x.ini:7 [handler_file] args: {describe(Path('/no/such/log'))}"] if is_missing else []
    )


def test_a_socket_needs_a_directory() -> None:
    text = "[server:main]\nuse = egg:gunicorn\nbind = unix:/no/such/socket\n"
    (deployment,) = Route(IniReader({"/x.ini": text}), "/x.ini").walk("main", SERVER_ROLE)
    report = Report()
    judge_sockets(replace_all(deployment, References({}, None), Report()), HERE, report)
    assert [str(error) for error in report.errors] == [
        f"/x.ini:3 [server:main] bind: {describe(Path('/no/such/socket'))}"
    ]
