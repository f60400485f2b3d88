"""An environment is a whole ini, or a section of buildout.cfg."""

from __future__ import annotations

from twod.wsgi.migration.transcription.exact_text import Likeness
from twod.wsgi.migration.transcription.option_text import OptionText
from twod.wsgi.migration.transcription.rendering import render_environment, render_section
from twod.wsgi.migration.transcription.standins import Standins
from twod.wsgi.migration.transcription.transcriber import Transcript, WrittenSetting

TRANSCRIPT = Transcript((WrittenSetting("A", (OptionText("A", "5%"),), Likeness.WHOLE, "str"),), {}, ())
VARIABLES = {"debug": "true", "django_settings_module": "config.base"}


def test_ini_can_be_served():
    text = render_environment("ini", "dev", VARIABLES, TRANSCRIPT, Standins(None, {}))
    assert text.startswith("[DEFAULT]\ndebug = true\ndjango_settings_module = config.base\ntwod.types =\n    A:str\n")
    assert "\n[app:django]\nuse = egg:twod.wsgi\nA = 5%%\n" in text
    assert text.endswith("\n[server:main]\nuse = egg:waitress\nlisten = 127.0.0.1:8080\n")


def test_section_has_the_recipe_s_options():
    text = "[dev]\ndebug = true\nsettings = config.base\ntwod.types =\n    A:str\nA = 5%\n"
    standins = Standins(None, {})
    assert render_environment("buildout", "dev", VARIABLES, TRANSCRIPT, standins) == text
    assert "settings" not in render_section("dev", {"debug": "false"}, TRANSCRIPT, standins)
