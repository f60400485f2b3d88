"""The hosts that an environment runs on: ``web1:10.0.0.11:8080 jobs:10.0.0.13 worker beat``.

A word with a colon is a host. The words after it are the processes that the host runs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from twod.inifile.addresses import read_address

#: The name of the environment's server among the processes; a host runs only the server by default.
SERVER_RUN = "server"

_HOST = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)"
    r":(?P<address>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)"
    r"(?::(?P<port>[0-9]+))?"
)

#: The most colons in a word with a host name or an IPv4 address.
_COLONS = 2


class SiteHost(NamedTuple):
    """A host of an environment.

    :param name: its name in buildout.cfg, which is also used in the names of its files.
    :param address: the host name or IP address at which others reach it; an IPv6 address without brackets.
    :param port: the TCP port of its server; None for the port in ``http-address``.
    :param runs: the names of its processes and timers; ``server`` is the server.
    """

    name: str
    address: str
    port: int | None = None
    runs: tuple[str, ...] = (SERVER_RUN,)


def read_hosts(text: str) -> tuple[SiteHost, ...]:
    """Return the hosts in a text.

    >>> read_hosts("web1:10.0.0.11:8080 jobs:10.0.0.13 worker beat")[1].runs
    ('worker', 'beat')
    """
    hosts: list[SiteHost] = []
    runs: list[str] = []
    for word in text.split():
        if ":" in word:
            hosts.append(_read_host(word))
            runs = []
        elif hosts:
            runs.append(word)
            hosts[-1] = hosts[-1]._replace(runs=tuple(runs))
        else:
            raise ValueError(f"expected NAME:ADDRESS:PORT such as web1:10.0.0.11:8080, got {word!r}")
    _refuse_twin_hosts(hosts)
    return tuple(hosts)


def _read_host(word: str) -> SiteHost:
    found = _HOST.fullmatch(word)
    if found is None:
        brackets = "; write an IPv6 address in brackets: web1:[fd00::2]:8080" if word.count(":") > _COLONS else ""
        raise ValueError(f"expected NAME:ADDRESS:PORT such as web1:10.0.0.11:8080, got {word!r}{brackets}")
    address = found["address"].strip("[]")
    return SiteHost(found["name"], address, read_address(found["port"]).port if found["port"] else None)


def _refuse_twin_hosts(hosts: list[SiteHost]) -> None:
    """Raise if two hosts have the same name or the same address and port, or a host lists a process twice."""
    names: set[str] = set()
    sockets: set[tuple[str, int | None]] = set()
    for host in hosts:
        if host.name in names:
            raise ValueError(f"two hosts are called {host.name}")
        names.add(host.name)
        if SERVER_RUN in host.runs:
            if (host.address, host.port) in sockets:
                raise ValueError(f"two servers have the address of {host.name}")
            sockets.add((host.address, host.port))
        if len(set(host.runs)) < len(host.runs):
            raise ValueError(f"{host.name} lists a process twice")
