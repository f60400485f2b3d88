"""A site with the console, started in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import clear_url_caches, set_urlconf

from kit.console_site import INI, ConsoleSite
from twod.wsgi.config import configure
from twod.wsgi.config.activation import find_active
from twod.wsgi.config.loaded import Loaded


@pytest.fixture
def start(
    write: Callable[[str, str], Path], _unconfigured: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., ConsoleSite]]:
    """Start the site with more options, and more files beside its ini."""
    monkeypatch.setattr(apps, "apps_ready", True)
    monkeypatch.setattr(apps, "ready", True)

    def start(options: str = "", /, head: str = "", **files: str) -> ConsoleSite:
        for name, text in files.items():
            write(f"{name}.ini", text)
        ini = write("prod.ini", INI.replace("[DEFAULT]\n", f"[DEFAULT]\n{head}") + options)
        configure(ini)
        clear_url_caches()
        set_urlconf(None)
        return ConsoleSite(ini)

    yield start
    clear_url_caches()


@pytest.fixture
def load(start: Callable[..., ConsoleSite]) -> Callable[..., Loaded]:
    """Start the site and return its settings in force."""

    def load(options: str = "", /, **files: str) -> Loaded:
        start(options, **files)
        loaded = find_active()
        assert loaded is not None
        return loaded

    return load
