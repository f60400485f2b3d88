"""The address that a request comes from, found behind trusted proxies only."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

#: The word for a proxy that connects through a Unix socket, and therefore has no address.
_UNIX = "unix"


class TrustedProxies:
    """The proxies that are trusted to write ``X-Forwarded-For``.

    >>> proxies = TrustedProxies("127.0.0.1 10.0.0.0/8".split())
    >>> proxies.find_remote("127.0.0.1", "192.0.2.7, 203.0.113.9, 10.1.2.3")
    '203.0.113.9'

    The header is read from its end, where each proxy appends the address of its client. A client can forge every
    address to the left of the first untrusted one.

    :param names: addresses, networks, and ``unix`` for Unix sockets.
    :raises ValueError: for any other name.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._networks: list[IPv4Network | IPv6Network] = []
        self._trusts_unix = False
        for name in names:
            if name == _UNIX:
                self._trusts_unix = True
            else:
                self._networks.append(ip_network(name))

    def find_remote(self, peer: str, forwarded_for: str) -> str:
        """Return the address of the client.

        :param peer: the address of the connection; empty for a Unix socket.
        :param forwarded_for: the header; empty if it is missing.
        """
        remote = peer
        for written in reversed(forwarded_for.split(",") if forwarded_for else ()):
            if not self._trusts(remote):
                break
            address = written.strip()
            if "%" in address:  # The zone of an IPv6 address may be any text.
                break
            try:
                ip_address(address)
            except ValueError:
                break
            remote = address
        return remote

    def _trusts(self, address: str) -> bool:
        if not address:
            return self._trusts_unix
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        # A socket for both families shows IPv4 addresses as IPv6 ones.
        plain = (parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None) or parsed
        return any(plain in network for network in self._networks)
