"""The address of a server in a container: other containers must reach it, at a port that is known before the start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from twod.inifile.addresses import is_loopback
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import find_known_text, parse_references
from twod.recipe.cfg.environment_options import HTTP_ADDRESS
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.readers import ReferredAddress


def find_port(environment: Environment, variables: Iterable[tuple[str, str]], report: Report) -> int:
    """Return the port that the server listens on for other containers.

    :param variables: environment variables with known values.
    :param report: gets an error if others cannot reach the address, or its port is unknown.
    """
    address, place = environment.options[HTTP_ADDRESS], environment.get_place(HTTP_ADDRESS)
    cure = f"write {HTTP_ADDRESS.name} = 0.0.0.0:8080, or 0.0.0.0:$${{env:PORT:-8080}}"
    given = dict(variables)
    host, port = _look_up(address, given) if isinstance(address, ReferredAddress) else (address.host, str(address.port))
    if host is None or port is None or not port.isdecimal() or not 0 < int(port) < 65536:
        report.error(place, f"the port of {address} is not known before the start; {cure}")
        return 0
    if is_loopback(host):
        report.error(place, f"{address} cannot be reached from outside of the container; {cure}")
    return int(port)


def _look_up(address: ReferredAddress, given: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return host and port of an address with references; None for a part that is unknown."""
    host, port = (
        find_known_text(parse_references(text, any_name=False).parts, given) for text in (address.host, address.port)
    )
    return host, port
