"""The check that Django trusts the proxy's headers only if the server does, and that no other client can send them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address

from twod.inifile.pastedeploy.deployment import SERVER_ROLE, Deployment
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import describe_place
from twod.inifile.reading import IniReader
from twod.inifile.replaced_options import ReplacedOption
from twod.wsgi.commands.doctor.examination import Ailment, Examined
from twod.wsgi.commands.doctor.risky_settings import describe_setting_place
from twod.wsgi.commands.starting.listening import read_server_options
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.surroundings.server_options import find_listening_addresses

_HEADER = "SECURE_PROXY_SSL_HEADER"
_WAITRESS = "egg:waitress#main"
#: The prefix of headers that waitress removes unless it trusts the proxy, as in ``trusted_proxy_headers``.
_OF_PROXIES = "x-forwarded-"


def examine_proxy(loaded: Loaded, path: str) -> Examined:
    """Return the faults in the way that the server and Django treat the headers of a proxy.

    :param path: the ini.
    """
    server = next(Route(IniReader(), path, loaded.given).walk("main", SERVER_ROLE))
    if server.factory is None:  # the site runs under another server, such as uvicorn
        return Examined("proxy")
    options = read_server_options(path, "main", loaded.given)
    return Examined("proxy", tuple(_examine_server(loaded, server, options)))


def _examine_server(loaded: Loaded, server: Deployment, options: Mapping[str, ReplacedOption]) -> Iterator[Ailment]:
    header = _find_header(loaded.find_value(_HEADER))
    place = describe_place(*server.place[:3])
    if header is None:
        if loaded.find_value("SECURE_SSL_REDIRECT") is True and not _makes_https(server, options):
            wrong = f"Django takes each request for http and redirects it forever, because {_HEADER} is not set"
            cure = f"{_HEADER} = HTTP_X_FORWARDED_PROTO ; https, if the proxy sets that header"
            yield Ailment("SECURE_SSL_REDIRECT", wrong, cure, describe_setting_place(loaded, "SECURE_SSL_REDIRECT"))
        return
    if server.factory == _WAITRESS and header.startswith(_OF_PROXIES):
        if "trusted_proxy" not in options:
            wrong = f"waitress removes {header} before Django reads it, because it trusts no proxy"
            cure = f"in [{server.section}]: trusted_proxy = 127.0.0.1 and trusted_proxy_headers = {header}"
            yield Ailment(_HEADER, wrong, cure, place)
            return
        trusted = options.get("trusted_proxy_headers")
        if trusted is not None and header not in trusted.text.lower().split():
            wrong = f"waitress removes {header} before Django reads it, because trusted_proxy_headers lacks it"
            yield Ailment(_HEADER, wrong, f"in [{server.section}]: add {header} to trusted_proxy_headers", place)
            return
        if options["trusted_proxy"].text.strip() != "*":
            return
    if opened := _find_open_address(options):
        wrong = f"any client that reaches {opened} can pretend to use https, because the server passes {header} on"
        yield Ailment(_HEADER, wrong, "listen on 127.0.0.1 or on a Unix socket, behind the proxy", place)


def _find_header(value: object) -> str | None:
    """Return the name of the header in HTTP's spelling, in lower case; None if there is no header."""
    if not isinstance(value, tuple | list) or not value:
        return None
    return str(value[0]).removeprefix("HTTP_").replace("_", "-").lower()


def _makes_https(server: Deployment, options: Mapping[str, ReplacedOption]) -> bool:
    """Return whether the server itself informs Django of https: it speaks TLS, or trusts a proxy."""
    named = {"trusted_proxy", "certfile", "keyfile", "ssl_pem", "url_scheme", "forwarded_allow_ips"}
    return not named.isdisjoint(options) or "gunicorn" in (server.factory or "")


def _find_open_address(options: Mapping[str, ReplacedOption]) -> str | None:
    """Return the first address that other machines can reach; None if there is no such address."""
    for address, _ in find_listening_addresses(options):
        host = address.rpartition(":")[0].strip("[]")
        if host and not _is_local(host):
            return address
    return None


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
