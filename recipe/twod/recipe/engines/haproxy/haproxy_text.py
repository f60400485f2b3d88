"""The configuration of HAProxy for a site."""

from __future__ import annotations

from collections.abc import Iterable

from twod.inifile.request_id_syntax import VALID_REQUEST_ID
from twod.recipe.engines.front_headers import FORGEABLE_HEADERS, is_usual_mark
from twod.recipe.engines.front_text import DOWN_PAGE, RETRY_SECONDS, TLS_CIPHERS
from twod.recipe.engines.haproxy.haproxy_facts import HaproxyFacts
from twod.recipe.engines.haproxy.haproxy_words import quote_argument, quote_format

_TLS_LINES = (
    "ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets",
    f"ssl-default-bind-ciphers {TLS_CIPHERS}",
)

#: The response to visitors while no node is ready.
_DOWN = (
    f"http-error status 503 content-type text/html string '{DOWN_PAGE}' "
    f"hdr Retry-After {RETRY_SECONDS} hdr Cache-Control no-store"
)


def make_haproxy_text(facts: HaproxyFacts) -> str:
    """Return the whole configuration."""
    sections = [
        _make_section("global", _list_global(facts)),
        _make_section("defaults", _list_defaults(facts)),
        _make_section(f"frontend {facts.name}", _list_frontend(facts)),
        _make_section(f"backend {facts.name}", _list_backend(facts)),
    ]
    return "\n\n".join(sections) + "\n"


def _make_section(head: str, lines: Iterable[str]) -> str:
    return "\n".join([head, *(f"    {line}" for line in lines)])


def _list_global(facts: HaproxyFacts) -> list[str]:
    log = f"{facts.log} format raw" if facts.log in ("stdout", "stderr") else quote_argument(facts.log)
    lines = [f"log {log} local0 info", "maxconn 4096"]
    if facts.stats_socket:
        lines.append(f"stats socket {quote_argument(facts.stats_socket)} mode 600 level admin expose-fd listeners")
    return [*lines, *(_TLS_LINES if facts.certificate else ())]


def _list_defaults(facts: HaproxyFacts) -> list[str]:
    silence = _write_time(facts.timeout)
    return [
        "mode http",
        "log global",
        "option httplog",
        "option dontlognull",
        "timeout connect 2s",
        "timeout queue 10s",
        f"timeout client {silence}",
        f"timeout server {silence}",
        "timeout http-request 10s",
        "timeout http-keep-alive 10s",
        "# WebSockets may be silent for long.",
        "timeout tunnel 1h",
        _DOWN,
    ]


def _list_frontend(facts: HaproxyFacts) -> list[str]:
    lines = [f"bind {_write_address(address)}" for address in facts.listen]
    if facts.certificate:
        tls = f"ssl crt {quote_argument(facts.certificate)} alpn h2,http/1.1"
        lines += [f"bind {_write_address(address)} {tls}" for address in facts.listen_tls]
        lines.append(_make_redirect_rule(facts))
    hidden = "{ path,url_dec -m beg " + facts.health_path + " }"
    allowed = " !{ src " + " ".join(facts.health_from) + " }" if facts.health_from else ""
    lines += [
        "# The health probes are for the operator's machines.",
        f"http-request deny deny_status 404 if {hidden}{allowed}",
        *_list_headers(facts),
        f"default_backend {facts.name}",
    ]
    return lines


def _make_redirect_rule(facts: HaproxyFacts) -> str:
    """Return the rule that redirects visitors from http to https."""
    port = facts.listen_tls[0].rpartition(":")[2]
    if port == "443":
        return "http-request redirect scheme https code 308 unless { ssl_fc }"
    target = f"https://%[req.hdr(Host),field(1,:)]:{port}%[capture.req.uri]"
    return f"http-request redirect location {target} code 308 unless {{ ssl_fc }}"


def _list_headers(facts: HaproxyFacts) -> list[str]:
    """Return the rules for the headers about the client."""
    lines = ["# Replace headers in which a client could claim another address or scheme."]
    unless, unless_told = "", ""
    if facts.trusted_proxies:
        lines.append(f"acl is_trusted src {' '.join(facts.trusted_proxies)}")
        unless = " unless is_trusted"
        unless_told = f"{unless} {{ req.hdr(X-Forwarded-Proto) -m str http https }}"
    lines += [
        f"http-request del-header X-Forwarded-For{unless}",
        "option forwardfor",
        "http-request set-header X-Forwarded-Host %[req.hdr(Host)]",
        "http-request set-header X-Forwarded-Port %[dst_port]",
        f"http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]{unless_told}",
        *(f"http-request del-header {name}" for name in FORGEABLE_HEADERS),
    ]
    if not is_usual_mark(facts.secure_header):
        lines += _list_mark(*facts.secure_header)
    if facts.has_request_id:
        known = f"{{ req.hdr(X-Request-ID) -m reg ^{VALID_REQUEST_ID}$ }}"
        lines.append(f"http-request set-header X-Request-ID %[uuid()] unless {known}")
    return lines


def _list_mark(name: str, value: str) -> list[str]:
    """Return the rules for the site's header that marks https."""
    is_secure = "{ req.hdr(X-Forwarded-Proto) -m str https }"
    taken = [] if name.lower() == "x-forwarded-proto" else [f"http-request del-header {name}"]
    return [*taken, f"http-request set-header {name} {quote_format(value)} if {is_secure}"]


def _list_backend(facts: HaproxyFacts) -> list[str]:
    checks = facts.checks
    times = f"inter {_write_time(checks.interval)} fall {checks.fall} rise {checks.rise}"
    return [
        "balance leastconn",
        "# A node that stops first reports that it is not ready, and keeps serving until HAProxy has noticed.",
        "option httpchk",
        f"http-check send meth GET uri {checks.path} ver HTTP/1.1 hdr Host {checks.host}",
        "http-check expect status 200",
        f"timeout check {_write_time(checks.timeout)}",
        f"default-server check {times}",
        "# A node may close an idle connection at the moment when HAProxy sends a request on it.",
        "option http-server-close",
        "# Send a request to another node if its node did not get it. If the node may have begun to handle it, repeat",
        "# only requests that are safe to repeat.",
        "retries 3",
        "option redispatch 1",
        "retry-on conn-failure empty-response",
        "http-request disable-l7-retry unless { method GET HEAD OPTIONS }",
        *(f"server {name} {_write_node(address)}" for name, address in facts.nodes),
    ]


def _write_address(address: str) -> str:
    """Return a listen address in HAProxy's notation, with a colon before a port alone."""
    return address if ":" in address else f":{address}"


def _write_node(address: str) -> str:
    return f"unix@{address.removeprefix('unix:')}" if address.startswith("unix:") else address


def _write_time(seconds: float) -> str:
    return f"{round(seconds * 1000)}ms"
