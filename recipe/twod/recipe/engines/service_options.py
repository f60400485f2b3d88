"""Options of the parts for supervisors, which start a site's programs and keep them running."""

from __future__ import annotations

import re
from typing import Any

from twod.inifile.durations import read_duration
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.readers import make_optional


def read_service_name(text: str) -> str:
    """Return the name of a service.

    :raises ValueError: for a name that an engine would not accept.
    """
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", text):
        raise ValueError(f"{text!r} is not a name of letters, digits, '_' and '-', such as shop")
    return text


def read_user(text: str) -> str:
    """Return the name of a user.

    :raises ValueError: for an invalid name.
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", text):
        raise ValueError(f"{text!r} is not the name of a user, such as shop")
    return text


def read_absolute_path(text: str) -> str:
    """Return a path on the hosts.

    :raises ValueError: for a relative path, or one with ``~``.
    """
    if not text.startswith("/") or "\n" in text:
        raise ValueError(f"{text!r} is not an absolute path, such as /etc/shop")
    return text


def read_absolute_paths(text: str) -> tuple[str, ...]:
    """Return paths on the hosts, one a line.

    :raises ValueError: as :func:`read_absolute_path`.
    """
    return tuple(read_absolute_path(line.strip()) for line in text.splitlines() if line.strip())


SERVICE_NAME = Option(
    "name",
    make_optional(read_service_name, ""),
    "",
    "Name of the services or programs. Example: ``name = shop``. **Default:** the site's part and the "
    "environment, such as ``twod-prod``.",
)
CREDENTIALS = Option(
    "credentials",
    make_optional(read_absolute_path, ""),
    "",
    "Directory on the hosts that has a file for each ``${cred:NAME}`` of the ini. Example: ``credentials = "
    "/etc/shop``. **Default:** no directory.",
)
PROCESS_TIMEOUT = Option(
    "process-timeout",
    read_duration,
    300.0,
    "Time that a process or a timer may take to stop, such as a worker that finishes its tasks. After it, the "
    "supervising program kills the process. Example: ``process-timeout = 30m``. **Default:** ``5m``.",
)

#: Options that every such part has.
SERVICE_OPTIONS: tuple[Option[Any], ...] = (SERVICE_NAME, CREDENTIALS, PROCESS_TIMEOUT)
