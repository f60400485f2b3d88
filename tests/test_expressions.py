"""Every regular expression takes a time that grows with the length of the text, and no faster.

The expressions are found in the code, so that a new one is tried too. Each gets hard texts of two lengths in another
process, which the system ends when one text takes the processor more than a second: fifty times what a linear
expression takes, and a fraction of what a quadratic one does. This finds what backtracks; it proves nothing of an
expression that no such text is hard for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kit.expressions import Expression, Unknown, find_expressions, make_texts
from twod.inifile.secrets import _NOTATIONS
from twod.recipe.cfg.readers import _KEY_NAMES
from twod.recipe.engines.container.container_options import _DIGEST, _REPOSITORY, _TAG
from twod.recipe.fetch.tool_failure import _CURES

ROOT = Path(__file__).parents[1]
PACKAGES = {"twod.inifile": ROOT / "inifile", "twod.recipe": ROOT / "recipe", "twod.wsgi": ROOT}

#: What is made of other parts while the program runs: module, and code; with examples of all that it can become.
MADE = {
    ("twod.inifile.secrets", "notation.head"): [notation.head for notation in _NOTATIONS],
    ("twod.inifile.secrets", "notation.value"): [notation.value for notation in _NOTATIONS],
    # The route of a mount, which Django has made into an expression.
    ("twod.wsgi.embedding.mounting", "route + '(?P<path_info>[\\\\s\\\\S]+)?'"): [
        r"^wiki/(?P<path_info>[\s\S]+)?",
        r"^(?P<shop>[^/]+)/wiki/(?P<page>[0-9]+)/(?P<path_info>[\s\S]+)?",
    ],
    ("twod.wsgi.migration.interpolation", "pattern"): [r"/srv/shop/files|/srv/shop|a\.b|%"],
    ("twod.wsgi.config.trace.secret_texts", "'|'.join(map(re.escape, longest_first))"): [r"hunter22|hunter2|s%40e"],
    (
        "twod.wsgi.config.surroundings.installed",
        r"f'\\b{re.escape(first)}\\b|import \\*|def __getattr__|exec\\(|globals\\('",
    ): [r"\bShop\b|import \*|def __getattr__|exec\(|globals\("],
    ("twod.recipe.cfg.readers", "_KEY_NAMES.get(kind, '\\\\S|\\\\S.*\\\\S')"): [*_KEY_NAMES.values(), r"\S|\S.*\S"],
    ("twod.recipe.engines.container.container_options", "pattern"): [
        f"{_REPOSITORY}{_TAG}?{_DIGEST}?",
        r"[0-9]+(?:\.[0-9]+)?(?:m|[kMGT]i?)?",
        r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?",
    ],
    (
        "twod.recipe.engines.systemd.unit_check",
        r"f'(?:{re.escape(name)}/)?({names})(?::(\\d+))?: (.*)'",
    ): [r"(?:/tmp/twod\-units\-x/)?(shop\.service|shop\.target)(?::(\d+))?: (.*)"],
    ("twod.recipe.fetch.tool_failure", "pattern"): [pattern for pattern, _ in _CURES],
    ("twod.recipe.fetch.wheel_file", "f'(?m)^{re.escape(data.name)}/(?:purelib|platlib)/'"): [
        r"(?m)^shop\-1\.0\.data/(?:purelib|platlib)/"
    ],
    ("twod.recipe.migrate.leftovers", r"f'(?<![\\w-]){word}(?![\\w-])'"): [r"(?<![\w-])--settings(?![\w-])"],
    (
        "twod.recipe.migrate.new_names",
        r"f'(?:(?<=\\bbin/)|(?<=bin-directory\\}}/))(?:{names})(?![\\w.+-])'",
    ): [r"(?:(?<=\bbin/)|(?<=bin-directory\}/))(?:django\.wsgi|gunicorn\-with\-settings)(?![\w.+-])"],
    ("twod.recipe.migrate.new_names", r"f'(?<![\\w.+-]){re.escape(name)}(?![\\w.+-])'"): [
        r"(?<![\w.+-])django\.wsgi(?![\w.+-])"
    ],
    # Expressions that the site itself has written, as settings.
    ("twod.wsgi.config.kinds.regexes", "value"): [],
    ("twod.wsgi.config.kinds.regexes", "pattern.pattern"): [],
    ("twod.wsgi.config.dialects.one", "word"): [],
}


def find_all(package: str) -> list[Expression | Unknown]:
    folder = PACKAGES[package]
    paths = sorted((folder / package.replace(".", "/")).rglob("*.py"))
    names = [".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    return list(find_expressions(dict(zip(names, paths, strict=True)), MADE))


FOUND = [found for package in PACKAGES for found in find_all(package)]
#: Each once, with all the places that have it.
EXPRESSIONS: dict[tuple[str, int, str], list[str]] = {}
for found in FOUND:
    if isinstance(found, Expression):
        EXPRESSIONS.setdefault((found.pattern, found.flags, found.method), []).append(found.place)


def find_too_hard(cases: list[dict[str, Any]]) -> dict[int, Any]:
    """Return the cases with a text that takes too long, by their numbers, and that text."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "kit.try_expression"]
    found: dict[int, Any] = {}
    begin = 0
    while begin < len(cases):
        task = json.dumps(cases[begin:])
        done = subprocess.run(command, input=task, env=environ, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            break
        assert not done.stderr, done.stderr
        number, *text = json.loads(done.stdout.splitlines()[-1])
        found[begin + number] = text
        begin += number + 1
    return found


def test_all_expressions_are_found() -> None:
    assert {found for found in FOUND if isinstance(found, Unknown)} == set()
    assert len(EXPRESSIONS) > 60


@pytest.mark.parametrize("package", PACKAGES)
def test_no_text_is_too_hard_for_an_expression(package: str, subtests: pytest.Subtests) -> None:
    keys = [key for key, places in EXPRESSIONS.items() if places[0].startswith(f"{package}.")]
    cases = [
        {"pattern": pattern, "flags": flags, "method": method, "texts": make_texts(pattern, flags)}
        for pattern, flags, method in keys
    ]
    too_hard = find_too_hard(cases)
    for number, key in enumerate(keys):
        with subtests.test(places=EXPRESSIONS[key], method=key[-1]):
            assert too_hard.get(number) is None


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(a+)+b", "match"),
        (r"(?:a|ab|b)*c", "match"),
        (r"(\w+\s?)*!", "fullmatch"),
        (r"x=\d+\d+\.", "match"),
        (r"\s+$", "search"),
        (r"\{[^}]*\}", "search"),
        (r"BEGIN.*?END", "search"),
        (r"([^&=]*)=\1", "search"),
    ],
)
def test_an_expression_that_backtracks_is_caught(pattern: str, method: str) -> None:
    case = {"pattern": pattern, "flags": 0, "method": method, "texts": make_texts(pattern), "limit": 0.2}
    assert find_too_hard([case]).keys() == {0}


