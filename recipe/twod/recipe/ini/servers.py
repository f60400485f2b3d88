"""The servers that an ini can name, with the options that they get from PasteDeploy."""

from __future__ import annotations

import math
from typing import Any

from twod.inifile.problems import Report
from twod.inifile.text import Entry
from twod.inifile.variables import GRACEFUL_TIMEOUT_OPTION, STOP_DELAY_OPTION
from twod.recipe.cfg.environment_options import GRACEFUL_TIMEOUT, HTTP_ADDRESS, SERVER, STOP_DELAY, THREADS, WORKERS
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.option import Option

#: PasteDeploy's names for the servers that have a short name.
_USES = {"waitress": "egg:waitress#main", "paste": "egg:Paste#http", "gunicorn": "egg:gunicorn#main"}

#: The option for HOST:PORT, for the servers that have one; the others have ``host`` and ``port``.
_ADDRESS_OPTIONS = {"waitress": "listen", "gunicorn": "bind"}

#: The number of idle threads below which Paste's server starts more, by default.
_PASTE_SPAWN_IF_UNDER = 5

#: The distributions that have to be installed for a server.
REQUIREMENTS = {"waitress": ("waitress",), "paste": ("Paste",), "gunicorn": ("gunicorn",)}


def make_server_entries(environment: Environment) -> list[Entry]:
    """Return the options of ``[server:main]`` in the notation of the environment's server."""
    options = environment.options
    server, address = options[SERVER], options[HTTP_ADDRESS]
    made: list[tuple[str, str, Option[Any]]] = [("use", _USES.get(server, server), SERVER)]
    if server in _ADDRESS_OPTIONS:
        made.append((_ADDRESS_OPTIONS[server], str(address), HTTP_ADDRESS))
    else:
        made += [("host", address.host, HTTP_ADDRESS), ("port", str(address.port), HTTP_ADDRESS)]
    threads = options[THREADS]
    if threads and server == "paste":
        made.append(("threadpool_workers", str(threads), THREADS))
        # Paste rejects a pool that is smaller than this limit.
        made.append(("threadpool_spawn_if_under", str(min(threads, _PASTE_SPAWN_IF_UNDER)), THREADS))
    elif threads:
        made.append(("threads", str(threads), THREADS))
    if options[WORKERS]:
        made.append(("workers", str(options[WORKERS]), WORKERS))
    timeout = options[GRACEFUL_TIMEOUT]
    if timeout is not None and server == "gunicorn":
        made.append(("graceful_timeout", str(math.ceil(timeout)), GRACEFUL_TIMEOUT))
    return [environment.make_entry(option, name, value) for name, value, option in made]


def make_end_entries(environment: Environment) -> list[Entry]:
    """Return the options of ``[DEFAULT]`` for the end of the process, for servers without such options."""
    options = environment.options
    given = [(STOP_DELAY_OPTION, STOP_DELAY)]
    if options[SERVER] != "gunicorn":
        given.insert(0, (GRACEFUL_TIMEOUT_OPTION, GRACEFUL_TIMEOUT))
    return [
        environment.make_entry(option, name, f"{seconds:.12g}")
        for name, option in given
        if (seconds := options[option]) is not None
    ]


def judge_server(environment: Environment, report: Report) -> None:
    """Report each option that cannot be passed to the server."""
    server = environment.options[SERVER]
    if server.startswith("egg:"):
        for option in (THREADS, WORKERS):
            if environment.options[option]:
                message = f"unknown for {server}; write the server's own option as server.main.OPTION"
                report.error(environment.get_place(option), message)
    elif server != "gunicorn" and environment.options[WORKERS]:
        report.error(environment.get_place(WORKERS), f"{server} runs in one process; use gunicorn to have workers")
