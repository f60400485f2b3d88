"""The switches of ``twod.fast``: their purpose, their assumptions about Django, and their state in this process.

Each switch replaces a part of Django by one that does the same with fewer instructions. twod turns them on once the
settings of an ini are in force. A process that loads no ini runs Django unchanged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import NamedTuple

_log = logging.getLogger("twod.wsgi.fast")

#: A version of Django: major and minor.
_Version = tuple[int, int]


class Switch(NamedTuple):
    """A part of Django that twod can replace by a faster one."""

    #: The word for the switch in ``twod.fast``.
    name: str
    #: A sentence for the manual about the gain.
    help: str
    #: A sentence for the manual about the conditions that Django or the site has to meet.
    assumes: str
    #: The versions of Django that pass Django's own tests with the switch on.
    proven: tuple[_Version, ...]
    #: Replaces the part, unless that is done already, and returns None; or returns the reason why it cannot. It may
    #: run while Django loads its settings, so it must not read a setting.
    turn_on: Callable[[], str | None]


def _turn_on_settings() -> str | None:
    from django.conf import settings  # noqa: PLC0415 - the manual and the checks of an ini work without Django

    from twod.wsgi.fast.settings_reads import speed_up_settings  # noqa: PLC0415 - as above

    return speed_up_settings(settings)


def _turn_on_routes() -> str | None:
    from twod.wsgi.fast.route_resolving import speed_up_routes  # noqa: PLC0415 - as above

    return speed_up_routes()


def _turn_on_middleware() -> str | None:
    from twod.wsgi.fast.middleware_layers import speed_up_handlers  # noqa: PLC0415 - as above

    return speed_up_handlers()


def _turn_on_signals() -> str | None:
    from twod.wsgi.fast.request_signals import speed_up_signals  # noqa: PLC0415 - as above

    return speed_up_signals()


#: All switches, by the words of :data:`twod.inifile.variables.FAST_SWITCHES`.
SWITCHES = {
    switch.name: switch
    for switch in (
        Switch(
            "settings",
            "Reading a setting again needs no call of a Python function.",
            "``django.conf.settings`` is a ``LazySettings``, and no other package has changed how it is read.",
            ((5, 2), (6, 0), (6, 1)),
            _turn_on_settings,
        ),
        Switch(
            "routes",
            "Resolving a URL tries only the routes that may match its path, instead of one route after the other.",
            "No other package has changed how Django's resolvers and patterns match a path. A route stays as it was at"
            " the first request. Lists of routes may change, but a list of more than 500 only in length.",
            ((5, 2), (6, 0), (6, 1)),
            _turn_on_routes,
        ),
        Switch(
            "middleware",
            "A middleware that inherits its ``__call__`` from ``MiddlewareMixin`` costs one call instead of three.",
            "A loaded middleware keeps its ``__call__``, and gains or loses no hook (``process_request``, "
            "``process_response``). Each hook may still be replaced.",
            ((5, 2), (6, 0), (6, 1)),
            _turn_on_middleware,
        ),
        Switch(
            "signals",
            "Django's receivers of ``request_started`` and ``request_finished`` find out faster that there is nothing "
            "to do. Each access to a database connection is faster, too.",
            "The version of ``asgiref`` is 3.13, and no other package has changed how Django sends signals.",
            ((5, 2), (6, 0), (6, 1)),
            _turn_on_signals,
        ),
    )
}

_on: set[str] = set()
_refused: set[str] = set()


def turn_on_switches(names: Iterable[str]) -> None:
    """Turn switches on for the rest of the process; if one has to stay off, log the reason once.

    :param names: words of ``twod.fast``.
    """
    for name in names:
        if name in _on or name in _refused:
            continue
        reason = find_obstacle(SWITCHES[name]) or SWITCHES[name].turn_on()
        if reason is None:
            _on.add(name)
        else:
            _refused.add(name)
            _log.info("twod.fast: %s stays off, because %s", name, reason)


def find_obstacle(switch: Switch) -> str | None:
    """Return the reason why a switch stays off with the installed Django; None when it was proven on this version."""
    import django  # noqa: PLC0415 - as above

    version = django.VERSION[:2]
    if version in switch.proven:
        return None
    proven = ", ".join(f"{major}.{minor}" for major, minor in switch.proven)
    return f"it is tested with Django {proven}, and this is {version[0]}.{version[1]}"


def is_switched_on(name: str) -> bool:
    """Return whether a switch is on in this process."""
    return name in _on
