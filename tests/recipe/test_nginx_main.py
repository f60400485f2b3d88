"""A whole nginx.conf."""

from __future__ import annotations

from twod.recipe.engines.nginx.nginx_facts import NginxFacts
from twod.recipe.engines.nginx.nginx_main import make_nginx_main

SITE = NginxFacts("shop", ("127.0.0.1:8080",), ("www.example.com",))


def test_all_that_nginx_writes_is_below_its_directory() -> None:
    text = make_nginx_main(SITE, "/var/lib/my shop", "/srv/site.conf")
    for name in ("nginx.pid", "error.log", "access.log", "client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        assert f'"/var/lib/my shop/{name}"' in text
    assert "include /srv/site.conf;" in text


def test_requests_for_other_hosts_end_there() -> None:
    assert "return 444;" in make_nginx_main(SITE, "/state", "/site.conf")
    assert "return 444;" not in make_nginx_main(SITE._replace(server_names=()), "/state", "/site.conf")
    assert "ssl_reject_handshake on;" in make_nginx_main(SITE._replace(certificate="/c"), "/state", "/site.conf")
