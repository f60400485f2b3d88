"""Options that the proxies in front of a site have in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from twod.recipe.engines.front_options import (
    is_host_name,
    read_fronts,
    read_host_names,
    read_networks,
    read_node_addresses,
    read_silence,
)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_host_names, "www.example.com .example.org\n* [::1]", ("www.example.com", ".example.org", "*", "[::1]")),
        (read_fronts, "80 [::]:80 10.0.0.1:8080 *:81", ("80", "[::]:80", "10.0.0.1:8080", "*:81")),
        (read_node_addresses, "10.0.0.1:80 web1:81 unix:/run/x.sock", ("10.0.0.1:80", "web1:81", "unix:/run/x.sock")),
        (read_node_addresses, "8080 [fd00::1]:80", ("127.0.0.1:8080", "[fd00::1]:80")),
        (read_networks, "10.0.0.1 10.1.0.0/16 fd00::/8", ("10.0.0.1", "10.1.0.0/16", "fd00::/8")),
        (read_silence, "2m", 120.0),
    ],
)
def test_texts_are_read(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (read_host_names, "www.example.com;", "'www.example.com;' is not a host such as www.example.com"),
        (read_host_names, "*.example.com", "is not a host"),
        (read_fronts, "80 443/ssl", "'443/ssl' is not PORT or ADDRESS:PORT"),
        (read_fronts, "0", "is not PORT"),
        (read_fronts, "65536", "is not PORT"),
        (read_fronts, "web 1:80", "is not PORT"),
        (read_fronts, "a;b:80", "is not PORT"),
        (read_node_addresses, "unix:run/x", "is not unix:/PATH"),
        (read_node_addresses, "unix:/run/{x}", "is not unix:/PATH"),
        (read_node_addresses, "http://x", "expected HOST:PORT or PORT"),
        (read_networks, "10.0.0.1/8", "is not an address or a network"),
        (read_networks, "localhost", "is not an address or a network"),
        (read_silence, "0", "is not more than 0 seconds"),
    ],
)
def test_a_text_that_is_none_is_refused(read: Callable[[str], object], text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("*", r"\*")):
        read(text)


def test_hosts_are_as_django_spells_them() -> None:
    assert all(map(is_host_name, ("*", "localhost", ".a.b", "a_b.c", "127.0.0.1", "[::1]")))
    assert not any(map(is_host_name, ("", "a b", "a;b", "http://x", "a.*", "-", 'a"')))
