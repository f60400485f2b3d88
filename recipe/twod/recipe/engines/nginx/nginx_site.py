"""The configuration of nginx for a site, which nginx.conf includes in ``http { … }``."""

from __future__ import annotations

from collections.abc import Iterator

from twod.inifile.request_id_syntax import VALID_REQUEST_ID
from twod.recipe.engines.front_headers import FORGEABLE_HEADERS, is_usual_mark
from twod.recipe.engines.front_text import TLS_CIPHERS
from twod.recipe.engines.nginx.media_types import SCRIPTABLE, list_media_types
from twod.recipe.engines.nginx.nginx_facts import NginxFacts
from twod.recipe.engines.nginx.nginx_locations import make_locations, name_site
from twod.recipe.engines.nginx.nginx_words import make_block, quote_word

#: Methods of requests that nginx must not repeat.
_UNSAFE_METHODS = ("POST", "PATCH", "LOCK")

_TLS_LINES = (
    "ssl_protocols TLSv1.2 TLSv1.3;",
    f"ssl_ciphers {TLS_CIPHERS};",
    "ssl_prefer_server_ciphers off;",
    "ssl_session_timeout 1d;",
    "ssl_session_tickets off;",
)


def make_nginx_site(facts: NginxFacts) -> str:
    """Return the configuration of a site."""
    blocks = [
        ["# Include it in the block http { … } of nginx.conf."],
        *_make_upstreams(facts),
        *_make_variables(facts),
    ]
    if facts.certificate:
        blocks.append(_make_redirect(facts))
    blocks.append(_make_server(facts))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _make_upstreams(facts: NginxFacts) -> Iterator[list[str]]:
    """Yield the groups of nodes: one without idle connections and, if wanted, one that keeps them open."""
    # nginx would by default suspend a failed node for a while, and would have no node left while several restart in
    # turn. A stopped node costs little: its host refuses the connection at once, or the connection times out soon.
    servers = [f"server {quote_word(node)} max_fails=0;" for node in facts.nodes]
    # Shared memory for the state of the nodes.
    size = f"{128 + 2 * len(servers)}k"
    yield make_block(f"upstream {facts.name}", [f"zone {facts.name} {size};", *servers])
    if not facts.keepalive:
        return
    # Shorter than gunicorn's limit: it closes an idle connection after two seconds.
    kept = [f"keepalive {facts.keepalive};", "keepalive_timeout 1s;"]
    yield make_block(f"upstream {facts.name}_kept", [f"zone {facts.name}_kept {size};", *servers, *kept])
    methods = [f"{method} {facts.name};" for method in _UNSAFE_METHODS]
    yield [
        "# A node that stops may close a connection during a request. nginx repeats the request at another node, but",
        "# not if it is unsafe to repeat; such a request always gets a new connection.",
        *make_block(f"map $request_method ${facts.name}_nodes", [f"default {facts.name}_kept;", *methods]),
    ]


def _make_variables(facts: NginxFacts) -> Iterator[list[str]]:
    """Yield the variables that depend on a request and that the site needs."""
    name, scheme = facts.name, "$scheme"
    if facts.trusted_proxies:
        scheme = f"${name}_scheme"
        networks = [f"{network} 1;" for network in facts.trusted_proxies]
        yield make_block(f"geo $realip_remote_addr ${name}_is_trusted", ["default 0;", *networks])
        yield make_block(
            f'map "${name}_is_trusted:$http_x_forwarded_proto" {scheme}',
            ["default $scheme;", '"1:http" http;', '"1:https" https;'],
        )
    if not is_usual_mark(facts.secure_header):
        yield make_block(
            f"map {scheme} ${name}_secure", ['default "";', f"https {quote_word(facts.secure_header[1])};"]
        )
    if facts.has_request_id:
        yield make_block(
            f"map $http_x_request_id ${name}_request_id",
            ["default $request_id;", f'"~^{VALID_REQUEST_ID}$" $http_x_request_id;'],
        )
    if facts.has_websocket:
        yield make_block(f"map $http_upgrade ${name}_connection", ["default upgrade;", '"" "";'])
    if facts.static and facts.static.has_hashed_names:
        age = facts.static.max_age
        yield make_block(
            f"map $uri ${name}_static_caching",
            [
                f'default "{"" if age is None else f"max-age={age}, public"}";',
                r'"~\.[0-9a-f]{12}(\.[^./]+)?$" "max-age=31536000, public, immutable";',
            ],
        )
    if facts.media and facts.media.has_sandbox:
        yield make_block(f"map $sent_http_content_type ${name}_sandbox", ['default "";', f'"{SCRIPTABLE}" sandbox;'])


