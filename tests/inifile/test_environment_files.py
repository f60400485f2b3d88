"""The files of environment variables that an ini names."""

from __future__ import annotations

import builtins
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import dotenv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.environment_files import (
    MARK_VARIABLE,
    OWN_VARIABLES,
    EnvironmentFile,
    FileEnvironment,
    list_marks,
    make_file_environment,
    make_marks,
    take_off,
)
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.reference_sources import find_variable_name
from twod.inifile.references import References
from twod.inifile.seals import unseal


def make(ini: Path, text: str, environ: Mapping[str, str] | None = None) -> FileEnvironment:
    """Return the environment of an ini with this text in ``twod.environment_file``."""
    option = IniOption("twod.environment_file", text, str(ini), 2, "DEFAULT")
    return make_file_environment({"twod.environment_file": option}, environ or {})


def write(folder: Path, **texts: str) -> Path:
    """Write files, and return the path of the ini beside them."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "x.ini"


def list_errors(folder: Path, found: FileEnvironment) -> list[str]:
    return [str(error).replace(f"{folder}/", "") for error in found.report.errors]


def test_without_the_option_the_environment_is_that_of_the_process():
    environ = {"A": "1"}
    assert make_file_environment({}, environ).environ is environ


def test_files_are_beside_the_ini_and_the_later_one_wins(tmp_path):
    (tmp_path / "etc").mkdir()
    ini = write(tmp_path / "etc", local="B=local\nD=${A}${B}")
    write(tmp_path, first="A=1\nB=2\nC=3")
    found = make(ini, f"\n../first\n-missing\n{tmp_path}/etc/local\n", {"C": "the caller's"})
    assert found.environ == {"A": "1", "B": "local", "C": "the caller's", "D": "1local"}
    assert {name: (Path(each.file).name, each.line) for name, each in found.given.items()} == {
        "A": ("first", 1),
        "B": ("local", 1),
        "D": ("local", 2),
    }
    assert found.files == tuple(f"{tmp_path}/{name}" for name in ("first", "etc/missing", "etc/local"))
    assert not found.report.errors


def test_lines_are_those_on_which_a_variable_begins(tmp_path):
    text = "# one\n\n \nA=1 # comment\r\n\r\nexport B='two\nlines'\n\nC = \"${A}\"\n"
    found = make(write(tmp_path, env=text), "env")
    assert {name: (each.text, each.line) for name, each in found.given.items()} == {
        "A": ("1", 4),
        "B": ("two\nlines", 6),
        "C": ("1", 9),
    }


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            "missing",
            "x.ini:2 [DEFAULT] twod.environment_file: cannot read missing: no such file or directory; create the",
        ),
        ("-.", "cannot read "),
        ("-", "expected PATH, or -PATH for a file that may be missing; got '-'"),
        ("latin", "cannot read latin: not UTF-8 text"),
        ("-latin", "cannot read latin: not UTF-8 text"),
        ("wrong", "wrong:3: python-dotenv cannot parse this line; expected NAME=value"),
        ("equal", "equal:1: the name of a variable cannot contain '='"),
        ("null", "null:2: a variable cannot contain a null character"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_with_its_place(tmp_path, text, mistake):
    ini = write(tmp_path, wrong="A=1\n\nB='hunter2\nC=3", equal="'A=B'=1", null="A=1\nB=\0hunter2")
    (tmp_path / "latin").write_bytes(b"A=\xe4")
    (error,) = list_errors(tmp_path, make(ini, text))
    assert mistake in error
    assert "hunter2" not in error


@pytest.mark.skipif(not os.geteuid(), reason="root may read every file")
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_file_that_nobody_may_read_is_an_error(tmp_path, sign):
    ini = write(tmp_path, env="A=1")
    (tmp_path / "env").chmod(0)
    assert "cannot read env: permission denied" in list_errors(tmp_path, make(ini, f"{sign}env"))[0]


def test_a_name_alone_is_doubtful(tmp_path):
    found = make(write(tmp_path, env="A=1\nA\nB=<${A}>"), "env")
    assert found.environ == {"B": "<>"}
    (warning,) = found.report.warnings
    assert warning == (f"{tmp_path}/env", 2, None, "A", "this line sets nothing; write A= for an empty text")


def test_without_python_dotenv_the_error_names_the_extra(tmp_path, monkeypatch):
    real = builtins.__import__

    def fail(name, *arguments):
        if name.startswith("dotenv"):
            raise ModuleNotFoundError(name)
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", fail)
    (error,) = list_errors(tmp_path, make(write(tmp_path, env="A=1"), "env"))
    assert "needs python-dotenv, which is not installed; install twod.wsgi[dotenv]" in error


def test_the_variables_that_twod_sets_are_left_to_it(tmp_path):
    text = "".join(f"{name}=x\n" for name in OWN_VARIABLES)
    assert make(write(tmp_path, env=text), "env").environ == {}


NAMES = st.sampled_from(["A", "B", "C", "A.B", "é"])
PIECES = st.sampled_from(
    [
        "A",
        "B",
        "=",
        " = ",
        "export ",
        "#",
        " # c",
        "'",
        '"',
        "\\",
        "\\n",
        "${A}",
        "${B:-d}",
        "${",
        "}",
        "\n",
        "\r\n",
        " ",
    ]
)
LINES = st.builds("{}{}{}{}{}".format, st.sampled_from(["", "export "]), NAMES, st.sampled_from(["=", " = "]),
                  st.one_of(st.lists(PIECES, max_size=4).map("".join), st.lists(PIECES, max_size=4).map("'{}'".format),
                            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)),
                  st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))  # fmt: skip
TEXTS = st.one_of(st.lists(LINES, max_size=6).map("".join), st.lists(PIECES, max_size=20).map("".join))
ENVIRONS = st.dictionaries(NAMES, st.sampled_from(["", "the caller's", "${B}"]), max_size=2)


@given(text=TEXTS, environ=ENVIRONS)
def test_variables_are_those_that_python_dotenv_loads(tmp_path, text, environ):
    path = tmp_path / "env"
    path.write_bytes(text.encode())
    complaints: list[logging.LogRecord] = []
    handler = mock.Mock(level=0, handle=complaints.append)
    logging.getLogger("dotenv.main").addHandler(handler)
    try:
        with mock.patch.dict(os.environ, environ, clear=True):
            dotenv.load_dotenv(path, encoding="utf-8")
            expected = dict(os.environ)
    except ValueError:  # a name with '='
        expected = None
    finally:
        logging.getLogger("dotenv.main").removeHandler(handler)
    found = make(tmp_path / "x.ini", "env", environ)
    if expected is None:
        assert any("'='" in error.message for error in found.report.errors)
        return
    assert found.environ == expected
    assert len(found.report.errors) == len(complaints)


def test_what_a_file_has_given_is_read_again_and_what_somebody_has_set_stays(tmp_path):
    environ = {"A": "1", "B": "2", "C": "3", "D": "4"}
    environ[MARK_VARIABLE] = make_marks(dict.fromkeys("ABC", "/x.ini"), environ)
    environ["C"] = "set since"
    assert dict(list_marks(environ)) == {"A": "/x.ini", "B": "/x.ini"}
    assert take_off(environ) == {"C": "set since", "D": "4"}
    found = make(write(tmp_path, env="A=new\nC=new\nD=new"), "env", environ)
    assert found.environ == {"A": "new", "C": "set since", "D": "4"}


@pytest.mark.parametrize("text", ["x", "[]", '{"a": 1}', "null"])
def test_marks_that_are_not_ours_mark_nothing(text):
    assert take_off({"A": "1", MARK_VARIABLE: text}) == {"A": "1"}


def test_references_find_the_variables_and_tell_where_they_are(tmp_path):
    ini = str(write(tmp_path, env="\nA=1\nB=2"))
    option = IniOption("twod.environment_file", "env", ini, 2, "DEFAULT")
    references = References({option.name: option}, {"B": "the caller's"})
    expansion = references.expand(IniOption("X", "${env:A} ${env:B}", ini, 3, "app:main"), Report())
    assert unseal(expansion.text or "") == "1 the caller's"
    assert expansion.sources == (f"environment variable A of {tmp_path}/env:2", "environment variable B")
    assert expansion.secrets == {"${env:A}", "${env:B}"}
    assert list(map(find_variable_name, expansion.sources)) == ["A", "B"]
    assert references.files == {f"{tmp_path}/env"}


def test_a_reference_does_not_complain_of_a_variable_when_its_file_cannot_be_read(tmp_path):
    option = IniOption("twod.environment_file", "env", str(tmp_path / "x.ini"), 2, "DEFAULT")
    report = Report()
    References({option.name: option}, {}).expand(IniOption("X", "${env:A}", None, 3, "app:main"), report)
    assert [error.name for error in report.errors] == ["twod.environment_file"]


def test_a_file_that_is_there_and_cannot_be_read_is_not_to_be_made(tmp_path) -> None:
    option = IniOption("twod.environment_file", ".env", None, None, None)
    file = EnvironmentFile(str(tmp_path), False, option)
    assert file.describe_lack("not a regular file") == f"cannot read {tmp_path}: not a regular file"
    assert EnvironmentFile(f"{tmp_path}/x", False, option).describe_lack("none").endswith("to make it optional")
