"""The options of ``twod.recipe:supervisor``."""

from __future__ import annotations

from typing import Any

from twod.inifile.booleans import read_boolean
from twod.recipe.cfg.option import Option, OptionGroup, list_grouped
from twod.recipe.cfg.readers import make_optional, read_path, read_words
from twod.recipe.engines.engine_part import CHECK_FILES, ENGINE_OPTIONS
from twod.recipe.engines.service_options import SERVICE_OPTIONS, read_absolute_path, read_user

PROGRAM_USER = Option(
    "user",
    make_optional(read_user, ""),
    "",
    "The user that runs the programs, if supervisord runs as root. The file for cron is then one for "
    "``/etc/cron.d``. Example: ``user = shop``. **Default:** the user of supervisord.",
)
WHOLE_CONF = Option(
    "standalone",
    read_boolean,
    False,
    "Whether the part writes a whole ``supervisord.conf``, which any user can run, and not only the programs for "
    "``/etc/supervisor/conf.d``. Example: ``standalone = true``. **Default:** ``false``.",
)
INCLUDED_CONFS = Option[tuple[str, ...]](
    "include",
    read_words,
    (),
    "Further files with programs, if ``standalone``; ``*`` matches any name. Example: ``include = "
    "${buildout:directory}/services/*.conf``. **Default:** no further files.",
)
SUPERVISOR_STATE = Option(
    "state-directory",
    make_optional(read_path, ""),
    "",
    "Directory of supervisord's socket, process id and logs, if ``standalone``. Example: ``state-directory = "
    "/run/shop``. **Default:** a directory with the part's name below ``var`` of the site.",
)
LOG_DIRECTORY = Option(
    "log-directory",
    make_optional(read_absolute_path, ""),
    "",
    "Directory on the hosts for the output of the programs, a file each. Example: ``log-directory = "
    "/var/log/shop``. **Default:** ``/var/log/supervisor``; with ``standalone``, the ``state-directory``.",
)
SUPERVISOR_PROGRAMS = Option(
    "programs-directory",
    make_optional(read_path, ""),
    "",
    "Directory of ``supervisord`` and ``supervisorctl``. Example: ``programs-directory = "
    "${buildout:bin-directory}``. **Default:** the ``PATH``.",
)

#: Without ``check``: supervisor has no program that checks a file.
SUPERVISOR_GROUPS: tuple[OptionGroup, ...] = (
    OptionGroup("Site", tuple(option for option in ENGINE_OPTIONS if option is not CHECK_FILES)),
    OptionGroup("Programs", (*SERVICE_OPTIONS, PROGRAM_USER, LOG_DIRECTORY)),
    OptionGroup("supervisord without root", (WHOLE_CONF, INCLUDED_CONFS, SUPERVISOR_STATE, SUPERVISOR_PROGRAMS)),
)

SUPERVISOR_OPTIONS: tuple[Option[Any], ...] = list_grouped(SUPERVISOR_GROUPS)
