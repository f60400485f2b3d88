"""The section of an ini becomes probes, or an error with the option that is wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from paste.deploy import loadapp

from kit.ports import find_free_port
from kit.servers import fetch
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.serving.health import HealthASGI, HealthFilter, make_asgi_health_filter, make_health_filter
from twod.wsgi.serving.health.health_factories import make_probes

INI = {"__file__": "/srv/prod.ini"}


def fail(environ: object, start_response: object) -> list[bytes]:
    raise AssertionError("the site was asked")


def test_a_section_makes_a_filter() -> None:
    assert isinstance(make_health_filter(fail, INI, path="/health"), HealthFilter)
    assert isinstance(make_asgi_health_filter(fail, INI), HealthASGI)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path": "x"}, "/srv/prod.ini path: expected a path such as /-/, got 'x'"),
        ({"timout": "2s"}, "/srv/prod.ini timout: not an option of egg:twod.wsgi#health; did you mean timeout?"),
        (
            {"checks": "platform.node platfrom.node"},
            "/srv/prod.ini checks: platfrom.node: there is no module 'platfrom'; correct the name or install it",
        ),
        (
            {"checks": "platform.mach"},
            "/srv/prod.ini checks: platform.mach: the module 'platform' has no 'mach'; did you mean machine?",
        ),
    ],
)
def test_a_mistake_is_an_error_of_the_ini(options: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        make_probes(INI, options)
    assert str(raised.value) == message


def test_an_address_has_the_probes() -> None:
    port = find_free_port()
    make_probes(INI, {"address": str(port)})
    assert fetch(f"http://127.0.0.1:{port}/-/live").status == 200


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something else listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_an_address_that_is_taken_is_an_error(taken: int) -> None:
    with pytest.raises(ConfigurationError) as raised:
        make_probes(INI, {"address": str(taken)})
    assert str(raised.value) == f"/srv/prod.ini address: cannot listen on 127.0.0.1:{taken}: Address already in use"


def test_an_address_that_is_taken_is_an_error_at_its_line(taken: int, write: Callable[[str, str], Path]) -> None:
    ini = write(
        "prod.ini",
        f"""
        [pipeline:main]
        pipeline = health site
        [filter:health]
        use = egg:twod.wsgi#health
        address = {taken}
        [app:site]
        use = egg:Paste#static
        document_root = .
        """,
    )
    with pytest.raises(ConfigurationError) as raised:
        loadapp(f"config:{ini}")
    place = f"{ini}:5 [filter:health] address"
    assert str(raised.value).endswith(f"{place}: cannot listen on 127.0.0.1:{taken}: Address already in use")
