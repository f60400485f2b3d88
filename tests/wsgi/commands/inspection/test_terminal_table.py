"""Tables for a terminal: as wide as it is, and without secrets."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from twod.wsgi.commands.inspection.terminal_table import print_differences, print_settings
from twod.wsgi.config.difference import find_differences
from twod.wsgi.config.survey import load_uri

Write = Callable[[str, str], Path]

BASE = """
    [app:main]
    use = egg:twod.wsgi
    ALLOWED_HOSTS = localhost
"""
PROD = """
    [app:main]
    use = config:base.ini
    ALLOWED_HOSTS = example.com www.example.com
    SECRET_KEY = ${file:key}
    DATABASES.default = postgres://site:pa55@db.example.com/site
    MIDDLEWARE.append = b.B
"""
DEV = """
    [app:main]
    use = config:base.ini
    SECRET_KEY = another
    DATABASES.default = sqlite:///dev.sqlite3
    LOGGING = {"loggers": {"django.request": {"level": "ERROR"}}}
"""


@pytest.fixture
def _inis(write: Write) -> None:
    write("base.ini", BASE)
    write("prod.ini", PROD)
    write("dev.ini", DEV)
    write("key", "k3y")


def render(show: Callable[..., None], *arguments: object, width: int) -> str:
    file = io.StringIO()
    show(*arguments, Console(file=file, width=width, highlight=False))
    return file.getvalue()


@pytest.mark.usefixtures("_inis")
@pytest.mark.parametrize("width", [40, 80, 200])
def test_tables_are_as_wide_as_the_terminal_and_hide_secrets(width: int) -> None:
    prod, dev = load_uri("prod.ini"), load_uri("dev.ini")
    shown = render(print_settings, list(prod.report(prod.values).values()), width=width)
    differing = render(print_differences, find_differences(prod, dev), "prod.ini", "dev.ini", width=width)
    for text in (shown, differing):
        assert max(map(len, text.splitlines())) <= width
        assert "pa55" not in text
        assert "k3y" not in text
    assert "ALLOWED_HOSTS" in shown.replace("\n", "")


@pytest.mark.usefixtures("_inis")
def test_table_tells_the_place_and_what_it_overrode() -> None:
    prod = load_uri("prod.ini")
    shown = render(print_settings, list(prod.report(["ALLOWED_HOSTS"]).values()), width=80)
    for text in ("prod.ini:3 [app:main]", "over base.ini:3 [app:main]: localhost", "over Django's default: []", "list"):
        assert text in shown


def test_table_of_differences_says_on_which_side_items_lack(write: Write) -> None:
    inis = [
        write(f"{name}.ini", f"[app:main]\nuse = egg:twod.wsgi\nALLOWED_HOSTS = {hosts}\n")
        for name, hosts in (("l", "a b"), ("r", "a"))
    ]
    differences = find_differences(*map(load_uri, inis))
    shown = render(print_differences, differences, "l.ini", "r.ini", width=80)
    assert "no such items" in shown
    assert "'b'" in shown
    assert "'a'" not in shown
