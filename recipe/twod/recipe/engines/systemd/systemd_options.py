"""The options of ``twod.recipe:systemd``."""

from __future__ import annotations

import re
from typing import Any

from twod.inifile.booleans import read_boolean
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.readers import make_optional, read_lines, read_words
from twod.recipe.engines.engine_part import ENGINE_OPTIONS
from twod.recipe.engines.service_options import SERVICE_OPTIONS, read_absolute_path, read_absolute_paths, read_user


def _read_service_lines(text: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for line in read_lines(text):
        name, equals, value = line.partition("=")
        if not equals or not re.fullmatch(r"[A-Za-z]+", name.strip()):
            raise ValueError(f"{line!r} is not NAME=VALUE, such as MemoryMax=2G")
        pairs.append((name.strip(), value.strip()))
    return tuple(pairs)


UNIT_USER = Option(
    "user",
    read_user,
    "",
    "Required. The user that runs the site on the hosts. ``dynamic`` has systemd create a user for each service, "
    "for a site without data on its hosts. Example: ``user = shop``.",
)
ENVIRONMENT_FILE = Option(
    "environment-file",
    make_optional(read_absolute_path, ""),
    "",
    "File on the hosts with environment variables, ``NAME=value`` a line, which systemd reads in its own grammar; for "
    "the grammar of ``.env`` files, use the environment's option of this name. The file may be missing. Example: "
    "``environment-file = /etc/shop/environment``. **Default:** no file.",
)
SOCKET_ACTIVATION = Option(
    "socket-activation",
    read_boolean,
    False,
    "Whether systemd opens the server's socket, so that connections wait while the server restarts. For waitress,"
    " paste and gunicorn. Example: ``socket-activation = true``. **Default:** ``false``.",
)
HARDENING = Option(
    "hardening",
    read_boolean,
    True,
    "Whether the services are confined: they cannot write outside of the site's data and logs, gain rights or see"
    " other processes. Example: ``hardening = false``. **Default:** ``true``.",
)
WRITABLE_PATHS = Option[tuple[str, ...]](
    "writable-paths",
    read_absolute_paths,
    (),
    "Further paths that the site writes, one a line, besides ``var``, ``MEDIA_ROOT`` and the directories of its "
    "logs. Example: ``writable-paths = /srv/exports``. **Default:** no further paths.",
)
AFTER = Option[tuple[str, ...]](
    "after",
    read_words,
    (),
    "Units that start before the site. Example: ``after = postgresql.service redis-server.service``. **Default:** no "
    "further units.",
)
SERVICE_LINES = Option[tuple[tuple[str, str], ...]](
    "service-options",
    _read_service_lines,
    (),
    "Further lines of ``[Service]`` in each service, ``NAME=VALUE`` a line. They override the recipe's lines. "
    "Example: ``service-options = MemoryMax=2G``. **Default:** no further lines.",
)

SYSTEMD_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Site", ENGINE_OPTIONS),
    OptionGroup("Services", (UNIT_USER, *SERVICE_OPTIONS, ENVIRONMENT_FILE, SOCKET_ACTIVATION, AFTER, SERVICE_LINES)),
    OptionGroup("Confinement", (HARDENING, WRITABLE_PATHS)),
)

SYSTEMD_OPTIONS: tuple[Option[Any], ...] = list_grouped(SYSTEMD_GROUPS)
