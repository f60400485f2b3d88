"""What confines a service; ``systemd-analyze security`` measures it in tests/servers/test_unit_files.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.engines.systemd.hardening import harden


@pytest.mark.parametrize(
    ("directory", "writable", "home"),
    [
        ("/srv/shop", "/srv/data", "yes"),
        ("/home/shop/site", "/srv/data", "read-only"),
        ("/srv/shop", "/root/data", "read-only"),
        ("/homes/shop", "/srv/data", "yes"),
    ],
)
def test_a_site_below_a_home_can_still_be_read(directory: str, writable: str, home: str) -> None:
    assert dict(harden(Path(directory), [Path(writable)]))["ProtectHome"] == home


def test_each_path_is_written_once() -> None:
    options = harden(Path("/srv"), [Path("/b"), Path("/a c"), Path("/b")])
    assert options[-1] == ("ReadWritePaths", '"-/a c" -/b')
    assert "ReadWritePaths" not in dict(harden(Path("/srv"), []))
