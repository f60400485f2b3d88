"""Every rule of the kit holds for twod.wsgi, with ``wsgiref.validate`` on both sides."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.backends import signed_cookies
from django.db import connection

from fidelity_kit.applications import Recorder
from fidelity_kit.rows import Row, iterate_rows
from fidelity_kit.server import make_environ, serve
from fidelity_kit.site import MIDDLEWARE, having
from fidelity_kit.ways import TWOD
from fidelity_kit.world import World
from twod.wsgi import DjangoApplication, mount

ROWS = list(iterate_rows())

#: A policy of Django's. Nobody can have both this and a body that leaves as it is made; the manual says so.
NOT_REACHED = "what the application does while it streams is in the transaction of ATOMIC_REQUESTS"


def test_there_are_as_many_rules_as_the_manual_says() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS) == 79
    needs = [row.needs for row in ROWS]
    assert (needs.count("django"), needs.count("wsgi")) == (19, 7)


@pytest.mark.parametrize("row", [row for row in ROWS if row.name != NOT_REACHED], ids=lambda row: row.name)
def test_the_rule_holds(row: Row) -> None:
    row.check(World(TWOD, is_validated=True))


def test_the_rule_that_is_not_reached_is_not_reached_still() -> None:
    (row,) = [row for row in ROWS if row.name == NOT_REACHED]
    with pytest.raises(AssertionError):
        row.check(World(TWOD, is_validated=True))


class SessionStore(signed_cookies.SessionStore):
    """A session that nobody is to load."""

    def load(self) -> dict[str, Any]:
        raise AssertionError("the session was loaded")


def refuse_query(*arguments: object) -> None:
    raise AssertionError(arguments)


def test_a_visitor_without_a_session_costs_no_query() -> None:
    recorder = Recorder()
    with (
        having([mount("mnt/", recorder)], MIDDLEWARE, {"SESSION_ENGINE": __name__}),
        connection.execute_wrapper(refuse_query),
    ):
        answer = serve(DjangoApplication(), make_environ("GET", "/mnt/"))
    assert (answer.error, answer.code, answer.get("Vary")) == (None, 200, ["Cookie"])
    assert "REMOTE_USER" not in recorder.environ
