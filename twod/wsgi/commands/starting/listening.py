"""The addresses of an ini's server: tested before the server starts, and printed."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

from twod.inifile.pastedeploy.deployment import SERVER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniOption, IniReader
from twod.inifile.references import References
from twod.inifile.replaced_options import ReplacedOption, replace_all
from twod.wsgi.config.surroundings.server_options import find_listening_addresses
from twod.wsgi.serving.end.begin_anew import find_held_addresses, has_kept_sockets

#: If one of these variables is set, the server inherits open sockets.
_INHERITED = ("LISTEN_FDS", "GUNICORN_FD")


def read_server_options(
    path: str, name: str, given: Mapping[str, str], environ: Mapping[str, str] = os.environ
) -> dict[str, ReplacedOption]:
    """Return the options of a server's section, with their references replaced.

    :param path: absolute path of the ini.
    :param name: the name of the server in it.
    :param given: variables from outside the ini.
    :param environ: the variables for ``${env:NAME}``.
    :raises twod.wsgi.exc.ConfigurationError: for references that cannot be resolved.
    """
    deployment = next(Route(IniReader(), path, given).walk(name, SERVER_ROLE))
    report = Report()
    options = replace_all(deployment, References(deployment.variables, environ), report)
    report.raise_errors()
    return options


def find_url(options: Mapping[str, ReplacedOption]) -> str | None:
    """Return the URL of the site; None if no address is known, or the system will choose the port."""
    for address, _ in find_listening_addresses(options):
        _, _, port = address.rpartition(":")
        if port.isdecimal() and int(port):
            return f"http://{address}/"
    return None


def has_inherited_sockets(environ: Mapping[str, str] = os.environ) -> bool:
    """Return whether the server's sockets are already open, by systemd or by this process before its restart."""
    return any(name in environ for name in _INHERITED) or has_kept_sockets(environ)


def try_addresses(options: Mapping[str, ReplacedOption], environ: Mapping[str, str] = os.environ) -> None:
    """Listen on each address of a server for a moment.

    In a trial, skip the ports of the process that the trial is for.

    :raises twod.wsgi.exc.ConfigurationError: at the option of an address that cannot be listened on.
    """
    is_shared = "reuse_port" in options and options["reuse_port"].text.strip().lower() == "true"
    if is_shared or has_inherited_sockets(environ):
        return
    held = {
        name: ReplacedOption(IniOption(name, text, None, None, None))
        for name, text in find_held_addresses(environ).items()
    }
    ports = {address.rpartition(":")[2] for address, _ in find_listening_addresses(held)}
    for address, option in find_listening_addresses(options):
        if address.rpartition(":")[2] in ports:
            continue
        try:
            _listen(address)
        except OSError as error:
            message = f"cannot listen on {address}: {error.strerror or error}"
            raise ConfigurationError([option.problem(message)]) from error


def _listen(address: str) -> None:
    host, colon, port = address.rpartition(":")
    if not colon or port.endswith("]"):
        return  # The server has a default port.
    name = None if host == "*" else host.strip("[]")
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, place = found[0]
    with socket.socket(family, kind, protocol) as trial:
        # Like servers do; otherwise the closed connections of an earlier server would block the address.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(place)
        trial.listen(1)
