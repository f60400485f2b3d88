"""The errors of an ini in the formats of continuous integration and editors, which show them beside the lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote

from twod.wsgi.config.findings import Finding
from twod.wsgi.config.rules import ERROR, RULES, WARNING, Rule, write_rule_id

_MANUAL = "https://twod.readthedocs.io/en/latest/reference/errors.html"
#: The root of the checkout in SARIF; the tool that reads the log knows its path (3.14.14).
_ROOT = "%SRCROOT%"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write_text_lines(findings: Iterable[Finding]) -> str:
    """Return the findings as text, one finding a line, as ``--check`` prints them."""
    return "\n".join(f"{finding.level}: {finding.problem}" for finding in findings)


def write_json(findings: Iterable[Finding]) -> str:
    """Return a JSON list; paths are absolute, lines and columns begin at 1, ends are exclusive."""
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
    """Return GitHub's workflow commands, which annotate the lines of a change.

    GitHub documents them in "Workflow commands for GitHub Actions"; the escaping is the one that its runner undoes.
    ``endColumn`` is inclusive, and GitHub ignores it if the annotation has several lines.
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
    """Return a text with the characters escaped that would end a command or one of its properties."""
    return "".join(f"%{ord(character):02X}" if character in f"%\r\n{further}" else character for character in text)


def write_sarif(findings: Iterable[Finding]) -> str:
    """Return a log in the Static Analysis Results Interchange Format, SARIF 2.1.0, an OASIS standard."""
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
    """Return the path relative to the working directory; the absolute path if the file is not below it."""
    path, here = Path(finding.file), Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()


#: The function for each word of ``--format``.
FORMATS: dict[str, Callable[[Sequence[Finding]], str]] = {
    "text": write_text_lines,
    "github": write_github,
    "json": write_json,
    "sarif": write_sarif,
}
