"""Options are escaped for the file that they go to."""

from __future__ import annotations

from twod.wsgi.migration.transcription.option_text import (
    OptionText,
    list_types,
    make_buildout_escape,
    make_ini_escape,
    render_site,
)
from twod.wsgi.migration.transcription.standins import Standins

OPTION = OptionText("A", "\n50% $${x}\n$y")


def test_ini_has_percent_signs_doubled():
    assert make_ini_escape(Standins(None, {}))(OPTION) == ["A =", "    50%% $${x}", "    $y"]
    assert OPTION.size == len(OPTION.name) + len(OPTION.text) + 3


def test_buildout_has_dollar_signs_doubled():
    assert make_buildout_escape(Standins(None, {}))(OPTION) == ["A =", "    50% $$$${x}", "    $$y"]


def test_types_are_declared_in_default():
    write = make_ini_escape(Standins(None, {}))
    text = render_site({"debug": "true"}, {"B": "int", "A": "set"}, [OptionText("A", "x")], write)
    types = "twod.types =\n    A:set\n    B:int\n"
    assert text == f"[DEFAULT]\ndebug = true\n{types}\n[app:main]\nuse = egg:twod.wsgi\nA = x\n"
    assert list_types({}) == []
