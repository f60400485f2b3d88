"""The health filter of an ini is found, with its options read."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.health_options import HealthOptions
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.serving.health.health_section import find_health_options

INI = """\
[DEFAULT]
debug = false

[pipeline:main]
pipeline = health django

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop.urls
SECRET_KEY = for tests alone
INSTALLED_APPS = shop

[filter:health]
use = egg:twod.wsgi#health
checks = shop.checks.check_search
timeout = 1m
"""


def test_the_options_are_those_of_the_filter_on_the_way_to_the_application(tmp_path: Path) -> None:
    ini = tmp_path / "prod.ini"
    ini.write_text(INI)
    assert find_health_options(ini) == HealthOptions(checks=("shop.checks.check_search",), timeout=60.0)
    assert find_health_options(f"{ini}#django") == HealthOptions()


def test_an_option_may_refer_to_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ini = tmp_path / "prod.ini"
    ini.write_text(INI.replace("1m", "${env:PATIENCE}"))
    monkeypatch.setenv("PATIENCE", "7s")
    assert find_health_options(ini).timeout == 7.0
    monkeypatch.setenv("PATIENCE", "soon")
    with pytest.raises(ConfigurationError, match=r"filter:health. timeout: .* environment variable PATIENCE"):
        find_health_options(ini)


def test_a_wrong_option_of_the_filter_is_told_with_its_place(tmp_path: Path) -> None:
    ini = tmp_path / "prod.ini"
    ini.write_text(INI.replace("1m", "soon"))
    with pytest.raises(ConfigurationError) as raised:
        find_health_options(ini)
    assert str(raised.value).endswith(
        "prod.ini:16 [filter:health] timeout: expected seconds, such as 2s, 0.5s or 5m, got 'soon'"
    )
