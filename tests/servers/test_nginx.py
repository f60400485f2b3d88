"""Configurations of nginx, tried by nginx itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.engines.nginx.nginx_check import check_nginx, move_places
from twod.recipe.engines.nginx.nginx_facts import InternalFolder, MediaFolder, NginxFacts, StaticFolder
from twod.recipe.engines.program_check import find_daemon

SITE = NginxFacts("shop_prod", ("10.0.0.11:8080", "web2.internal:8080", "[fd00::1]:8080"), ("www.example.com",))
FILES = SITE._replace(
    static=StaticFolder("/static/", "/srv/My shop; {1}/static/", 60, has_hashed_names=True, has_compressed_files=True),
    media=MediaFolder("/media files/", '/srv/"media"/'),
    internals=(InternalFolder("/-/media/", "/srv/private/"), InternalFolder("/~x/", "/srv/x/")),
)
CASES = {
    "a site": SITE,
    "any host": SITE._replace(server_names=(), keepalive=0),
    "hosts": SITE._replace(server_names=(".example.com", "[::1]", "127.0.0.1", "xn--bcher-kva.example")),
    "files": FILES,
    "files without a hash": FILES._replace(
        static=StaticFolder("/static/", "/srv/static/", None), media=MediaFolder("/m/", "/m/", has_sandbox=False)
    ),
    "a hash without an age": FILES._replace(static=StaticFolder("/s/", "/s/", None, has_hashed_names=True)),
    "https": FILES._replace(
        certificate="/etc/ssl/none.pem",
        certificate_key="/etc/ssl/none key.pem",
        acme_root="/var/www/acme",
        listen=("80", "[::]:80"),
        listen_tls=("8443", "[::]:8443"),
    ),
    "https for any host": SITE._replace(certificate="/x", certificate_key="/x", server_names=()),
    "a prefix": FILES._replace(prefix="/shop", streaming=("/shop/events",), health_path="/-/"),
    "behind another proxy": SITE._replace(
        trusted_proxies=("10.0.0.0/8", "fd00::/8"), secure_header=("X-Scheme", 'a "quoted" mark'), has_request_id=True
    ),
    "all else": SITE._replace(
        nodes=("unix:/run/shop/site.sock",),
        has_websocket=True,
        has_request_id=True,
        health_path="/-/",
        health_from=("127.0.0.1", "10.0.0.0/8"),
        max_body_size="2g",
        timeout=0.5,
        maintenance_page="/srv/shop/down for now.html",
        access_log="/var/log/shop/requests.log",
        error_log="/var/log/shop/problems.log",
    ),
}


@pytest.fixture(scope="module")
def nginx() -> str:
    program = find_daemon("nginx")
    if program is None:
        pytest.fail("nginx is not there: apt-get install nginx-light")
    return program


@pytest.mark.parametrize("case", CASES)
def test_nginx_takes_what_is_made_for_a_site(nginx: str, case: str) -> None:
    assert check_nginx(nginx, CASES[case]) is None


def test_what_nginx_does_not_take_is_told(nginx: str) -> None:
    told = check_nginx(nginx, SITE._replace(max_body_size="much"))
    assert told is not None
    assert '"client_max_body_size" directive invalid value' in told


def test_the_copy_opens_nothing_that_is_not_its_own(tmp_path: Path) -> None:
    copy = move_places(CASES["https"]._replace(access_log="/var/log/x", error_log="/var/log/y"), tmp_path)
    assert copy.nodes == ("127.0.0.1:8080",) * 3
    assert copy.listen == (f"unix:{tmp_path}/http0", f"unix:{tmp_path}/http1")
    assert "/etc/ssl" not in copy.certificate + copy.certificate_key
    assert (copy.access_log, copy.error_log) == (f"{tmp_path}/access.log", f"{tmp_path}/error.log")
