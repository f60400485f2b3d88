"""The configuration of HAProxy for a site."""

from __future__ import annotations

from twod.recipe.engines.haproxy.haproxy_facts import Checks, HaproxyFacts
from twod.recipe.engines.haproxy.haproxy_text import make_haproxy_text

SITE = HaproxyFacts("shop", (("web1", "10.0.0.1:80"), ("web2", "unix:/run/x.sock")), Checks("/-/ready"), "/-/")


def make_lines(facts: HaproxyFacts) -> list[str]:
    return [line.strip() for line in make_haproxy_text(facts).splitlines()]


def test_nodes_are_asked_whether_they_are_ready() -> None:
    checks = Checks("/-/ready", "www.example.com", 0.5, 3, 3, 1)
    lines = make_lines(SITE._replace(checks=checks))
    assert {
        "http-check send meth GET uri /-/ready ver HTTP/1.1 hdr Host www.example.com",
        "timeout check 3000ms",
        "default-server check inter 500ms fall 3 rise 1",
        "server web1 10.0.0.1:80",
        "server web2 unix@/run/x.sock",
    } < set(lines)


def test_what_must_not_be_done_twice_is_not_asked_again() -> None:
    lines = make_lines(SITE)
    assert "http-request disable-l7-retry unless { method GET HEAD OPTIONS }" in lines
    assert "option http-server-close" in lines


def test_probes_are_for_nobody_or_for_networks() -> None:
    rule = "http-request deny deny_status 404 if { path,url_dec -m beg /-/ }"
    assert rule in make_lines(SITE)
    assert f"{rule} !{{ src 10.0.0.0/8 ::1 }}" in make_lines(SITE._replace(health_from=("10.0.0.0/8", "::1")))


def test_by_https_visitors_are_sent_there() -> None:
    lines = make_lines(SITE._replace(certificate="/etc/ssl/my shop.pem"))
    assert "bind :443 ssl crt '/etc/ssl/my shop.pem' alpn h2,http/1.1" in lines
    assert "http-request redirect scheme https code 308 unless { ssl_fc }" in lines
    lines = make_lines(SITE._replace(certificate="/c", listen_tls=("[::]:8443",)))
    assert any("]:8443" in line or ":8443%[capture.req.uri]" in line for line in lines if "redirect location" in line)
    assert not any("ssl" in line for line in make_lines(SITE) if "ssl_fc" not in line)


def test_a_client_cannot_say_where_it_comes_from() -> None:
    lines = make_lines(SITE)
    assert {
        "http-request del-header X-Forwarded-For",
        "option forwardfor",
        "http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]",
        "http-request del-header X-Forwarded-Ssl",
    } < set(lines)
    lines = make_lines(SITE._replace(trusted_proxies=("10.0.0.1",)))
    assert "http-request del-header X-Forwarded-For unless is_trusted" in lines
    assert "acl is_trusted src 10.0.0.1" in lines


def test_the_mark_of_https_is_the_header_that_django_reads() -> None:
    lines = make_lines(SITE._replace(secure_header=("X-Forwarded-Ssl", "on")))
    marked = [line for line in lines if "X-Forwarded-Ssl" in line]
    assert marked[-1] == "http-request set-header X-Forwarded-Ssl on if { req.hdr(X-Forwarded-Proto) -m str https }"
    lines = make_lines(SITE._replace(secure_header=("X-Forwarded-Proto", "secure")))
    assert "http-request del-header X-Forwarded-Proto" not in lines


def test_options_bring_their_lines() -> None:
    lines = make_lines(SITE._replace(has_request_id=True, stats_socket="/run/x", log="/dev/log", timeout=2.5))
    assert {
        "log /dev/log local0 info",
        "stats socket /run/x mode 600 level admin expose-fd listeners",
        "timeout server 2500ms",
    } < set(lines)
    assert any("X-Request-ID %[uuid()]" in line for line in lines)
    assert not any("X-Request-ID" in line or "stats" in line for line in make_lines(SITE))
