"""The address of a server in a container."""

from __future__ import annotations

import pytest

from twod.inifile.problems import Report
from twod.recipe.engines.container.container_address import find_port

from .conftest import describe, read_prod


def judge(address: str) -> list[str]:
    report = Report()
    find_port(read_prod({"http-address": address}), [], report)
    return describe(report)


@pytest.mark.parametrize("address", ["127.0.0.1:80", "8080", "localhost:80", "[::1]:80", "$${env:H:-127.0.0.1}:80"])
def test_a_server_that_only_its_container_reaches_is_refused(address: str) -> None:
    (message,) = judge(address)
    assert message.endswith(
        "cannot be reached from outside of the container; "
        "write http-address = 0.0.0.0:8080, or 0.0.0.0:$${env:PORT:-8080}"
    )
    assert message.startswith("[prod] http-address: ")


@pytest.mark.parametrize("address", ["0.0.0.0:$${env:PORT}", "$${env:HOST}:80", "0.0.0.0:0", "0.0.0.0:$${cred:port}"])
def test_a_port_that_only_the_start_knows_is_refused(address: str) -> None:
    (message,) = judge(address)
    assert "is not known before the start" in message
