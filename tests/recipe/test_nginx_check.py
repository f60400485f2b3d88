"""A copy of a configuration, for nginx to try; tests/servers/test_nginx.py has nginx itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.engines.nginx.nginx_check import check_nginx, move_places
from twod.recipe.engines.nginx.nginx_facts import NginxFacts

FACTS = NginxFacts(
    "shop_prod",
    ("10.0.0.11:8080", "web2.internal:8080", "[fd00::1]:8080", "unix:/run/shop.sock"),
    listen=("80", "[::]:80"),
    certificate="/etc/ssl/shop.pem",
    certificate_key="/etc/ssl/shop.key",
    access_log="/var/log/requests",
    error_log="/var/log/problems",
)


def test_the_copy_opens_nothing_that_is_not_its_own(tmp_path: Path) -> None:
    copy = move_places(FACTS, tmp_path)
    assert copy.nodes == ("127.0.0.1:8080", "127.0.0.1:8080", "127.0.0.1:8080", "unix:/run/shop.sock")
    assert (copy.listen, copy.listen_tls) == (
        (f"unix:{tmp_path}/http0", f"unix:{tmp_path}/http1"),
        (f"unix:{tmp_path}/https0",),
    )
    assert "/etc/ssl" not in copy.certificate + copy.certificate_key
    assert (copy.access_log, copy.error_log) == (f"{tmp_path}/access.log", f"{tmp_path}/error.log")
    plain = move_places(NginxFacts("shop", ("127.0.0.1:80",)), tmp_path)
    assert (plain.certificate, plain.access_log, plain.error_log) == ("", "", "")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 0", None),
        ("echo '2026/11/26 19:43:18 [emerg] 7#7: unexpected \"}\" in /tmp/x/site.conf:12'; exit 1", 'unexpected "}"'),
        ("echo nonsense; exit 1", "nonsense"),
        ("exit 3", "exit status 3"),
    ],
)
def test_what_is_said_against_it_is_told(tmp_path: Path, script: str, told: str | None) -> None:
    program = tmp_path / "nginx"
    # The copy is whole, and its certificate is one that nginx leaves alone until a visitor comes.
    find = "for last in \"$@\"; do :; done\ngrep -q '/$ssl_server_name' ${last%nginx.conf}site.conf || exit 9"
    text = f"#!/bin/sh\n{find}\n{script}\n"
    program.write_text(text, encoding="utf-8")
    program.chmod(0o755)
    assert check_nginx(str(program), FACTS) == told
