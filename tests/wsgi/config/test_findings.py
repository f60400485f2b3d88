"""Each problem is found with a rule, and with the lines and columns of the option, the section or the line."""

from __future__ import annotations

import ast
import os
import textwrap
from pathlib import Path

import pytest

from twod.inifile.problems import Place, Report
from twod.inifile.reading import DEFAULT_SECTION, IniFile
from twod.inifile.spans import Span
from twod.wsgi import find_problems
from twod.wsgi.config.check import check_other_sections, check_settings
from twod.wsgi.config.findings import Finding, is_of_twod, make_findings
from twod.wsgi.config.surroundings.installed import judging_elsewhere

TESTS = Path(__file__).parents[2]
APP = "[app:main]\nuse = egg:twod.wsgi\n"


def list_inis() -> list[str]:
    """Return each ini that stands in a test of inis, with what is wrong in it."""
    found: dict[str, None] = {}
    for path in sorted([*TESTS.glob("inifile/test_*.py"), *TESTS.glob("wsgi/config/test_*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
                text = textwrap.dedent(node.value.removeprefix("\n"))
                if text.lstrip().startswith("["):
                    found[text] = None
                elif "=" in text and "[" not in text.split("=")[0]:
                    found[f"{APP}{text}"] = None
    return list(found)


INIS = list_inis()


def slice_first_line(text: str, span: Span) -> str:
    line = text.splitlines()[span.line - 1]
    end = span.end_column - 1 if span.line == span.end_line else len(line)
    return line[span.column - 1 : end]


def is_written(text: str, finding: Finding) -> bool:
    """Return whether the option that a problem names is in its section."""
    file, problem = IniFile("x.ini", text, Report()), finding.problem
    options = file.defaults if problem.section == DEFAULT_SECTION else file.sections.get(problem.section or "", {})
    return problem.name in options


def test_there_are_many_inis_with_all_kinds_of_problems() -> None:
    found = {finding.rule for text in INIS for finding in find_problems("/srv/x.ini", text)}
    assert len(INIS) > 150
    assert {rule[-3:] for rule in found} == {f"{number:03}" for number in range(1, 8)}


@pytest.mark.parametrize("text", INIS)
def test_each_problem_of_each_ini_of_the_tests_is_at_its_option_or_section_or_line(text: str) -> None:
    with judging_elsewhere():
        report = check_settings("/srv/x.ini", text=text)
        report.add(check_other_sections("/srv/x.ini", text=text))
    found = find_problems("/srv/x.ini", text)
    assert [each.problem for each in found] == [*report.errors, *report.warnings]
    for finding in found:
        span, problem = finding.span, finding.problem
        assert min(span) >= 1
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        if finding.file != "/srv/x.ini" or not text.strip():
            continue
        shown = slice_first_line(text, span)
        if is_written(text, finding):
            assert shown.startswith(problem.name or "")
        elif problem.section is not None and problem.line is None and f"[{problem.section}]" in text:
            assert shown.startswith("[")
        else:
            assert shown == shown.strip()
        assert problem.line in (None, span.line)


def test_problem_without_a_file_is_at_the_beginning_of_the_ini(tmp_path: Path) -> None:
    ini = tmp_path / "x.ini"
    ini.write_text("[app:main]\n")
    report = Report()
    report.error(Place(name="debug"), "is odd")
    (finding,) = make_findings(report, str(ini))
    assert (finding.file, finding.span, finding.message) == (str(ini), Span(1, 1, 1, 11), "debug: is odd")


def test_problem_of_an_ini_that_is_used_is_in_that_one(tmp_path: Path) -> None:
    base = tmp_path / "base.ini"
    base.write_text(f"; the base\n{APP}SITE_ID = é; x\n", encoding="utf-8")
    found = find_problems(tmp_path / "x.ini", "[app:main]\nuse = config:base.ini\n")
    assert [(each.file, each.span, each.rule) for each in found] == [(str(base), Span(4, 1, 4, 15), "twod.E002")]


@pytest.mark.parametrize("content", [None, b"\xff[app:main]\n", b""])
def test_file_that_cannot_be_read_has_its_problem_in_the_first_line(tmp_path: Path, content: bytes | None) -> None:
    ini = tmp_path / "x.ini"
    if content is not None:
        ini.write_bytes(content)
    (finding,) = find_problems(os.path.relpath(ini))
    assert (finding.file, finding.span.line, finding.span.column) == (str(ini), 1, 1)


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        (APP, True),
        ("[app:main]\nuse = config:base.ini\n", True),
        ("[DEFAULT]\ntwod.fast = none\n", True),
        ("[filter:files]\nuse = egg:twod.wsgi#sendfile\n", True),
        ("[app:main]\nuse = config:nowhere.ini\n", True),
        ("[tox]\nenv_list = lint\n", False),
        ("[app:main]\nuse = egg:pyramid_site\n[server:main]\nuse = egg:waitress\n", False),
        ("x = 1\n", False),
        ("", False),
    ],
)
def test_ini_of_another_program_is_told_from_ours(tmp_path: Path, text: str, is_ours: bool) -> None:
    (tmp_path / "base.ini").write_text(APP)
    (tmp_path / "x.ini").write_text(text)
    assert is_of_twod(tmp_path / "x.ini") is is_ours


def test_ini_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    assert is_of_twod(tmp_path / "nowhere.ini")
    (tmp_path / "x.ini").write_bytes(b"\xff")
    assert is_of_twod(tmp_path / "x.ini")


def test_cure_is_told_apart() -> None:
    (finding,) = find_problems("/srv/x.ini", f"{APP}SITE_ID = 1\nSITE_ID = 2\n")
    assert finding.message == "SITE_ID: line 3 has this option already; keep one of them"
    assert finding.cure == "keep one of them"


def test_what_is_not_installed_here_is_no_error_of_the_file():
    text = """\
[app:main]
use = egg:twod.wsgi
STORAGES.default.BACKEND = shop_elsewhere.Storage
[filter:health]
use = egg:twod.wsgi#health
checks = shop_elsewhere.checks.is_open
[filter:other]
use = egg:filters-elsewhere#other
[filter:called]
use = call:shop_elsewhere:filter
[server:main]
use = egg:server-elsewhere
[logger_root]
handlers = h
[loggers]
keys = root
[handlers]
keys = h
[formatters]
keys =
[handler_h]
class = shop_elsewhere.logs.Handler
args = ()
"""
    assert find_problems("/srv/prod.ini", text) == []
    wrong = text.replace("egg:twod.wsgi#health", "egg:twod.wsgi#helth").replace(
        "[app:main]\n", "[app:main]\nSITE_ID = 1st\n"
    )
    assert [finding.span.line for finding in find_problems("/srv/prod.ini", wrong)] == [2, 6]
