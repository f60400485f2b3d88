"""mypy and pyright know an ini's settings by the stub of ``settings --stubs``: how-to/types.rst."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

HAS_STUBS = find_spec("mypy_django_plugin") is not None
INI = '[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = x\nSHOP_NAME = Shop\nSHOP_COUNTRIES = ["es"]\n'
MODULE = "from django.conf import settings\nfrom twod.wsgi.config.settings import *\n"
CODE = "from twod.wsgi.commands.command_line import run_command_line; raise SystemExit(run_command_line())"
USE = """\
from shop_settings import settings

name: str = settings.SHOP_NAME
countries: list[str] = settings.SHOP_COUNTRIES
wrong: int = settings.SHOP_NAME
settings.SHOP_NAM
"""
PLUGIN = """
[mypy]
strict = true
plugins = mypy_django_plugin.main
[mypy.plugins.django-stubs]
django_settings_module = shop_settings
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "TWOD_CONFIG_URI": str(folder / "shop.ini"), "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "shop.ini").write_text(INI, encoding="utf-8")
    (tmp_path / "shop_settings.py").write_text(MODULE, encoding="utf-8")
    done = run(tmp_path, "-c", CODE, "settings", "shop.ini", "--stubs")
    assert (done.returncode, done.stderr) == (0, "")
    (tmp_path / "shop_settings.pyi").write_text(done.stdout, encoding="utf-8")
    return tmp_path


def test_mypy_knows_the_settings_of_the_module(site: Path) -> None:
    (site / "use.py").write_text(USE, encoding="utf-8")
    done = run(site, "-m", "mypy", "--strict", "use.py")
    assert [line.split(" ")[0] for line in done.stdout.splitlines()[:-1]] == ["use.py:5:", "use.py:6:"], done.stdout


def test_pyright_knows_the_settings_of_the_module(site: Path) -> None:
    pytest.importorskip("pyright")
    (site / "use.py").write_text(USE, encoding="utf-8")
    done = run(site, "-m", "pyright", "use.py")
    assert [line for line in (5, 6) if f"use.py:{line}:" in done.stdout] == [5, 6], done.stdout
    assert "use.py:3:" not in done.stdout


@pytest.mark.skipif(not HAS_STUBS, reason="the plugin of django-stubs")
def test_plugin_of_django_stubs_knows_the_settings_of_django_conf(site: Path) -> None:
    (site / "mypy.ini").write_text(PLUGIN, encoding="utf-8")
    (site / "use.py").write_text(USE.replace("from shop_settings", "from django.conf"), encoding="utf-8")
    done = run(site, "-m", "mypy", "use.py")
    assert [line.split(" ")[0] for line in done.stdout.splitlines()[:-1]] == ["use.py:5:", "use.py:6:"], done.stdout
