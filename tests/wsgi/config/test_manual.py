"""What the manual's page on settings shows is what happens."""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest

from twod.inifile import variables
from twod.inifile.grammar import check_grammar
from twod.inifile.reference_syntax import has_reference
from twod.inifile.variables import MODULE_OPTION
from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.inspection.settings_command import SettingsCommand
from twod.wsgi.config import check_ini
from twod.wsgi.config.kinds.by_type import KINDS_BY_WORD
from twod.wsgi.config.survey import load_uri, survey_served
from twod.wsgi.exc import ConfigurationError

PAGE = (Path(__file__).parents[3] / "docs/reference/ini.rst").read_text(encoding="utf-8")
BLOCK = re.compile(r"\.\. code-block:: (\w+)\n\n((?:    .*\n|\n)+)")


def find_examples(words: str) -> list[tuple[str, str]]:
    """Return each ini of the page that these words follow, and the block after them."""
    blocks = list(BLOCK.finditer(PAGE))
    return [
        (textwrap.dedent(first[2]), textwrap.dedent(second[2]))
        for first, second in pairwise(blocks)
        if PAGE[first.end() : second.start()].strip() == words
    ]


def test_page_has_the_examples_that_are_tried():
    assert (len(find_examples("Django gets these values:")), len(find_examples("Loading it reports:"))) == (5, 1)


@pytest.mark.parametrize(("ini", "values"), find_examples("Django gets these values:"))
def test_example_gives_what_the_page_says(write, ini, values):
    assert load_uri(write("site.ini", ini), environ={}).values == ast.literal_eval(values)


@pytest.mark.parametrize(("ini", "message"), find_examples("Loading it reports:"))
@pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")
def test_example_is_refused_as_the_page_says(write, ini, message):
    with pytest.raises(ConfigurationError) as raised:
        load_uri(write("site.ini", ini), environ={})
    assert str(raised.value) == message.strip()


def test_first_example_is_right(write):
    check_ini(write("site.ini", textwrap.dedent(BLOCK.search(PAGE)[2])))


def test_page_lists_the_types_that_can_be_declared():
    (sentence,) = re.findall(r"The types are (.*?); with ``\?``", PAGE, re.DOTALL)
    assert re.findall(r"``(\w+)``", sentence) == list(KINDS_BY_WORD)


def test_readme_s_errors_are_those_of_such_an_ini(manual, write):
    _, shown = manual("README.md", "text")
    head = "[DEFAULT]\ndebug = false\n[app:django]\nuse = egg:twod.wsgi\n" + 9 * "\n"
    with pytest.raises(ConfigurationError) as raised:
        check_ini(write("prod.ini", f"{head}EMAIL_PORT = 25x\nALOWED_HOSTS = example.com\n"))
    assert f"{raised.value}\n" == shown.text


def test_readme_s_origins_are_those_of_its_ini(manual, write, tmp_path, monkeypatch, capsys):
    (ini,) = (block.text for block in manual("README.md", "ini") if "[app:django]" in block.text)
    shown, _ = manual("README.md", "text")
    write("prod.ini", ini)
    write("secret-key", "k3y")
    write("mysite/settings.py", "ALLOWED_HOSTS = []\nSECRET_KEY = 'django-insecure'\n")
    for name in ("mysite", "mysite.settings"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    names = ("ALLOWED_HOSTS", "SECRET_KEY", "SESSION_COOKIE_AGE")
    assert run_command(SettingsCommand("twod"), ("prod.ini", *names)) == 0
    assert capsys.readouterr().out.replace(str(tmp_path), "…") == shown.text


def test_sections_with_references_are_right(manual):
    blocks = [block.text for block in manual("docs/reference/ini.rst", "ini") if has_reference(block.text)]
    sections = [text for text in blocks if "[app:" not in text]
    assert len(sections) == 2
    assert [check_grammar("/srv/x.ini", text=text).errors for text in sections] == [(), ()]


def test_a_reference_that_leads_nowhere_is_told_as_the_page_says(manual, write):
    (shown,) = [block.text for block in manual("docs/reference/ini.rst", "text") if "variable PORT" in block.text]
    head = "[app:main]\nuse = egg:twod.wsgi\n" + 27 * "\n"
    write("prod.ini", f"{head}[server:main]\nlisten = 127.0.0.1:${{env:PORT}}\nuse = egg:waitress\n")
    with pytest.raises(ConfigurationError) as raised:
        survey_served("prod.ini", server="main", environ={}).raise_errors()
    assert f"paster serve: {raised.value}\n" == shown


def test_page_has_each_variable_of_the_default_section():
    _, _, table = PAGE.partition(".. _ini-variables:\n")
    rows = re.findall(r"^``(.+)``$", table.partition("Other options of")[0], re.MULTILINE)
    assert set(rows) - {"debug", MODULE_OPTION} == {
        variables.DIALECT_OPTION,
        variables.TYPES_OPTION,
        variables.FAST_OPTION,
        variables.GRACEFUL_TIMEOUT_OPTION,
        variables.STOP_DELAY_OPTION,
        variables.PYTHON_PATH_OPTION,
        variables.ENVIRONMENT_FILE_OPTION,
    }
