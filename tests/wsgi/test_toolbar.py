"""The panel, with a stand-in for the toolbar's class; tests/servers/test_toolbar_panel.py has the toolbar itself."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from twod.wsgi.config import configure


class RecordingPanel:
    """What the panel uses of the toolbar's class."""

    def __init__(self) -> None:
        self.stats: dict[str, object] = {}

    def record_stats(self, stats: dict[str, object]) -> None:
        self.stats.update(stats)

    def get_stats(self) -> dict[str, object]:
        return self.stats


@pytest.fixture
def panel(monkeypatch):
    module = ModuleType("debug_toolbar.panels")
    module.Panel = RecordingPanel
    monkeypatch.setitem(sys.modules, "debug_toolbar", ModuleType("debug_toolbar"))
    monkeypatch.setitem(sys.modules, "debug_toolbar.panels", module)
    monkeypatch.delitem(sys.modules, "twod.wsgi.toolbar", raising=False)
    from twod.wsgi.toolbar import OriginsPanel

    yield OriginsPanel()
    sys.modules.pop("twod.wsgi.toolbar", None)


@pytest.mark.usefixtures("_unconfigured")
def test_panel_shows_the_settings_of_the_ini(panel, write, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    configure(write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = s3cret\n"))
    panel.generate_stats(None, None)
    assert (panel.nav_title, panel.nav_subtitle) == ("Origins", "debug off, 1 setting")
    assert panel.title == "Settings of site.ini [app:main]"
    assert "site.ini:3 [app:main]" in panel.content
    assert "s3cret" not in panel.content


@pytest.mark.usefixtures("_unconfigured")
def test_panel_without_an_ini_says_so(panel, monkeypatch):
    monkeypatch.delenv("TWOD_CONFIG_URI", raising=False)
    assert panel.content == "<p></p>"
    panel.generate_stats(None, None)
    assert (panel.nav_subtitle, panel.title) == ("no ini is loaded", "Settings")
    assert panel.content.startswith("<p>no ini was loaded in this process")
