"""What is wrong is written in the formats of continuous integration, with each place in the file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.problems import Problem
from twod.inifile.spans import Span
from twod.wsgi.commands.inspection.annotations import FORMATS, write_github, write_json, write_sarif, write_text_lines
from twod.wsgi.config.findings import Finding
from twod.wsgi.config.rules import RULES, write_rule_id

SPAN = Span(3, 1, 3, 14)


def make_finding(
    message: str = "is odd; mend it",
    *,
    name: str = "SITE_ID",
    file: str = "/srv/x.ini",
    level: str = "error",
    span: Span = SPAN,
) -> Finding:
    return Finding(level, "twod.E002", Problem(file, 3, "app:main", name, message), file, span)


def read_commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Return level, properties and message of workflow commands, as the runner of GitHub reads them."""
    found = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(error|warning) (.*?)::(.*)", line)
        assert match, line
        pairs = dict(each.split("=", 1) for each in match[2].split(","))
        unescaped = {key: unescape(value, {"%3A": ":", "%2C": ","}) for key, value in pairs.items()}
        found.append((match[1], unescaped, unescape(match[3], {})))
    return found


def unescape(text: str, further: dict[str, str]) -> str:
    for escaped, character in {"%0D": "\r", "%0A": "\n", **further, "%25": "%"}.items():
        text = text.replace(escaped, character)
    return text


def test_github_annotates_the_lines_of_a_file_of_the_checkout(tmp_path: Path) -> None:
    finding = make_finding(file=str(tmp_path / "etc" / "x.ini"))
    assert write_github([finding]) == (
        "::error file=etc/x.ini,line=3,endLine=3,col=1,endColumn=13,title=twod.E002::SITE_ID: is odd; mend it"
    )


def test_github_gets_no_last_column_of_several_lines() -> None:
    ((_, said, _),) = read_commands(write_github([make_finding(span=Span(3, 1, 5, 4))]))
    assert said == {"file": "/srv/x.ini", "line": "3", "endLine": "5", "col": "1", "title": "twod.E002"}


@given(st.text(), st.from_regex(r"/[^\0/]+", fullmatch=True))
def test_any_message_and_any_path_survives_the_workflow_command(message: str, file: str) -> None:
    written = write_github([make_finding(message, file=file, level="warning"), make_finding()])
    assert len(re.findall("^::", written, re.MULTILINE)) == 2
    if message.isprintable() and file.isprintable():
        first = read_commands(written)[0]

        assert (first[0], first[1]["file"], first[2]) == ("warning", file, f"SITE_ID: {message}")


def test_text_is_what_the_command_prints_for_people() -> None:
    assert write_text_lines([make_finding()]) == "error: /srv/x.ini:3 [app:main] SITE_ID: is odd; mend it"


def test_json_has_each_fact() -> None:
    assert json.loads(write_json([make_finding()])) == [
        {
            "level": "error",
            "rule": "twod.E002",
            "file": "/srv/x.ini",
            "line": 3,
            "column": 1,
            "end_line": 3,
            "end_column": 14,
            "section": "app:main",
            "name": "SITE_ID",
            "message": "is odd; mend it",
            "cure": "mend it",
        }
    ]


def test_sarif_is_a_log_of_one_run_with_rules_and_regions(tmp_path: Path) -> None:
    inside, outside = make_finding(file=str(tmp_path / "a b.ini")), make_finding(file="/srv/a b.ini")
    log = json.loads(write_sarif([inside, outside]))
    (run,) = log["runs"]
    assert (log["version"], run["columnKind"], run["tool"]["driver"]["name"]) == ("2.1.0", "unicodeCodePoints", "twod")
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        write_rule_id(rule, level) for rule in RULES for level in ("error", "warning")
    }
    first, second = run["results"]
    assert (first["ruleId"], first["level"], first["message"]) == (
        "twod.E002",
        "error",
        {"text": "SITE_ID: is odd; mend it"},
    )
    (location,) = first["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b.ini", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 14},
    }
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "file:///srv/a%20b.ini"}


@pytest.mark.parametrize("style", FORMATS)
def test_nothing_wrong_is_told_in_each_format(style: str) -> None:
    text = FORMATS[style]([])
    assert (json.loads(text) if style in ("json", "sarif") else text) in ("", [], json.loads(write_sarif([])))
