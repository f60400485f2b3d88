"""The hosts that an environment runs on: ``web1:10.0.0.11:8080 jobs:10.0.0.13 worker beat``.

A word with a colon is a host. The words behind it are what it runs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from twod.inifile.addresses import read_address

#: The default of a host: it runs the server of the environment.
SERVER_RUN = "server"

_HOST = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)"
    r":(?P<address>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)"
    r"(?::(?P<port>[0-9]+))?"
)

#: Those of a word with a name or an IPv4 address.
_COLONS = 2


class SiteHost(NamedTuple):
    """A host of an environment.

    :param name: its name in buildout.cfg, and of what is written for it.
    :param address: host name or IP address that others reach it at, an IPv6 one without its brackets.
    :param port: TCP port of the server there; None for that of ``http-address``.
    :param runs: what runs on it: ``server``, and names of processes and timers.
    """

    name: str
    address: str
    port: int | None = None
    runs: tuple[str, ...] = (SERVER_RUN,)


def read_hosts(text: str) -> tuple[SiteHost, ...]:
    """Return the hosts of a text.

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
            raise ValueError(f"{word!r} is not NAME:ADDRESS:PORT, such as web1:10.0.0.11:8080")
    _refuse_twin_hosts(hosts)
    return tuple(hosts)


def _read_host(word: str) -> SiteHost:
    found = _HOST.fullmatch(word)
    if found is None:
        brackets = "; an IPv6 address is in brackets: web1:[fd00::2]:8080" if word.count(":") > _COLONS else ""
        raise ValueError(f"{word!r} is not NAME:ADDRESS:PORT, such as web1:10.0.0.11:8080{brackets}")
    address = found["address"].strip("[]")
    return SiteHost(found["name"], address, read_address(found["port"]).port if found["port"] else None)


def _refuse_twin_hosts(hosts: list[SiteHost]) -> None:
    """Raise when two hosts have the same name or the same address and port, or one runs something twice."""
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
            raise ValueError(f"{host.name} runs something twice")
