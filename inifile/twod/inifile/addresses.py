"""Addresses that a server listens on, read from text: ``127.0.0.1:8080``, ``[::1]:8080``, ``8080``."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple


class Address(NamedTuple):
    """The address that a server listens on.

    :param host: host name or IP address, an IPv6 one without its brackets.
    :param port: TCP port, 0 to 65535.
    """

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def read_address(text: str) -> Address:
    """Return the address in a text; a port alone means 127.0.0.1.

    >>> str(read_address("8080"))
    '127.0.0.1:8080'

    :raises ValueError: if the text is not an address.
    """
    found = re.fullmatch(r"(?:(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):)?([0-9]{1,5})", text)
    if found is None or int(found[2]) > 65535:
        raise ValueError(f"expected HOST:PORT or PORT, got {text!r}")
    return Address((found[1] or "127.0.0.1").strip("[]"), int(found[2]))


def is_loopback(host: str) -> bool:
    """Return whether only the machine itself reaches a host; no name but ``localhost`` counts, and DNS is not asked.

    >>> [is_loopback(host) for host in ("127.0.0.1", "[::1]", "localhost", "0.0.0.0", "web1")]
    [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
