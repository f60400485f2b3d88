"""What is wrong with an ini, in the formats that continuous integration and editors show beside the lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from twod.wsgi.config.findings import Finding
from twod.wsgi.config.rules import ERROR, RULES, WARNING, Rule, write_rule_id

_MANUAL = "https://twod.readthedocs.io/en/latest/checks.html"
#: The root of the checkout in SARIF; whoever reads the log knows where it is (3.14.14).
_ROOT = "%SRCROOT%"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write_text_lines(findings: Iterable[Finding]) -> str:
    """Return a line each, as ``--check`` prints them for people."""
    return "\n".join(f"{finding.level}: {finding.problem}" for finding in findings)


def write_json(findings: Iterable[Finding]) -> str:
    """Return a JSON list; paths are absolute, lines and columns begin with 1, an end is behind the last character."""
    content = [
        {
            "level": finding.level,
            "rule": finding.rule,
            "file": finding.file,
            **finding.span._asdict(),
            "section": finding.problem.section,
            "name": finding.problem.name,
            "message": finding.problem.message,
            "cure": finding.cure,
        }
        for finding in findings
    ]
    return json.dumps(content, indent=2, ensure_ascii=False)


def write_github(findings: Iterable[Finding]) -> str:
    """Return workflow commands of GitHub's, which annotate the lines of a change.

    They are described in "Workflow commands for GitHub Actions", and escaped as the runner undoes it. ``endColumn`` is
    the last column there, and is ignored unless the line is one.
    """
    return "\n".join(map(_write_command, findings))


def _write_command(finding: Finding) -> str:
    span = finding.span
    properties = {
        "file": _make_relative(finding),
        "line": span.line,
        "endLine": span.end_line,
        "col": span.column,
        **({"endColumn": max(span.end_column - 1, span.column)} if span.line == span.end_line else {}),
        "title": finding.rule,
    }
    said = ",".join(f"{name}={_escape(str(value), ':,')}" for name, value in properties.items())
    return f"::{finding.level} {said}::{_escape(finding.message, '')}"


def _escape(text: str, further: str) -> str:
    """Return a text with the characters escaped that end a command, or a property in it."""
    return "".join(f"%{ord(character):02X}" if character in f"%\r\n{further}" else character for character in text)


def write_sarif(findings: Iterable[Finding]) -> str:
    """Return a log in the Static Analysis Results Interchange Format, SARIF 2.1.0, a standard of OASIS."""
    driver = {
        "name": "twod",
        "version": version("twod.wsgi"),
        "informationUri": "https://twod.readthedocs.io/",
        "rules": [_describe_rule(rule, level) for level in (ERROR, WARNING) for rule in RULES],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_describe_result(finding) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _describe_rule(rule: Rule, level: str) -> dict[str, object]:
    return {
        "id": write_rule_id(rule, level),
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "helpUri": f"{_MANUAL}#rule-{rule.name}",
        "defaultConfiguration": {"level": level},
    }


def _describe_result(finding: Finding) -> dict[str, object]:
    span = finding.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    place = Path(_make_relative(finding))
    artifact = {"uri": place.as_uri()} if place.is_absolute() else {"uri": quote(str(place)), "uriBaseId": _ROOT}
    return {
        "ruleId": finding.rule,
        "level": finding.level,
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }


def _make_relative(finding: Finding) -> str:
    """Return the path from the working directory, which is the checkout; absolute when it is not below that."""
    path, here = Path(finding.file), Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


#: Each format by the word for it.
FORMATS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": write_text_lines,
    "github": write_github,
    "json": write_json,
    "sarif": write_sarif,
}
