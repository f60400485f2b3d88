"""gunicorn is found in an ini, and its options are those that the file has at the time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.commands.starting.gunicorn_server import is_gunicorn, read_gunicorn_options

Write = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("[server:main]\nuse = egg:gunicorn\n", True),
        ("[server:main]\nuse = egg:gunicorn#main\n", True),
        ("[server:main]\nuse = other\n[server:other]\nuse = egg:gunicorn#main\n", True),
        ("[server:main]\npaste.server_runner = gunicorn.app.pasterapp:serve\n", True),
        ("[server:main]\nuse = egg:waitress\n", False),
        ("[server:main]\nuse = egg:no-such-egg\n", False),
        ("[server:other]\nuse = egg:gunicorn\n", False),
        ("[server:main\n", False),
    ],
)
def test_the_server_is_found_by_what_its_entry_point_leads_to(write: Write, section: str, expected: bool) -> None:
    assert is_gunicorn(str(write("x.ini", section)), "main", {}) is expected


def test_the_options_are_read_anew_each_time(write: Write) -> None:
    ini = "[server:main]\nuse = egg:gunicorn\nbind = 127.0.0.1:%(port)s\nworkers = 2\n"
    path = write("x.ini", ini)
    arguments = (f"config:{path}", "main", str(path.parent), {"port": "81"})
    assert read_gunicorn_options(*arguments) == {"bind": "127.0.0.1:81", "workers": "2"}
    path.write_text(ini.replace("workers = 2", "workers = 3"))
    assert read_gunicorn_options(*arguments)["workers"] == "3"


@pytest.mark.parametrize(
    ("default", "own", "expected"),
    [("", "", None), ("1m", "", "60"), ("1.5s", "", "2"), ("1m", "graceful_timeout = 5", "5")],
)
def test_the_time_of_the_end_is_gunicorn_s_own_option(
    write: Write, default: str, own: str, expected: str | None
) -> None:
    defaults = f"[DEFAULT]\ntwod.graceful_timeout = {default}\n" if default else ""
    path = write("x.ini", f"{defaults}[server:main]\nuse = egg:gunicorn\n{own}\n")
    assert read_gunicorn_options(f"config:{path}", None, str(path.parent), {}).get("graceful_timeout") == expected
