"""What is written in buildout.cfg is what Django gets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from .conftest import Project

#: Characters that some parser on the way gives a meaning to, among some that none does.
NASTY = st.text(
    st.sampled_from("ab %$#;=:[]{}()\"'\\,<>!é€\u00a0\u2028\x0b\x0c\x1c\x85\n") | st.characters(codec="utf-8")
)


def is_text_for_a_file(text: str) -> bool:
    """Whether a text says the same when it is read back from a file in text mode."""
    return "\r" not in text and "\0" not in text


def write_lines(values: list[str]) -> str:
    """Return texts as options of buildout.cfg, as a user has to write them for zc.buildout to keep them whole."""
    lines = []
    for number, value in enumerate(values):
        escaped = value.replace("$", "$$")
        block = "".join(f"    |{line}|\n" for line in escaped.split("\n"))
        lines.append(f"VALUE_{number} =\n{block}")
    return "".join(lines)


def test_texts_with_every_special_character_arrive_in_django(project: Project) -> None:
    values = {
        "PERCENT": "100% of %(asctime)s and %%",
        "HASH": "a # b ; c",
        "QUOTES": 'it\'s "quoted"',
        "EQUALS": "a = b: c",
        "BRACKETS": "(x) [y",
        "BACKSLASH": r"a\b\n",
        "CAFE": "café € 日本",
    }
    lines = "".join(f"{key} = {value}\n" for key, value in values.items())
    project.configure(f"environments = prod\n[prod]\n{lines}")
    project.provision()
    for key, value in values.items():
        assert project.read_ini("prod")["app:django"][key] == value
        assert project.get_setting(key) == value


def test_lines_that_look_like_comments_and_blanks_at_their_ends_are_kept(project: Project) -> None:
    project.configure("environments = prod\n[prod]\nTEXT =\n    first\n    # no comment\n\n      indented\n    ;last\n")
    project.provision()
    assert project.get_setting("TEXT") == "first\n# no comment\n\n  indented\n;last"


def test_double_dollars_become_single_ones_and_a_reference_arrives_as_one(project: Project) -> None:
    project.configure("environments = prod\n[prod]\nPRICE = 5 $$\nHOME_OF = $${env:SOMEWHERE}\nPLAIN = $$$${env:X}\n")
    project.provision()
    assert project.get_setting("PRICE", SOMEWHERE="/there") == "5 $"
    assert project.get_setting("HOME_OF", SOMEWHERE="/there") == "/there"
    assert project.get_setting("PLAIN", SOMEWHERE="/there") == "${env:X}"


def test_here_is_the_directory_of_the_ini(project: Project) -> None:
    project.configure("environments = prod\n[prod]\nSTATIC_ROOT = %(here)s/static\n")
    project.provision()
    assert project.get_setting("STATIC_ROOT") == str(project.directory / "parts" / "twod" / "static")


def test_a_dictionary_in_json_arrives_as_one(project: Project) -> None:
    value = {"a": [1, None, "100%"], "b": {"c": True}}
    project.configure(f"environments = prod\n[prod]\nMY_DICT = {json.dumps(value)}\n")
    project.provision()
    assert project.get_setting("MY_DICT") == value


def test_a_carriage_return_is_refused_by_the_name_of_its_option(project: Project) -> None:
    project.configure("environments = prod\n[prod]\nTEXT = a\n")
    project.provision()
    before = project.list_files()
    assert project.fail("prod:TEXT=a\rb").startswith("[prod] TEXT: ")
    assert project.list_files() == before


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_non_ascii_text_does_not_depend_on_the_locale(project: Project, locale: str) -> None:
    project.configure("environments = prod\n[prod]\nTEXT = café\n")
    project.provision(LC_ALL=locale)
    assert project.get_setting("TEXT", LC_ALL=locale) == "café"


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NASTY.filter(is_text_for_a_file), min_size=40, max_size=80))
@example(
    [
        "#",
        ";",
        "%",
        "%%",
        "%(here)s",
        " ",
        "\n",
        "a\n\nb",
        "a\n#b",
        "a\n ;b",
        "$",
        "${",
        "[x]",
        "=",
        ": x",
        "\u2028",
        "\x85",
    ]
)
def test_arbitrary_texts_come_through_a_real_buildout(project: Project, values: list[str]) -> None:
    project.configure("environments = prod\n[prod]\n" + write_lines(values))
    project.provision("twod:check=none")
    got = project.read_ini("prod")["app:django"]
    here = str(project.directory / "parts" / "twod")
    for number, value in enumerate(values):
        meant = "\n".join(f"|{line}|" for line in value.split("\n")).replace("%(here)s", here)
        assert got[f"VALUE_{number}"] == meant
