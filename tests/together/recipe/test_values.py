"""What is written in buildout.cfg is what Django gets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from .conftest import Project

#: Characters that some parser on the way gives a meaning to, among some that none does.
NASTY_CHARACTERS = st.sampled_from("ab %$#;=:[]{}()\"'\\,<>!é€\u00a0\u2028\x0b\x0c\x1c\x85\0") | st.characters(
    codec="utf-8"
)


@pytest.mark.slow
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


@pytest.mark.slow
def test_double_dollars_become_single_ones_and_a_reference_arrives_as_one(project: Project) -> None:
    project.configure("environments = prod\n[prod]\nPRICE = 5 $$\nHOME_OF = $${env:SOMEWHERE}\nPLAIN = $$$${env:X}\n")
    project.provision()
    assert project.get_setting("PRICE", SOMEWHERE="/there") == "5 $"
    assert project.get_setting("HOME_OF", SOMEWHERE="/there") == "/there"
    assert project.get_setting("PLAIN", SOMEWHERE="/there") == "${env:X}"


@pytest.mark.slow
def test_references_arrive_in_servers_filters_and_logging(project: Project) -> None:
    """The machine that provisions need not have any of these variables."""
    project.configure(
        "environments = prod\n[prod]\nhttp-address = 0.0.0.0:$${env:PORT:-8080}\n"
        "server.main.threads = $${env:THREADS}\npipeline = prefix main\n"
        "filter.prefix.use = egg:PasteDeploy#prefix\nfilter.prefix.prefix = $${cred:prefix}\n"
        "logger.root.level = $${env:LEVEL:-INFO}\n"
    )
    project.provision()
    ini = project.directory.joinpath("parts", "twod", "prod.ini").read_text(encoding="utf-8")
    assert "listen = 0.0.0.0:${env:PORT:-8080}\n" in ini
    assert "threads = ${env:THREADS}\n" in ini
    assert "level = ${env:LEVEL:-INFO}\n" in ini
    assert "use = egg:twod.wsgi#references\n" in ini
    assert "prefix = ${cred:prefix}\ntwod.use = egg:PasteDeploy#prefix\n" in ini


@pytest.mark.slow
def test_a_reference_that_cannot_be_right_is_told_at_its_option(project: Project) -> None:
    project.configure(
        "environments = prod\n[prod]\nserver.main.threads = $${env:N:-many}\nserver.main.ident = $${cred:../x}\n"
    )
    output = project.fail()
    assert "[prod] server.main.threads: expected an integer, got 'many'; it comes from the default" in output
    assert "[prod] server.main.ident: ${cred:../x}: expected ${cred:NAME}" in output


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


def test_bytes_that_are_no_text_are_refused_by_the_name_of_their_option(project: Project) -> None:
    project.configure("environments = prod\n[prod]\nTEXT = a\n")
    assert project.fail("prod:TEXT=a\udcff").startswith("[prod] TEXT: not valid UTF-8 text")
    assert not (project.directory / "parts" / "twod").exists()


def write_reference_free(text: str) -> str:
    """Return a text so that neither zc.buildout nor twod.wsgi takes a part of it for a reference."""
    return text.replace("${", "$${").replace("$", "$$")


def write_raw_lines(number: int, lines: list[str]) -> str:
    """Return an option whose inner lines stand there as they are: blanks and what looks like comments in front, too."""
    written = "".join(f"    {line}\n" for line in write_reference_free("\n".join(lines)).split("\n"))
    return f"VALUE_{number} =\n{written}"


def read_as_buildout_does(line: str) -> str:
    """Return what zc.buildout keeps of a line: nothing of blanks at its end."""
    return line.rstrip()


#: Lines of a value, which no character of theirs ends.
LINES = st.lists(st.text(NASTY_CHARACTERS.filter(lambda char: char not in "\n\r")), max_size=4)

#: What an option's name can have in quotes: nothing that zc.buildout or the quotes take for their own.
KEYS = st.text(
    (st.sampled_from("aA.%$#;'()+-\\,<>!é€") | st.characters(codec="utf-8")).filter(
        lambda char: char not in '{}[]=:"' and not char.isspace()
    ),
    min_size=1,
)


@pytest.mark.slow
@settings(max_examples=5)
@given(st.lists(LINES, min_size=30, max_size=60), st.sets(KEYS, min_size=30, max_size=60))
@example(
    [
        ["# no comment", "; nor this", "  # nor this", "", "", "end"],
        ["%", "%%", "%(here)s", "%(x)s", "%s", "100%"],
        ["$", "$$", "${", "${env:X}", "$${file:x}", "$$$${", "}"],
        ["[prod]", "X = 1", "X: 1", "=", ":", "<= prod", "+="],
        ["\tindented", "    deeper", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u00a0"],
        ["'''", '"""', "\\n", "\\"],
        ["a\0b", "\ufeff", "\U0001f600", "x" * 100_000],
    ],
    {"a.b", "A.B", "a.B", "%", "%(here)s", "$", "$$", "#", ";", "'", "a'b", "-", "+", "é", "append", "x" * 1000},
)
def test_arbitrary_texts_and_keys_arrive_in_django(project: Project, values: list[list[str]], keys: set[str]) -> None:
    lines = [["|", *value, "|"] for value in values]
    written = "".join(write_raw_lines(number, value) for number, value in enumerate(lines))
    written += "".join(f'KEYS."{key}" = |{number}\n' for number, key in enumerate(sorted(keys)))
    project.configure(f"environments = prod\n[prod]\n{written}")
    project.provision()
    code = (
        "import json; from django.conf import settings as s;"
        f"print(json.dumps([s.KEYS, [getattr(s, f'VALUE_{{number}}') for number in range({len(values)})]]))"
    )
    got_keys, got = json.loads(project.call("manage", "shell", "--verbosity=0", "-c", code))
    here = str(project.directory / "parts" / "twod")
    for value, text in zip(lines, got, strict=True):
        assert text == "\n".join(map(read_as_buildout_does, value)).replace("%(here)s", here)
    assert got_keys == {key: f"|{number}" for number, key in enumerate(sorted(keys))}
