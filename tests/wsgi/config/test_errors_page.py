"""docs/reference/errors.rst has every rule and every message of the code, and its examples are real."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import ModuleType

import pytest

from kit.scripts import load_script
from twod.wsgi import exc
from twod.wsgi.commands.command_line import run_command_line
from twod.wsgi.commands.inspection.annotations import write_sarif
from twod.wsgi.config.rules import RULES

ROOT = Path(__file__).parents[3]
PAGE = "docs/reference/errors.rst"
#: One mistake a rule, on the lines of the page's examples.
BROKEN = """\
[DEFAULT]
debug = maybe

[server:main]
use = egg:waitress#main
lisen = 127.0.0.1:8080

[pipeline:main]
pipeline = gzip django

[app:django]
use = egg:twod.wsgi
SITE_ID = 1st

[handlers]
keys =
[formatters]
keys =
[loggers]
keys = root

[logger_root]
level = LOUD
handlers =

[sever:main]
use = egg:waitress#main
"""


@pytest.fixture(scope="module")
def reported() -> ModuleType:
    """The module that collects the messages; it is no part of a package."""
    return load_script("docs/extensions/reported_messages.py")


def test_each_rule_has_its_anchors_and_its_number() -> None:
    source = (ROOT / PAGE).read_text(encoding="utf-8")
    sections = re.findall(r"^\.\. _rule-(\w+):\n((?:\.\. _.+:\n)+)\n(.+)\n~+$", source, re.MULTILINE)
    assert sections == [
        (
            rule.name,
            f".. _twod.E{rule.number:03}:\n.. _twod.W{rule.number:03}:\n",
            f"twod.E{rule.number:03}, twod.W{rule.number:03}: {rule.name}",
        )
        for rule in RULES
    ]


def test_the_help_of_a_rule_leads_to_its_place_on_the_page() -> None:
    rules = json.loads(write_sarif([]))["runs"][0]["tool"]["driver"]["rules"]
    expected = {f"{PAGE.removeprefix('docs/').replace('.rst', '.html')}#rule-{rule.name}" for rule in RULES}
    assert {rule["helpUri"].partition("/latest/")[2] for rule in rules} == expected


def test_each_exception_has_its_row() -> None:
    source = (ROOT / PAGE).read_text(encoding="utf-8")
    rows = set(re.findall(r"^   \* - :exc:`~twod\.wsgi\.exc\.(\w+)`", source, re.MULTILINE))
    raised = {name for name in exc.__all__ if name.endswith(("Error", "Warning"))}
    # The first is the base of all; the kinds of values raise the others, and an ini's error has their text.
    assert rows == raised - {"TwodError", "BadValueError", "MisplacedReferenceError"}


def test_the_example_of_each_rule_is_a_finding_of_it(manual, write, capsys) -> None:
    """The page is reference/errors.rst."""
    write("prod.ini", BROKEN)
    write("other/prod.ini", "[app:main]\nnonsense\n")
    found = {}
    for name in ("prod.ini", "other/prod.ini"):
        for form in ("text", "json"):
            assert run_command_line(["settings", name, "--check", "--no-import", f"--format={form}"]) == 1
        captured = capsys.readouterr()
        lines = re.sub(r"\S*/(?=prod\.ini)", "", captured.err).splitlines()
        findings = json.loads(captured.out)
        found |= {line.partition(": ")[2]: finding["rule"] for line, finding in zip(lines, findings, strict=True)}
    first, *examples, of_recipe = [block.text.strip() for block in manual(PAGE, "text")]
    assert first in examples
    assert [found[line][-3:] for line in examples] == [f"{rule.number:03}" for rule in RULES]
    assert of_recipe == "[prod] http-address: expected HOST:PORT or PORT, got '80a' (buildout.cfg)"


def test_each_module_that_reports_a_message_is_on_the_page(reported: ModuleType) -> None:
    source = (ROOT / PAGE).read_text(encoding="utf-8")
    named = " ".join(re.findall(r"^\.\. messages:: (.*\n(?:   .*\n)*)", source, re.MULTILINE)).split()
    shown = {path for name in named for path in reported.find_modules(name)}
    for package in ("twod.inifile", "twod.wsgi.config", "twod.recipe"):
        reporting = set(find_reporting(reported, package))
        # The manifest of a bundle is no ini: its messages are those of ``twod release``.
        assert {path.name for path in reporting - shown} <= {"bundle_manifest.py"}
        assert len(reporting) > 15
    assert [name for name in named if not find_reporting(reported, name)] == []


def find_reporting(reported: ModuleType, name: str) -> list[Path]:
    """Return the modules below a name that report anything."""
    paths: list[Path] = reported.find_modules(name)
    return [path for path in paths if reported.find_messages(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    ("source", "messages"),
    [
        ("report.error(place, 'is odd here')", ["is odd here"]),
        ("report.warn(place, f'expected {expected}, got {text!r}')", ["expected …, got …"]),
        ("raise BadValueError('an integer', text)", ["expected an integer"]),
        (
            "message = 'is odd here' if x else f'is too even{hint}'\n    report.error(place, message)",
            ["is odd here", "is too even…"],
        ),
        ("report.error(place, CURE + f'; {more}')", ["write it down; …"]),
        ("if found := _explain(x):\n        report.error(place, found)", ["it is not there"]),
        ("yield name, 'not an option'", ["not an option"]),
        ("report.error(place, str(error))", []),
        ("report.error(place)", []),
    ],
)
def test_messages_are_collected_as_the_code_writes_them(reported: ModuleType, source: str, messages: list[str]) -> None:
    text = f"CURE = 'write it down'\ndef _explain(x):\n    return 'it is not there'\ndef judge():\n    {source}\n"
    assert reported.find_messages(text) == messages
