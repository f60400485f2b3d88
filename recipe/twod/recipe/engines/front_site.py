"""A site from the point of view of its proxy: its nodes, its hosts, and the proxy headers that it trusts."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from twod.inifile.addresses import Address, is_loopback
from twod.inifile.problems import Place, Report
from twod.recipe.cfg.configuration import PartOptions
from twod.recipe.cfg.environment_options import HTTP_ADDRESS, SERVER
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.part_options import EGG_OPTIONS, EGGS
from twod.recipe.engines.engine_site import EngineSite
from twod.recipe.engines.front_headers import USUAL_MARK
from twod.recipe.engines.front_options import CERTIFICATE, FRONT_NODES, TRUSTED_PROXIES
from twod.recipe.parts.one_ini import find_unwritten_inis
from twod.recipe.recipe_error import RecipeError, raise_errors_together
from twod.recipe.scripts.inquiry import ask_site
from twod.recipe.scripts.script_maker import make_script_maker


def ask_for_front(buildout: Any, part: PartOptions, site: EngineSite, without: Sequence[str]) -> dict[str, Any]:
    """Return the settings that a proxy needs, as the site's installed twod.wsgi reads them.

    :param buildout: zc.buildout's object.
    :param part: the proxy's part.
    :param without: settings that the proxy does not need.
    :raises RecipeError: if a setting is invalid, or only the site's hosts know its value.
    """
    layout = site.part.layout
    maker = make_script_maker(
        buildout,
        site.part,
        EGG_OPTIONS,
        ["twod.wsgi"],
        bin_directory=layout.bin_directory,
        has_relative_paths=layout.has_relative_paths,
    )
    ini = layout.get_ini(site.environment.name)
    question = {"uri": str(ini), "texts": find_unwritten_inis(buildout), "without": list(without)}
    answer = ask_site(maker, "front", question, site.part.get_place(EGGS), f"[{part.name}] cannot read {ini}")
    with raise_errors_together() as report:
        for problem in answer["problems"]:
            report.error(part.place, problem)
    front: dict[str, Any] = answer["front"]
    return front


def name_front(site: EngineSite) -> str:
    """Return a name for a proxy's groups and variables: ``shop_prod``."""
    return re.sub(r"\W", "_", site.name, flags=re.ASCII)


def list_nodes(part: PartOptions, site: EngineSite) -> list[tuple[str, str]]:
    """Return name and address of each node that serves the site.

    :raises RecipeError: if there is no node, or only its host knows its address.
    """
    given = part.values[FRONT_NODES]
    if given:
        return [(f"node{number}", address) for number, address in enumerate(given, 1)]
    nodes = site.list_servers()
    own = site.environment.options[HTTP_ADDRESS]
    if not isinstance(own, Address) and any(host.port is None for host, _ in nodes):
        message = f"only the site's hosts know {own}; give each of hosts a port, or write {FRONT_NODES.name}"
        raise RecipeError.at(site.environment.get_place(HTTP_ADDRESS), message)
    if not nodes:
        raise RecipeError.at(part.get_place(FRONT_NODES), "is missing, and no host runs server; name the nodes")
    return [(host.name, str(address)) for host, address in nodes]


def judge_front_options(
    part: PartOptions, for_tls: Iterable[Option[Any]], paths: Iterable[Option[Any]], report: Report
) -> None:
    """Report options that need a certificate, relative paths, and networks that would trust every client.

    :param for_tls: options that require a certificate.
    :param paths: options with paths on the proxy's host.
    """
    for option in for_tls:
        if option.name in part.written and not part.values[CERTIFICATE]:
            report.error(part.get_place(option), f"needs {CERTIFICATE.name} as well")
    for option in paths:
        text = part.values[option]
        if text and not text.startswith("/"):
            report.error(part.get_place(option), f"{text!r} is not an absolute path")
    for network in part.values[TRUSTED_PROXIES]:
        if ipaddress.ip_network(network).prefixlen == 0:
            report.error(
                part.get_place(TRUSTED_PROXIES),
                f"{network} would trust every client; name the addresses of your proxies",
            )


def find_secure_header(front: Mapping[str, Any]) -> tuple[str, str]:
    """Return name and value of the header that marks https, in HTTP's notation."""
    header = front["secure_header"]
    if len(header) != 2 or not re.fullmatch(r"HTTP_[A-Z0-9_]+", header[0]):
        return USUAL_MARK
    return header[0].removeprefix("HTTP_").replace("_", "-").title(), header[1]


def judge_scheme(site: EngineSite, front: Mapping[str, Any], nodes: Sequence[str], report: Report) -> None:
    """Warn if the site would take https requests for http, which causes an endless redirect."""
    environment = site.environment
    server = environment.options[SERVER]
    written = environment.sections.get("server:main", {})
    if server == "waitress":
        headers = written["trusted_proxy_headers"].text if "trusted_proxy_headers" in written else ""
        is_told = "trusted_proxy" in written and "x-forwarded-proto" in headers.lower()
        is_clear = written["clear_untrusted_proxy_headers"].text if "clear_untrusted_proxy_headers" in written else ""
        if not is_told and not (front["secure_header"] and is_clear.lower() in ("false", "0", "no")):
            message = (
                "waitress drops the proxy's X-Forwarded-Proto, so the site takes https for http; write "
                "server.main.trusted_proxy = ADDRESS OF THE PROXY and "
                "server.main.trusted_proxy_headers = x-forwarded-for x-forwarded-proto"
            )
            report.warn(environment.get_place(SERVER), message)
        return
    if front["secure_header"] or (server == "gunicorn" and all(map(_is_local, nodes))):
        return
    message = (
        "is not set, so the site takes https for http; write SECURE_PROXY_SSL_HEADER = HTTP_X_FORWARDED_PROTO ; https"
    )
    report.warn(Place(None, None, environment.name, "SECURE_PROXY_SSL_HEADER"), message)


def _is_local(node: str) -> bool:
    """Return whether gunicorn trusts the headers of a proxy at this node, since the proxy runs on the same machine."""
    return node.startswith("unix:") or is_loopback(node.rpartition(":")[0])
