"""The checks of the probe ``ready``, with the reasons for who may see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

HEALTH = """
[pipeline:site]
pipeline = health main

[filter:health]
use = egg:twod.wsgi#health
checks = checks_of_console.fail
skip = cache
"""


@pytest.fixture
def _checks(write: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write("checks_of_console.py", "def fail():\n    raise OSError('the key is k3y-of-the-site')\n")
    monkeypatch.syspath_prepend(tmp_path)


def test_without_a_filter_the_checks_are_the_site_s(start: Any) -> None:
    content = start().read("/console/health/")
    assert content == {
        "status": "ok",
        "checks": [{"name": "cache:default", "passed": True, "reason": ""}],
        "errors": [],
    }


@pytest.mark.usefixtures("_checks")
def test_a_failure_has_its_reason_and_no_secret(start: Any) -> None:
    site = start(HEALTH.replace("[pipeline:site]", "[pipeline:other]"))
    site.edit("[app:main]", "[app:django]")
    site.edit("pipeline:other", "pipeline:main")
    site.edit("health main", "health django")
    content = site.read("/console/health/")
    assert content["status"] == "failed"
    (check,) = content["checks"]
    assert (check["name"], check["passed"]) == ("checks_of_console.fail", False)
    assert check["reason"] == "OSError: the key is <hidden>"
    assert "the key is &lt;hidden&gt;" in site.show("/console/health/")


def test_a_wrong_option_of_the_filter_is_shown_with_its_place(start: Any) -> None:
    site = start()
    site.edit(
        "[app:main]", "[filter:health]\nuse = egg:twod.wsgi#health\ntimeout = soon\n[app:main]\nfilter-with = health"
    )
    content = site.read("/console/health/")
    assert content["status"] == "unknown"
    assert "timeout: expected seconds" in content["errors"][0]
