"""Options that are no settings, with the values of their references."""

from __future__ import annotations

import ast

from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.logging_grammar import read_logging_texts
from twod.inifile.pastedeploy.deployment import FILTER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import Report
from twod.inifile.reading import IniFile, IniOption, IniReader
from twod.inifile.references import References
from twod.inifile.replaced_options import replace_all, replace_references

LOGGING = """\
[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = {level}
handlers = console
[handler_console]
class = FileHandler
args = {args}
[formatter_plain]
format = {format}
"""


def replace(text, environ):
    report = Report()
    option = IniOption("listen", text, "/srv/x.ini", 3, "server:main")
    return replace_references(option, References({}, environ), report), [str(error) for error in report.errors]


@settings(max_examples=100)
@given(value=st.text())
def test_any_text_arrives_in_an_option_as_it_is(value):
    option, _ = replace("<${env:X}> http://${env:X}@host/", {"X": value})
    assert option.text == f"<{value}> http://{value}@host/"


def test_a_problem_names_the_source_of_the_text():
    option, _ = replace("*:${env:PORT}", {"PORT": "web"})
    assert str(option.problem("expected a port, got 'web'")) == (
        "/srv/x.ini:3 [server:main] listen: expected a port, got 'web'; it comes from the environment variable PORT"
    )


def test_a_problem_shows_nothing_of_a_file(tmp_path):
    (tmp_path / "key").write_text("hunter2")
    option, _ = replace(f"${{file:{tmp_path}/key}}", {})
    messages = [option.problem(message).message for message in ("expected a port, got 'hunter2'", "hunter2 is no port")]
    assert messages == [
        f"expected a port; it comes from the file {tmp_path}/key",
        f"it cannot have this value; it comes from the file {tmp_path}/key",
    ]


def test_a_reference_that_leads_nowhere_is_an_error_of_the_option():
    assert replace("${env:PORT}", {}) == (
        None,
        ["/srv/x.ini:3 [server:main] listen: the environment variable PORT is not set"],
    )


def test_a_file_is_beside_the_ini_that_names_it(tmp_path):
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "key").write_text("a")
    texts = {
        f"{tmp_path}/x.ini": "[filter:f]\nuse = config:base/base.ini#f\nother = ${env:X}\n",
        f"{tmp_path}/base/base.ini": "[filter:f]\nuse = egg:x\nkey = ${file:key}\n",
    }
    (deployment,) = Route(IniReader(texts), f"{tmp_path}/x.ini").walk("f", FILTER_ROLE)
    replaced = replace_all(deployment, References(deployment.variables, {}), report := Report())
    assert (replaced["key"].text, replaced["other"].is_known) == ("a", False)
    assert [error.message for error in report.errors] == ["the environment variable X is not set"]


@settings(max_examples=100)
@given(value=st.text())
def test_any_text_arrives_in_logging_as_it_is(value):
    text = LOGGING.format(level="${env:X}", args="('${env:X}', 'a')", format="%(message)s ${env:X} ${message}")
    texts = read_logging_texts(IniFile("/srv/x.ini", text, Report()), References({}, {"X": value}), Report())
    assert texts["logger_root"]["level"] == value
    assert ast.literal_eval(texts["handler_console"]["args"]) == (value, "a")
    assert texts["formatter_plain"]["format"] == f"%(message)s {value} ${{message}}"