#: Functions that read texts from outside by several expressions or in a loop; they may raise what is wrong in a text.
FUNCTIONS = [
    ("twod.inifile.addresses", "read_address"),
    ("twod.inifile.durations", "read_duration"),
    ("twod.inifile.health_options", "read_check_names"),
    ("twod.inifile.health_options", "read_probe_path"),
    ("twod.inifile.keys", "parse_key"),
    ("twod.inifile.masking", "lambda text: shows_secret(('OWN',), text)"),
    ("twod.inifile.masking", "lambda text: mask(text, ('OWN',))"),
    ("twod.inifile.nearest", "lambda text: find_meant(text, ['SECRET_KEY', 'STATIC_ROOT'])"),
    ("twod.inifile.nearest", "lambda text: find_nearest(text, ['SECRET_KEY', 'STATIC_ROOT'])"),
    ("twod.inifile.nearest", "lambda text: hint_at_nearest(text, ['SECRET_KEY', 'STATIC_ROOT'])"),
    ("twod.inifile.reference_syntax", "parse_references"),
    ("twod.inifile.reference_syntax", "lambda text: parse_references(text, any_name=False)"),
    ("twod.inifile.hidden_references", "hide_references"),
    ("twod.inifile.seals", "spell"),
    ("twod.inifile.seals", "split_seals"),
    ("twod.inifile.seals", "unseal"),
    ("twod.inifile.seals", "unseal_whole"),
    ("twod.inifile.secrets", "hide_passwords"),
    ("twod.inifile.send_file_options", "read_headers"),
    ("twod.inifile.send_file_options", "read_roots"),
    ("twod.inifile.secrets", "lambda text: is_secret((text,))"),
    ("twod.inifile.text", "lambda text: write_lines('OWN', text)"),
    ("twod.recipe.cfg.environments", "_SETTING_IN_LOWER_CASE.fullmatch"),
    ("twod.wsgi.config.merging.inline_comments", "lambda text: find_inline_comment(Key('OWN', ()), text, Kind())"),
    ("twod.wsgi.config.kinds.json_text", "loads"),
    ("twod.wsgi.config.kinds.json_text", "dumps"),
    ("twod.wsgi.config.kinds.lists", "lambda text: list(Words().split(text))"),
    ("twod.wsgi.config.kinds.mail_addresses", "lambda text: MailAddress(lambda: True).read(text)"),
    ("twod.wsgi.config.kinds.number_kinds", "lambda text: Number().read(text)"),
    ("twod.wsgi.config.kinds.untyped", "lambda text: Untyped().read(text)"),
    ("twod.wsgi.config.kinds.urls", "lambda text: split_url(text, 'a URL', ['a']).hosts"),
    ("twod.wsgi.config.kinds.urls", "lambda text: split_url('a://' + text, 'a URL', ['a']).hosts"),
    ("twod.wsgi.config.kinds.urls", "lambda text: split_url('a://h?' + text, 'a URL', ['a']).read_options()"),
    (
        "twod.wsgi.config.trace.secret_texts",
        "lambda text: list(find_secret_texts(text, '<hidden>'.join(text[:40] + text[-1:])))",
    ),
    ("twod.wsgi.embedding.headers", "lambda text: read_head(text, [])"),
    ("twod.wsgi.embedding.headers", "lambda text: read_head('200 OK', [(text, 'x')])"),
    ("twod.wsgi.embedding.headers", "lambda text: read_head('200 OK', [('Content-Length', text)])"),
    ("twod.wsgi.embedding.headers", "lambda text: read_head('200 OK', [('X', text)])"),
    ("twod.wsgi.migration.interpolation", "lambda text: put_variables_back(text, text, {'a': text[:3]})"),
    ("twod.wsgi.static.media", "guess_type"),
]


def make_case(module: str, function: str) -> dict[str, Any]:
    """Return a function with the texts that are hard for the expressions of its module."""
    own = [key for key, places in EXPRESSIONS.items() if any(place.startswith(f"{module}:") for place in places)]
    patterns = [(pattern, flags) for pattern, flags, _ in own] or [(r"[A-Z]+_\w*", 0)]
    texts = {text for pattern, flags in patterns for text in make_texts(pattern, flags) if not text[2]}
    return {"module": module, "function": function, "texts": sorted(texts)}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_text_is_too_hard_for_a_function(package: str, subtests: pytest.Subtests) -> None:
    functions = [(module, function) for module, function in FUNCTIONS if module.startswith(f"{package}.")]
    too_hard = find_too_hard([make_case(module, function) for module, function in functions])
    for number, (module, function) in enumerate(functions):
        with subtests.test(module=module, function=function):
            assert too_hard.get(number) is None
