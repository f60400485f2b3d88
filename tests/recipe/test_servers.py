"""The servers that an ini can name."""

from __future__ import annotations

import pytest

from twod.recipe.ini.servers import judge_server, make_end_entries, make_server_entries

from .conftest import judge, read_prod


@pytest.mark.parametrize(
    ("options", "made"),
    [
        ({}, {"use": "egg:waitress#main", "listen": "127.0.0.1:8080"}),
        (
            {"http-address": "[::1]:80", "threads": "8"},
            {"use": "egg:waitress#main", "listen": "[::1]:80", "threads": "8"},
        ),
        (
            {"server": "paste", "http-address": "0.0.0.0:80", "threads": "8"},
            {
                "use": "egg:Paste#http",
                "host": "0.0.0.0",
                "port": "80",
                "threadpool_workers": "8",
                "threadpool_spawn_if_under": "5",
            },
        ),
        (
            {"server": "paste", "threads": "2"},
            {
                "use": "egg:Paste#http",
                "host": "127.0.0.1",
                "port": "8080",
                "threadpool_workers": "2",
                "threadpool_spawn_if_under": "2",
            },
        ),
        (
            {"server": "gunicorn", "http-address": "80", "threads": "8", "workers": "2"},
            {"use": "egg:gunicorn#main", "bind": "127.0.0.1:80", "threads": "8", "workers": "2"},
        ),
        (
            {"server": "gunicorn", "graceful-timeout": "1m"},
            {"use": "egg:gunicorn#main", "bind": "127.0.0.1:8080", "graceful_timeout": "60"},
        ),
        ({"server": "egg:x#y"}, {"use": "egg:x#y", "host": "127.0.0.1", "port": "8080"}),
        ({"http-address": "${env:PORT:-80}"}, {"use": "egg:waitress#main", "listen": "127.0.0.1:${env:PORT:-80}"}),
        (
            {"server": "paste", "http-address": "${env:HOST}:${env:PORT}"},
            {"use": "egg:Paste#http", "host": "${env:HOST}", "port": "${env:PORT}"},
        ),
        (
            {"server": "gunicorn", "http-address": "[::1]:${file:port}"},
            {"use": "egg:gunicorn#main", "bind": "[::1]:${file:port}"},
        ),
    ],
)
def test_each_server_gets_address_threads_and_workers_in_its_own_words(
    options: dict[str, str], made: dict[str, str]
) -> None:
    assert {entry.name: entry.value for entry in make_server_entries(read_prod(options))} == made


@pytest.mark.parametrize(
    ("options", "made"),
    [
        ({}, {}),
        ({"graceful-timeout": "", "stop-delay": ""}, {}),
        (
            {"graceful-timeout": "1m30s", "stop-delay": "0.5s"},
            {"twod.graceful_timeout": "90", "twod.stop_delay": "0.5"},
        ),
        ({"server": "paste", "graceful-timeout": "0"}, {"twod.graceful_timeout": "0"}),
        ({"server": "gunicorn", "graceful-timeout": "9s", "stop-delay": "5s"}, {"twod.stop_delay": "5"}),
        ({"server": "egg:x#y", "graceful-timeout": "300000s"}, {"twod.graceful_timeout": "300000"}),
    ],
)
def test_the_times_of_the_end_are_variables_unless_the_server_has_an_option(
    options: dict[str, str], made: dict[str, str]
) -> None:
    assert {entry.name: entry.value for entry in make_end_entries(read_prod(options))} == made


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"workers": "2"}, ["[prod] workers: waitress runs in one process; use gunicorn to have workers"]),
        ({"server": "gunicorn", "workers": "2"}, []),
        ({"server": "paste", "threads": "2"}, []),
        (
            {"server": "egg:x#y", "workers": "2", "threads": "2"},
            [
                "[prod] threads: unknown for egg:x#y; write the server's own option as server.main.OPTION",
                "[prod] workers: unknown for egg:x#y; write the server's own option as server.main.OPTION",
            ],
        ),
    ],
)
def test_what_a_server_cannot_do_is_told(options: dict[str, str], told: list[str]) -> None:
    assert judge(judge_server, options) == told
