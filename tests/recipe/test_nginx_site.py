"""The configuration of nginx for a site."""

from __future__ import annotations

import pytest

from twod.recipe.engines.nginx.nginx_facts import InternalFolder, MediaFolder, NginxFacts, StaticFolder
from twod.recipe.engines.nginx.nginx_site import make_nginx_site

SITE = NginxFacts("shop", ("10.0.0.1:8080", "10.0.0.2:8080"), ("www.example.com", ".example.org"))


def make_lines(facts: NginxFacts) -> list[str]:
    return [line.strip() for line in make_nginx_site(facts).splitlines()]


def test_all_nodes_are_in_the_group() -> None:
    lines = make_lines(SITE._replace(keepalive=0))
    assert lines.count("server 10.0.0.1:8080 max_fails=0;") == 1
    assert not any("keepalive" in line for line in lines)


def test_what_must_not_be_done_twice_gets_a_connection_of_its_own() -> None:
    lines = make_lines(SITE)
    begin = lines.index("map $request_method $shop_nodes {")
    assert lines[begin + 1 : begin + 5] == ["default shop_kept;", "POST shop;", "PATCH shop;", "LOCK shop;"]
    assert "proxy_next_upstream error timeout;" in lines


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (SITE, ["listen 80;", "server_name www.example.com .example.org;"]),
        (SITE._replace(server_names=()), ["listen 80 default_server;", "server_name _;"]),
    ],
)
def test_the_hosts_are_those_of_the_site(facts: NginxFacts, expected: list[str]) -> None:
    lines = make_lines(facts)
    begin = lines.index(expected[0])
    assert lines[begin : begin + 2] == expected


def test_by_https_visitors_are_sent_there() -> None:
    secure = SITE._replace(certificate="/c.pem", certificate_key="/c.key", acme_root="/var/www")
    lines = make_lines(secure)
    assert "return 308 https://$host$request_uri;" in lines
    assert "location /.well-known/acme-challenge/ {" in lines
    assert "listen 443 ssl http2;" in lines
    assert "ssl_certificate_key /c.key;" in lines
    assert "return 308 https://$host:8443$request_uri;" in make_lines(secure._replace(listen_tls=("[::]:8443",)))


def test_a_client_cannot_say_where_it_comes_from() -> None:
    lines = make_lines(SITE)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in lines
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in lines
    assert "proxy_set_header X-Forwarded-Host $http_host;" in lines
    for name in ("Forwarded", "X-Forwarded-Scheme", "X-Forwarded-Ssl", "X-Forwarded-Prefix"):
        assert f'proxy_set_header {name} "";' in lines


def test_the_mark_of_https_is_the_header_that_django_reads() -> None:
    lines = make_lines(SITE._replace(secure_header=("X-Forwarded-Ssl", "on")))
    assert [line for line in lines if line.startswith("proxy_set_header X-Forwarded-Ssl")] == [
        "proxy_set_header X-Forwarded-Ssl $shop_secure;"
    ]
    assert "https on;" in lines


def test_only_a_trusted_proxy_says_what_the_client_used() -> None:
    lines = make_lines(SITE._replace(trusted_proxies=("10.0.0.0/8",)))
    assert {"set_real_ip_from 10.0.0.0/8;", "proxy_set_header X-Forwarded-Proto $shop_scheme;"} < set(lines)
    assert "set_real_ip_from" not in make_nginx_site(SITE)


def test_orders_to_nginx_count_only_where_the_site_sends_files_by_it() -> None:
    line = "proxy_ignore_headers X-Accel-Redirect;"
    assert line in make_lines(SITE)
    assert line not in make_lines(SITE._replace(internals=(InternalFolder("/x/", "/x/"),)))


def test_options_bring_their_variables() -> None:
    lines = make_lines(SITE._replace(has_request_id=True, has_websocket=True))
    assert "proxy_set_header X-Request-ID $shop_request_id;" in lines
    assert "proxy_set_header Connection $shop_connection;" in lines
    assert "proxy_set_header Upgrade $http_upgrade;" in lines
    assert not any("X-Request-ID" in line or "Upgrade" in line for line in make_lines(SITE))
    facts = SITE._replace(static=StaticFolder("/s/", "/s/", has_hashed_names=True), media=MediaFolder("/m/", "/m/"))
    assert {"map $uri $shop_static_caching {", "map $sent_http_content_type $shop_sandbox {"} < set(make_lines(facts))


def test_limits_logs_and_times_are_those_that_were_given() -> None:
    lines = make_lines(SITE._replace(max_body_size="2g", timeout=0.5, access_log="/a b", error_log="/e"))
    assert {
        "client_max_body_size 2g;",
        "proxy_read_timeout 500ms;",
        'access_log "/a b";',
        "error_log /e;",
    } < set(lines)
