"""Addresses that a server listens on, as texts."""

from __future__ import annotations

import pytest

from twod.inifile.addresses import Address, is_loopback, read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("80", Address("127.0.0.1", 80)),
        ("example.com:0", Address("example.com", 0)),
        ("[::1]:65535", Address("::1", 65535)),
    ],
)
def test_an_address_is_host_and_port_or_a_port(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize("text", ["", "x", "80a", "host", "host:", ":80", "::1:80", "[x]:80", "65536", "a b:80", "-1"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected HOST:PORT or PORT"):
        read_address(text)


def test_an_address_of_version_6_is_written_in_brackets() -> None:
    assert [str(Address("::1", 80)), str(Address("localhost", 80))] == ["[::1]:80", "localhost:80"]


def test_a_host_name_is_no_loopback_unless_it_is_the_one() -> None:
    assert all(map(is_loopback, ("localhost", "127.1.2.3", "::1", "[::1]")))
    assert not any(map(is_loopback, ("web1", "0.0.0.0", "::", "[::]", "")))
