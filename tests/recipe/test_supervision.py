"""How the programs of a site are supervised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.engines.engine_site import Run
from twod.recipe.engines.supervision import find_credentials, find_stop_seconds, find_supervision, read_ini_options

from .conftest import MakeSite


@pytest.mark.parametrize(
    ("server", "signal", "tells", "takes"),
    [
        ("waitress", "HUP", True, True),
        ("egg:waitress", "HUP", True, True),
        ("egg:Paste#http", "HUP", True, True),
        ("gunicorn", "HUP", True, True),
        ("egg:other#main", "TERM", False, False),
    ],
)
def test_a_server_is_known_by_what_the_ini_names(
    make_site: MakeSite, server: str, signal: str, tells: bool, takes: bool
) -> None:
    found = find_supervision(make_site(server=server), Run("server", ("/srv/bin/serve-prod",)), 1)
    assert (found.reload_signal, found.tells_manager, found.takes_sockets) == (signal, tells, takes)


@pytest.mark.parametrize(
    ("command", "signal", "tells"),
    [
        ("celery-prod -A shop worker", "HUP", False),
        ("celery-prod -A shop beat", "TERM", False),
        ("gunicorn-prod shop:app", "HUP", True),
        ("manage-prod db_worker", "TERM", False),
    ],
)
def test_a_process_is_known_by_its_command(make_site: MakeSite, command: str, signal: str, tells: bool) -> None:
    script, *words = command.split()
    found = find_supervision(make_site(), Run("worker", (f"/srv/bin/{script}", *words)), 2.5)
    assert (found.reload_signal, found.tells_manager, found.takes_sockets) == (signal, tells, False)
    assert found.stop_seconds == 3


@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ({}, 40),
        ({"stop-delay": "5s", "graceful-timeout": "1m"}, 75),
        ({"stop-delay": "5s", "graceful-timeout": "1m", "server": "gunicorn"}, 75),
        ({"server": "gunicorn", "server.main.graceful_timeout": "20"}, 30),
        ({"stop-delay": "0.2s"}, 41),
        ({"server": "gunicorn", "server.main.graceful_timeout": "$${env:PATIENCE}"}, 40),
    ],
)
def test_a_server_has_the_time_for_its_end_that_the_ini_gives_it(
    make_site: MakeSite, options: dict[str, str], seconds: int
) -> None:
    assert find_supervision(make_site(**options), Run("server", ("",)), 1).stop_seconds == seconds


def test_credentials_are_those_of_the_whole_ini(make_site: MakeSite) -> None:
    site = make_site(
        **{
            "SECRET_KEY": "$${cred:secret-key}",
            "EMAIL_HOST_PASSWORD": "$${env:MAIL:-$${cred:mail}}",
            "server.main.ident": "$${cred:ident}",
            "STATIC_URL": "$${file:x}",
            "SECRET_KEY_FALLBACKS": "$${cred:former:-} $${file:$${cred:where}/key:-} $${cred:secret-key:-}",
        }
    )
    assert find_credentials(read_ini_options(site)) == {
        "former": False,
        "ident": True,
        "mail": False,
        "secret-key": True,
        "where": False,
    }


@given(st.dictionaries(st.text(), st.dictionaries(st.text(), st.text())))
def test_any_text_is_an_ini(options: dict[str, dict[str, str]]) -> None:
    find_credentials(options)
    assert find_stop_seconds(options) >= 10
