"""The options of a part that writes a configuration of HAProxy."""

from __future__ import annotations

import re
from typing import Any

from twod.inifile.addresses import read_address
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.readers import make_optional, read_count
from twod.recipe.engines.engine_part import ENGINE_OPTIONS
from twod.recipe.engines.front_options import (
    CERTIFICATE,
    FRONT_LISTEN,
    FRONT_LISTEN_TLS,
    FRONT_NODES,
    FRONT_SILENCE,
    HEALTH_FROM,
    TRUSTED_PROXIES,
    read_silence,
)


def read_socket_path(text: str) -> str:
    """Return the path of a UNIX socket; the system limits its length."""
    if not re.fullmatch(r"/[A-Za-z0-9/._+@-]{1,90}", text):
        raise ValueError(f"{text!r} is not an absolute path of at most 91 plain characters")
    return text


def read_haproxy_log(text: str) -> str:
    """Return the target of HAProxy's log."""
    return text if text in ("stdout", "stderr") else _read_syslog(text)


def _read_syslog(text: str) -> str:
    try:
        return read_socket_path(text) if text.startswith("/") else str(read_address(text))
    except ValueError:
        raise ValueError(f"{text!r} is not stdout, stderr, /dev/log or the HOST:PORT of syslog") from None


CHECK_INTERVAL = Option[float | None](
    "check-interval",
    make_optional(read_silence, None),
    None,
    "Time from one check of a node to the next. Example: ``check-interval = 0.5s``. **Default:** a part of "
    "``stop-delay``, so that a node that ends gets no more requests before it stops; at most ``2s``.",
)
CHECK_FALL = Option(
    "fall",
    read_count,
    2,
    "Number of failed checks in a row after which a node gets no requests. Example: ``fall = 3``. **Default:** ``2``.",
)
CHECK_RISE = Option(
    "rise",
    read_count,
    2,
    "Number of successful checks in a row after which a node gets requests. Example: ``rise = 3``. **Default:** ``2``.",
)
STATS_SOCKET = Option(
    "stats-socket",
    make_optional(read_socket_path, ""),
    "",
    "UNIX socket for commands, such as those that drain a node. Example: ``stats-socket = "
    "/run/haproxy/shop.sock``. **Default:** no socket.",
)
HAPROXY_LOG = Option(
    "log",
    read_haproxy_log,
    "stdout",
    "Where HAProxy logs: ``stdout``, ``stderr``, ``/dev/log`` or ``HOST:PORT`` of syslog. Example: ``log = "
    "/dev/log``. **Default:** ``stdout``.",
)

HAPROXY_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Site", ENGINE_OPTIONS),
    OptionGroup("HTTP and HTTPS", (FRONT_LISTEN, CERTIFICATE, FRONT_LISTEN_TLS, TRUSTED_PROXIES)),
    OptionGroup("Nodes", (FRONT_NODES, FRONT_SILENCE)),
    OptionGroup("Health checks", (CHECK_INTERVAL, CHECK_FALL, CHECK_RISE, HEALTH_FROM)),
    OptionGroup("Operation", (STATS_SOCKET, HAPROXY_LOG)),
)

HAPROXY_OPTIONS: tuple[Option[Any], ...] = list_grouped(HAPROXY_GROUPS)
