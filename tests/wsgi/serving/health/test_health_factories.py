"""The section of an ini becomes probes, or an error with the option that is wrong."""

from __future__ import annotations

import socket

import pytest

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
            "/srv/prod.ini checks: platfrom.node: there is no module 'platfrom' among the site's eggs and extra-paths",
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


def test_an_address_has_the_probes_and_one_that_is_taken_is_an_error() -> None:
    port = find_free_port()
    make_probes(INI, {"address": str(port)})
    assert fetch(f"http://127.0.0.1:{port}/-/live").status == 200
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError) as raised:
            make_probes(INI, {"address": str(port)})
    assert str(raised.value) == f"/srv/prod.ini address: cannot listen on 127.0.0.1:{port}: Address already in use"
