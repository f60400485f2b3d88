"""The facts of a site in a configuration of HAProxy."""

from __future__ import annotations

from typing import NamedTuple


class Checks(NamedTuple):
    """HAProxy's health checks of the nodes."""

    #: Path of the probe.
    path: str
    #: The host in the request of the check.
    host: str = "localhost"
    #: Seconds between two checks of a node.
    interval: float = 2.0
    #: Seconds that a response may take.
    timeout: float = 3.0
    #: Failed checks in a row after which a node gets no requests, and successful ones after which it gets requests
    #: again.
    fall: int = 2
    rise: int = 2


class HaproxyFacts(NamedTuple):
    """The facts of a site in a configuration of HAProxy; HAProxy accepts each of the texts."""

    #: The name of the frontend and the backend, of letters, digits and underscores.
    name: str
    #: Name and address of each node that serves the site.
    nodes: tuple[tuple[str, str], ...]
    checks: Checks
    #: Path of the probes, which visitors cannot request.
    health_path: str
    #: Addresses and networks that may request the probes.
    health_from: tuple[str, ...] = ()
    listen: tuple[str, ...] = ("80",)
    listen_tls: tuple[str, ...] = ("443",)
    #: Path of the certificate with its chain and key; empty for a site without https.
    certificate: str = ""
    #: Name and value of the header by which Django recognises https.
    secure_header: tuple[str, str] = ("X-Forwarded-Proto", "https")
    has_request_id: bool = False
    #: Seconds that a node may be silent.
    timeout: float = 60.0
    trusted_proxies: tuple[str, ...] = ()
    #: A UNIX socket for commands such as those that drain a node; empty for none.
    stats_socket: str = ""
    #: HAProxy's log: ``stdout``, ``stderr``, or an address or socket of syslog.
    log: str = "stdout"
