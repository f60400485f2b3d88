"""The facts of a site in a configuration of HAProxy."""

from __future__ import annotations

from typing import NamedTuple


class Checks(NamedTuple):
    """HAProxy's checks of the nodes."""

    #: Path of the probe.
    path: str
    #: The host in the request.
    host: str = "localhost"
    #: Seconds from one check of a node to the next.
    interval: float = 2.0
    #: Seconds that an answer may take.
    timeout: float = 3.0
    #: How many checks in a row have to fail for a node to get no requests, and to succeed for it to get some again.
    fall: int = 2
    rise: int = 2


class HaproxyFacts(NamedTuple):
    """The facts of a site in a configuration of HAProxy; HAProxy accepts each of the texts."""

    #: Of letters, digits and underscores: the name of the frontend and the backend.
    name: str
    #: Name and address of each node that serves the site.
    nodes: tuple[tuple[str, str], ...]
    checks: Checks
    #: Path of the probes, which visitors do not see.
    health_path: str
    #: Addresses and networks that may ask them.
    health_from: tuple[str, ...] = ()
    listen: tuple[str, ...] = ("80",)
    listen_tls: tuple[str, ...] = ("443",)
    #: Path of the certificate with its chain and key; empty for a site by http.
    certificate: str = ""
    #: Name and value of the header that Django takes for the mark of https.
    secure_header: tuple[str, str] = ("X-Forwarded-Proto", "https")
    has_request_id: bool = False
    #: Seconds that a node may be silent.
    timeout: float = 60.0
    trusted_proxies: tuple[str, ...] = ()
    #: A UNIX socket for commands such as those that drain a node; empty for none.
    stats_socket: str = ""
    #: Where HAProxy logs: ``stdout``, ``stderr``, or an address or socket of syslog.
    log: str = "stdout"
