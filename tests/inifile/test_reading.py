"""A file is read as PasteDeploy's ConfigParser reads it, with the line of every option."""

from __future__ import annotations

import configparser
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.problems import ConfigurationError, Place, Report
from twod.inifile.reading import IniFile, IniOption, IniReader, describe_interpolation_error

lines = st.lists(
    st.sampled_from(
        [
            "[app:main]",
            "[DEFAULT]",
            "[b]",
            "  [c]",
            "A = 1",
            "B: 2",
            "A.b = x",
            "   more",
            "\tmore = 2",
            "",
            "   ",
            "# no",
            "; no",
        ]
    )
    | st.text(alphabet="[]=:#; ab\tA%()s.\r\x0bé", max_size=12),
    max_size=12,
)


@settings(max_examples=200)
@given(lines=lines)
def test_file_is_what_config_parser_makes_of_it(lines):
    text = "\n".join(["[first]", *lines])
    report = Report()
    ours = IniFile("/x.ini", text, report)
    parser = configparser.RawConfigParser(strict=False, default_section="\0")
    parser.optionxform = str
    try:
        parser.read_file(io.StringIO(text, newline=None))  # as open() reads a file
    except configparser.ParsingError:
        assert report.errors
    theirs = {section: dict(parser.items(section, raw=True)) for section in parser.sections()}
    found = {"DEFAULT": ours.defaults} if "DEFAULT" in theirs else {}
    found |= ours.sections
    assert {section: {n: o.text for n, o in options.items()} for section, options in found.items()} == theirs


@settings(max_examples=100)
@given(lines=lines)
def test_option_stands_in_the_line_that_is_told(lines):
    text = "\n".join(["[first]", *lines])
    ours = IniFile("/x.ini", text, Report())
    numbered = dict(enumerate(io.StringIO(text, newline=None), start=1))
    for options in [ours.defaults, *ours.sections.values()]:
        for option in options.values():
            assert numbered[option.line].strip().startswith(option.name)


def list_errors(text):
    report = Report()
    IniFile("/srv/x.ini", text, report)
    return list(map(str, report.errors))


def test_repeated_options_and_sections_are_all_located():
    assert list_errors("[app:main]\nuse = egg:x\nA = 1\nA = 2\n[app:b]\n[app:main]\nA = 3\n") == [
        "/srv/x.ini:4 [app:main] A: line 3 has this option already; keep one of them",
        "/srv/x.ini:6 [app:main]: this section begins in line 1 already; join the two",
        "/srv/x.ini:7 [app:main] A: line 4 has this option already; keep one of them",
    ]


@pytest.mark.parametrize("header", ["[a", "[]", "x[a]"])
def test_what_looks_like_a_header_begins_no_section_again(header):
    errors = list_errors(f"[app:main]\n{header}\n{header}\n")
    assert [error.partition(": ")[2][:7] for error in errors] == ["neither", "neither"]


def test_section_may_have_brackets_in_its_name():
    assert list_errors("[a[b]c]\n[a[b]c]\n[a[b]]\n") == [
        "/srv/x.ini:2 [a[b]c]: this section begins in line 1 already; join the two"
    ]


def test_default_may_be_there_twice():
    report = Report()
    file = IniFile("/srv/x.ini", "[DEFAULT]\na = 1\n[app:main]\n[DEFAULT]\nb = 2\n", report)
    assert {name: option.line for name, option in file.defaults.items()} == {"a": 2, "b": 5}
    assert report.errors == ()


def test_lines_that_are_nothing_are_all_located():
    message = "neither NAME = VALUE nor [SECTION]; if the line belongs to the value above, indent it"
    assert list_errors("[a]\nflag\nA = 1\n]\n") == [f"/srv/x.ini:2: {message}", f"/srv/x.ini:4: {message}"]


def test_line_before_the_first_section_is_located():
    assert list_errors("A = 1\n[a]\n") == [
        "/srv/x.ini:1: this line is before the first [section]; begin the ini with a section such as [DEFAULT]"
    ]


def test_sections_are_found_by_prefix_and_name():
    file = IniFile("/x.ini", "[app:main]\n[app: main ]\n[b]\n[filter:main]\n", Report())
    assert file.sections_by_name == {("app", "main"): ["app:main", "app: main "], ("filter", "main"): ["filter:main"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("100%", "a lone '%'; write '%%'"),
        ("%d", "a lone '%'; write '%%'"),
        ("%(nope)s", "%(nope)s: no such option in this section or in [DEFAULT]"),
        ("%(A)s", "its %(…)s refer to each other in a circle"),
    ],
)
def test_interpolation_that_fails_is_described_without_the_value(text, message):
    file = IniFile("/x.ini", f"[a]\nA = s3cret {text}\n", Report())
    option = file.sections["a"]["A"]
    with pytest.raises(configparser.InterpolationError) as raised:
        file.interpolate(option, {"A": option.text})
    assert describe_interpolation_error(raised.value) == message


def test_each_file_is_read_once(write):
    path = str(write("x.ini", "[a]\nflag\n"))
    reader = IniReader()
    file = reader.read(path)
    write("x.ini", "[b]\n")
    assert reader.read(path) is file
    assert len(reader.report.errors) == 1


def test_text_stands_in_for_a_file_that_is_not_written_yet():
    reader = IniReader({"/srv/x.ini": "[a]\nA = 1\n"})
    assert list(reader.read("/srv/x.ini").sections) == ["a"]
    assert reader.paths == ["/srv/x.ini"]


def test_byte_order_mark_is_accepted(tmp_path):
    (tmp_path / "x.ini").write_bytes("\ufeff[a]\nA = é\n".encode())
    assert IniReader().read(str(tmp_path / "x.ini")).sections["a"]["A"].text == "é"
    assert list(IniReader({"/x.ini": "\ufeff[a]\n"}).read("/x.ini").sections) == ["a"]


def test_text_that_is_not_utf8_is_located(tmp_path):
    (tmp_path / "x.ini").write_bytes(b"[app:main]\nuse = egg:x\nA = caf\xe9\n")
    with pytest.raises(ConfigurationError, match=r"^x\.ini:3: not UTF-8 text \(byte 0xe9\)$"):
        IniReader().read(str(tmp_path / "x.ini"))


@pytest.mark.parametrize(
    ("name", "reason"), [("gone.ini", "no such file or directory"), ("a\0b", "embedded null byte")]
)
def test_file_that_cannot_be_read_is_the_fault_of_who_names_it(tmp_path, name, reason):
    path = f"{tmp_path}/{name}"
    asked = IniOption("use", f"config:{name}", "/srv/x.ini", 3, "app:main")
    with pytest.raises(ConfigurationError) as raised:
        IniReader().read(path, asked)
    assert str(raised.value) == f"/srv/x.ini:3 [app:main] use: cannot read {path}: {reason}"
    with pytest.raises(ConfigurationError) as raised:
        IniReader().read(path)
    assert raised.value.problems == (Place(path).problem(f"cannot read {path}: {reason}"),)


def test_option_is_found_as_it_is_written(write):
    path = str(write("x.ini", "[DEFAULT]\nd = 1\n[a]\nA = %(d)s\n"))
    reader = IniReader()
    assert reader.find_option(path, "a", "A") is None
    reader.read(path)
    assert reader.find_option(path, "a", "A") == IniOption("A", "%(d)s", path, 4, "a")
    assert reader.find_option(path, "DEFAULT", "d").line == 2
    assert reader.find_option(path, "b", "A") is None
    assert reader.find_option(None, None, "A") is None
