"""The facts for HAProxy, from the options of the part, the site and its settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environment_options import HEALTH, REQUEST_ID, SERVER, STOP_DELAY, THREADS
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.front_options import (
    CERTIFICATE,
    FRONT_LISTEN,
    FRONT_LISTEN_TLS,
    FRONT_SILENCE,
    HEALTH_FROM,
    TRUSTED_PROXIES,
)
from twod.recipe.engines.front_site import find_secure_header, judge_front_options, name_front
from twod.recipe.engines.haproxy.haproxy_facts import Checks, HaproxyFacts
from twod.recipe.engines.haproxy.haproxy_options import (
    CHECK_FALL,
    CHECK_INTERVAL,
    CHECK_RISE,
    HAPROXY_LOG,
    STATS_SOCKET,
)
from twod.recipe.engines.haproxy.haproxy_words import quote_format

#: The longest and the shortest default interval between two checks, in seconds.
_LONGEST_INTERVAL, _SHORTEST_INTERVAL = 2.0, 0.1


def make_haproxy_facts(
    part: PartOptions, site: EngineSite, front: Mapping[str, Any], nodes: Iterable[tuple[str, str]], report: Report
) -> HaproxyFacts:
    """Return the facts for the configuration.

    :param front: the settings that the site's twod.wsgi reports.
    :param nodes: name and address of each node.
    :param report: collects errors and warnings.
    """
    values, options = part.values, site.environment.options
    secure_header = find_secure_header(front)
    judge_front_options(part, [FRONT_LISTEN_TLS], [CERTIFICATE], report)
    _judge_words(part, secure_header[1], report)
    _judge_uploads(part, site, report)
    health = options[HEALTH]
    if not health:
        message = "is missing; HAProxy requests the probe ready of each node; write health = /-/"
        report.error(site.environment.get_place(HEALTH), message)
    checks = Checks(
        path=f"{health}ready",
        host=_choose_host(front["allowed_hosts"]),
        interval=_choose_interval(part, site, report),
        timeout=site.ready_seconds,
        fall=values[CHECK_FALL],
        rise=values[CHECK_RISE],
    )
    return HaproxyFacts(
        name=name_front(site),
        nodes=tuple(nodes),
        checks=checks,
        health_path=health,
        health_from=values[HEALTH_FROM],
        listen=values[FRONT_LISTEN],
        listen_tls=values[FRONT_LISTEN_TLS],
        certificate=values[CERTIFICATE],
        secure_header=secure_header,
        has_request_id=options[REQUEST_ID],
        timeout=values[FRONT_SILENCE],
        trusted_proxies=values[TRUSTED_PROXIES],
        stats_socket=values[STATS_SOCKET],
        log=values[HAPROXY_LOG],
    )


def _judge_words(part: PartOptions, mark: str, report: Report) -> None:
    """Report texts that HAProxy's configuration cannot contain.

    :param mark: the value of the header that marks https.
    """
    for place, text in ((part.get_place(CERTIFICATE), part.values[CERTIFICATE]), (part.place, mark)):
        try:
            quote_format(text)
        except ValueError as error:
            report.error(place, str(error))


def _choose_host(hosts: Iterable[str]) -> str:
    """Return the host for requests of the probe. The probe accepts any host, but a filter in front of it might not."""
    named = (host.removeprefix(".").lower() for host in hosts)
    return next((host for host in named if re.fullmatch(r"[a-z0-9.-]+", host)), "localhost")


def _choose_interval(part: PartOptions, site: EngineSite, report: Report) -> float:
    """Return the seconds between two checks, short enough that HAProxy notices a stopping node before it stops."""
    fall, given = part.values[CHECK_FALL], part.values[CHECK_INTERVAL]
    delay = site.environment.options[STOP_DELAY]
    place = site.environment.get_place(STOP_DELAY)
    if not delay:
        message = "is not set, so a stopping node refuses requests before HAProxy notices; write stop-delay = 5s"
        report.warn(place, message)
        return given or _LONGEST_INTERVAL
    interval = given or min(_LONGEST_INTERVAL, max(_SHORTEST_INTERVAL, int(delay / (fall + 1) * 100) / 100))
    if interval * fall >= delay:
        message = (
            f"{delay:.12g} seconds are over before HAProxy notices, which takes {fall} checks at intervals of "
            f"{interval:.12g} seconds; write a longer one, or a shorter {CHECK_INTERVAL.name} in [{part.name}]"
        )
        report.error(place, message)
    return interval


def _judge_uploads(part: PartOptions, site: EngineSite, report: Report) -> None:
    """Warn if slow clients can occupy every process of the site: HAProxy does not buffer request bodies."""
    environment = site.environment
    is_behind_proxy = bool(part.values[TRUSTED_PROXIES])
    if environment.options[SERVER] == "gunicorn" and not environment.options[THREADS] and not is_behind_proxy:
        message = (
            f"a slow upload through HAProxy holds a worker of gunicorn; set {THREADS.name}, or put nginx in front, "
            f"which buffers uploads, and name it in {TRUSTED_PROXIES.name}"
        )
        report.warn(environment.get_place(SERVER), message)