def _make_redirect(facts: NginxFacts) -> list[str]:
    """Return the server that redirects visitors from http to https."""
    port = facts.listen_tls[0].rpartition(":")[2]
    target = "$host" if port == "443" or facts.listen_tls[0].startswith("unix:") else f"$host:{port}"
    lines = [*_list_listen(facts, facts.listen, ""), _make_server_name(facts)]
    if facts.acme_root:
        lines += make_block("location /.well-known/acme-challenge/", [f"root {quote_word(facts.acme_root)};"])
    lines += make_block("location /", [f"return 308 https://{target}$request_uri;"])
    return make_block("server", lines)


def _make_server(facts: NginxFacts) -> list[str]:
    """Return the server of the site."""
    if facts.certificate:
        lines = [
            *_list_listen(facts, facts.listen_tls, " ssl http2"),
            _make_server_name(facts),
            f"ssl_certificate {quote_word(facts.certificate)};",
            f"ssl_certificate_key {quote_word(facts.certificate_key)};",
            *_TLS_LINES,
            f"ssl_session_cache shared:{facts.name}_tls:10m;",
        ]
    else:
        lines = [*_list_listen(facts, facts.listen, ""), _make_server_name(facts)]
    for directive, path in (("access_log", facts.access_log), ("error_log", facts.error_log)):
        if path:
            lines.append(f"{directive} {quote_word(path)};")
    lines += [f"set_real_ip_from {network};" for network in facts.trusted_proxies]
    if facts.trusted_proxies:
        lines += ["real_ip_header X-Forwarded-For;", "real_ip_recursive on;"]
    lines += [
        "server_tokens off;",
        "absolute_redirect off;",
        f"client_max_body_size {facts.max_body_size};",
        "default_type application/octet-stream;",
        *make_block("types", list_media_types()),
        "",
        *_list_proxy_lines(facts),
    ]
    for location in make_locations(facts):
        lines += ["", *location]
    return make_block("server", lines)


def _list_listen(facts: NginxFacts, addresses: tuple[str, ...], words: str) -> list[str]:
    default = "" if facts.server_names else " default_server"
    return [f"listen {quote_word(address)}{words}{default};" for address in addresses]


def _make_server_name(facts: NginxFacts) -> str:
    return f"server_name {' '.join(map(quote_word, facts.server_names)) or '_'};"


def _list_proxy_lines(facts: NginxFacts) -> list[str]:
    """Return the lines for each request to a node.

    A location with its own ``proxy_set_header`` would lose all of them.
    """
    name = facts.name
    scheme = f"${name}_scheme" if facts.trusted_proxies else "$scheme"
    headers = {
        "Host": "$http_host",
        "Connection": f"${name}_connection" if facts.has_websocket else '""',
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Host": "$http_host",
        "X-Forwarded-Port": "$server_port",
        "X-Forwarded-Proto": scheme,
        **dict.fromkeys(FORGEABLE_HEADERS, '""'),
    }
    if not is_usual_mark(facts.secure_header):
        headers = {key: value for key, value in headers.items() if key.lower() != facts.secure_header[0].lower()}
        headers[facts.secure_header[0]] = f"${name}_secure"
    if facts.has_websocket:
        headers["Upgrade"] = "$http_upgrade"
    if facts.has_request_id:
        headers["X-Request-ID"] = f"${name}_request_id"
    lines = ["# Replace headers in which a client could claim another address or scheme."]
    lines += [f"proxy_set_header {key} {value};" for key, value in headers.items()]
    if not facts.internals:
        lines.append("proxy_ignore_headers X-Accel-Redirect;")
    return [
        *lines,
        "proxy_http_version 1.1;",
        "proxy_redirect off;",
        "proxy_connect_timeout 1s;",
        f"proxy_read_timeout {round(facts.timeout * 1000)}ms;",
        f"proxy_send_timeout {round(facts.timeout * 1000)}ms;",
        "# Repeat a failed request at the next node if it is safe to repeat, but not after a slow response.",
        "proxy_next_upstream error timeout;",
        "proxy_next_upstream_tries 3;",
        "proxy_next_upstream_timeout 10s;",
        "# nginx buffers a whole body before it contacts a node: slow clients occupy no thread or process of the site.",
        "proxy_request_buffering on;",
        "proxy_buffering on;",
        f"error_page 502 =503 {name_site(facts)}_down;",
    ]
