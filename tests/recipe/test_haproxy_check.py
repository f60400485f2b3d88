"""A copy of a configuration, for HAProxy to try; tests/servers/test_haproxy.py has HAProxy itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.engines.haproxy.haproxy_check import check_haproxy
from twod.recipe.engines.haproxy.haproxy_facts import Checks, HaproxyFacts

FACTS = HaproxyFacts(
    "shop", (("web1", "web1.internal:80"),), Checks("/-/ready"), "/-/", certificate="/etc/ssl/private/shop.pem"
)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("exit 0", None),
        ("echo \"[ALERT] (7) : config : parsing [$last:3] : unknown keyword 'x'.\"; exit 1", "unknown keyword 'x'."),
        ("echo nonsense; exit 1", "nonsense"),
    ],
)
def test_what_is_said_against_it_is_told(tmp_path: Path, script: str, told: str | None) -> None:
    program = tmp_path / "haproxy"
    # The copy neither names the certificate nor a node that only the proxy's host knows.
    find = (
        'for last in "$@"; do :; done\ngrep -q "server web1 127.0.0.1:80" $last && ! grep -q /etc/ssl $last || exit 9'
    )
    program.write_text(f"#!/bin/sh\n{find}\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    assert check_haproxy(str(program), FACTS) == told
