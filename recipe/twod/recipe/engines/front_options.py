"""Options that all proxies in front of a site share, and the readers of their values."""

from __future__ import annotations

import ipaddress
import re

from twod.inifile.addresses import read_address
from twod.inifile.durations import read_duration
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.readers import make_optional, read_path, read_words

_HOST_NAME = re.compile(r"\.?[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]")


def read_host_names(text: str) -> tuple[str, ...]:
    """Return host names in the notation of Django's ``ALLOWED_HOSTS``: ``www.example.com .example.org *``."""
    names = read_words(text)
    for name in names:
        if not is_host_name(name):
            raise ValueError(f"{name!r} is not a host such as www.example.com, .example.com or *")
    return names


def is_host_name(name: str) -> bool:
    """Return whether a text is a host name in the notation of Django's ``ALLOWED_HOSTS``."""
    return name == "*" or _HOST_NAME.fullmatch(name) is not None


def read_fronts(text: str) -> tuple[str, ...]:
    """Return listen addresses: ``80``, ``10.0.0.1:80``, ``[::]:80`` or ``*:80``."""
    addresses = read_words(text)
    for address in addresses:
        host, _, port = address.rpartition(":")
        if not port.isdecimal() or not 0 < int(port) <= 65535 or (host and not _is_listening_host(host)):
            raise ValueError(f"{address!r} is not PORT or ADDRESS:PORT, such as 80 or [::]:80")
    return addresses


def _is_listening_host(host: str) -> bool:
    try:
        return host in ("*", "localhost") or bool(ipaddress.ip_address(host.removeprefix("[").removesuffix("]")))
    except ValueError:
        return False


def read_node_addresses(text: str) -> tuple[str, ...]:
    """Return addresses of nodes: ``10.0.0.11:8080``, or ``unix:/run/shop.sock``."""
    found = []
    for word in read_words(text):
        if word.startswith("unix:"):
            if not re.fullmatch(r"unix:/[A-Za-z0-9/._+@-]+", word):
                raise ValueError(f"{word!r} is not unix:/PATH, such as unix:/run/shop.sock")
            found.append(word)
        else:
            found.append(str(read_address(word)))
    return tuple(found)


def read_networks(text: str) -> tuple[str, ...]:
    """Return addresses and networks: ``10.0.0.1 10.1.0.0/16``."""
    networks = read_words(text)
    for network in networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            raise ValueError(f"{network!r} is not an address or a network, such as 10.0.0.1 or 10.0.0.0/8") from None
    return networks


def read_silence(text: str) -> float:
    """Return a number of seconds above 0."""
    seconds = read_duration(text)
    if not seconds:
        raise ValueError(f"{text!r} is not more than 0 seconds, such as 60s")
    return seconds


FRONT_LISTEN = Option[tuple[str, ...]](
    "listen",
    read_fronts,
    ("80",),
    "Addresses for HTTP. Example: ``listen = 80 [::]:80``. **Default:** ``80``.",
)
FRONT_LISTEN_TLS = Option[tuple[str, ...]](
    "listen-tls",
    read_fronts,
    ("443",),
    "Addresses for HTTPS, with a ``certificate``. Example: ``listen-tls = 443 [::]:443``. **Default:** ``443``.",
)
FRONT_NODES = Option[tuple[str, ...]](
    "nodes",
    read_node_addresses,
    (),
    "Addresses of the nodes, ``HOST:PORT`` or ``unix:/PATH``. Example: ``nodes = unix:/run/shop/site.sock``. "
    "**Default:** the ``hosts`` of the environment that run the server.",
)
FRONT_SILENCE = Option(
    "timeout",
    read_silence,
    60.0,
    "Time that a node may be silent before the proxy gives up the request. Example: ``timeout = 2m``. "
    "**Default:** ``60s``.",
)
TRUSTED_PROXIES = Option[tuple[str, ...]](
    "trusted-proxies",
    read_networks,
    (),
    "Addresses and networks of proxies in front of this one. The proxy trusts their ``X-Forwarded-For`` and "
    "``X-Forwarded-Proto``. Example: ``trusted-proxies = 10.0.0.0/24``. **Default:** no proxies.",
)
CERTIFICATE = Option(
    "certificate",
    make_optional(read_path, ""),
    "",
    "Path of the certificate with its chain. The proxy then serves the site by HTTPS, and redirects HTTP there. "
    "HAProxy reads the key from the same file. Example: ``certificate = /etc/ssl/shop.pem``. **Default:** no "
    "certificate; the proxy serves HTTP alone.",
)
HEALTH_FROM = Option[tuple[str, ...]](
    "health-from",
    read_networks,
    (),
    "Addresses and networks that may request the health probes through the proxy. All others get a 404 response. "
    "Example: ``health-from = 10.0.0.0/24``. **Default:** no addresses.",
)
