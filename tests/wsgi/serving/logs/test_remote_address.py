"""The visitor's address is that which the last trusted proxy has seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.serving.logs.remote_address import TrustedProxies

PROXIES = TrustedProxies(["127.0.0.1", "10.0.0.0/8", "::1", "unix"])


@pytest.mark.parametrize(
    ("peer", "header", "remote"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "192.0.2.7, 203.0.113.9,10.1.2.3", "203.0.113.9"),
        # Nobody whom we trust has written it.
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9, unknown", "127.0.0.1"),
        ("a name", "203.0.113.9", "a name"),
        # As a socket of both families has it.
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        # A zone may be any text.
        ("127.0.0.1", "fe80::1%\x1b[2J", "127.0.0.1"),
    ],
)
def test_the_header_is_believed_as_far_as_trusted_proxies_have_written_it(peer: str, header: str, remote: str) -> None:
    assert PROXIES.find_remote(peer, header) == remote


def test_a_unix_socket_is_trusted_if_it_is_named() -> None:
    assert TrustedProxies([]).find_remote("", "203.0.113.9") == ""


def test_another_word_is_an_error() -> None:
    with pytest.raises(ValueError, match="'proxy' does not appear to be an IPv4 or IPv6 network"):
        TrustedProxies(["proxy"])


@given(st.text(), st.text())
def test_the_remote_is_the_peer_or_an_address_of_the_header(peer: str, header: str) -> None:
    assert PROXIES.find_remote(peer, header) in (peer, *(word.strip() for word in header.split(",")))
