"""The text of an ini, as PasteDeploy reads it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from twod.inifile.text import Entry, Section, find_misread, render_ini, write_lines

PATH = Path("/srv/site/parts/twod/prod.ini")
COMMENTS = ["# Made for a test."]

#: Text with as many of the characters as possible that the parser gives a meaning to.
TEXT = st.text(st.sampled_from("ab %()s#;=:[]\t \n\u00a0\u2028\x0b\x0c\x1c\x1d\x85é") | st.characters(codec="utf-8"))


def make_sections(*values: str) -> list[Section]:
    return [
        Section("DEFAULT", [Entry("debug", "false")]),
        Section("app:main", [Entry(f"KEY_{number}", value) for number, value in enumerate(values)]),
    ]


def render(*values: str, path: Path = PATH) -> str:
    return render_ini(path, COMMENTS, make_sections(*values))


@given(st.lists(TEXT, max_size=5))
@example(
    [
        "#x",
        ";x",
        "a\n#b",
        "a\n;b",
        "a\n\nb",
        "\n",
        "\n\n",
        " ",
        "\t",
        "a\n b",
        "a \nb",
        "%",
        "%%",
        "%s",
        "%(x)s",
        "%(here)s/x",
    ]
)
@example(["[section]", "= x", ": x", "a = b", "a\n[section]", "a\nb = c", "rem x", "\u2028", "a\x85"])
@example(["%(twod.guard)s", "a\n%(twod.guard)s"])
def test_every_text_without_a_carriage_return_is_read_back_as_it_was(values: list[str]) -> None:
    values = [value.replace("\r", "") for value in values]
    assert find_misread(PATH, render(*values), make_sections(*values)) == []


@given(TEXT)
def test_a_carriage_return_is_never_read_back_wrongly_without_a_word(value: str) -> None:
    sections = make_sections(f"{value}\rx", "fine")
    misread = find_misread(PATH, render_ini(PATH, COMMENTS, sections), sections)
    assert [entry.name for entry, _ in misread] == ["KEY_0"]


def test_the_parser_is_not_asked_for_what_it_reads_by_itself() -> None:
    text = render("plain", "two\nlines", "100%")
    assert "twod.guard" not in text
    assert "KEY_1 = two\n    lines\n" in text
    assert "KEY_2 = 100%%\n" in text


def test_here_passes_and_any_other_percent_sign_is_doubled() -> None:
    assert "KEY_0 = %(here)s/a%%(home)s\n" in render("%(here)s/a%(home)s")


def test_a_percent_sign_in_the_path_of_the_ini_is_spelt_out() -> None:
    path = Path("/srv/100% mine/prod.ini")
    text = render("%(here)s/x", path=path)
    assert "here = /srv/100%% mine\n" in text
    assert "__file__ = /srv/100%% mine/prod.ini\n" in text
    assert find_misread(path, text, make_sections("%(here)s/x")) == []


def test_options_are_told_from_which_buildout_section_they_come() -> None:
    entries = [
        Entry("use", "egg:x"),
        Entry("A", "1", source="prod"),
        Entry("B", "2", source="prod"),
        Entry("C", "3", source="twod"),
    ]
    text = render_ini(PATH, COMMENTS, [Section("DEFAULT", []), Section("app:main", entries)])
    assert text.endswith("[app:main]\nuse = egg:x\n# [prod]\nA = 1\nB = 2\n# [twod]\nC = 3\n")


def test_what_a_reader_takes_raw_is_not_escaped() -> None:
    sections = [Section("DEFAULT", []), Section("formatter_text", [Entry("format", "%(message)s", is_raw=True)])]
    text = render_ini(PATH, COMMENTS, sections)
    assert "format = %(message)s\n" in text
    assert find_misread(PATH, text, sections) == []


def test_a_name_that_no_ini_can_hold_is_found() -> None:
    sections = [Section("DEFAULT", []), Section("app:main", [Entry("A = B", "1"), Entry("C", "1")])]
    misread = find_misread(PATH, render_ini(PATH, COMMENTS, sections), sections)
    assert [entry.name for entry, _ in misread] == ["A = B"]


def test_no_line_ends_in_a_blank() -> None:
    assert write_lines("A", "") == ["A ="]
    assert write_lines("A", "\na\nb") == ["A =", "    a", "    b"]
    assert write_lines("A", "50%% %(x)s") == ["A = 50%% %(x)s"]
    assert "= \n" not in render("", "\na")
