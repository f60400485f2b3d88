"""The comparison of the settings of two versions of an ini, each loaded in a separate process.

``python -m twod.wsgi.migration.proof`` is such a process: it reads a task and writes an account, both as JSON.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypedDict

from twod.inifile.config_uri import split_config_uri
from twod.inifile.masking import mask
from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.pastedeploy.predecessors import Predecessor, find_predecessor
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniReader
from twod.wsgi.config.surroundings.python_path import extend_python_path
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.config.trace.shown import show_alike, show_value
from twod.wsgi.migration.asked_process import answer_asker, ask_process
from twod.wsgi.migration.predecessor_settings import read_old_settings

#: Django's defaults of settings that only one of two inis may name.
_DEFAULTS = {"DEBUG": show_alike(False)}


class Proof(NamedTuple):
    """The result of a comparison."""

    #: The number of settings compared.
    size: int
    #: A line for each setting that differs, and for each error in one of the versions.
    faults: tuple[str, ...]


class _Task(TypedDict):
    #: Path of the ini, and the application in it.
    uri: str
    #: Variables that are not defined in the file.
    given: Mapping[str, str]
    #: Contents that replace those of files, by absolute path.
    texts: Mapping[str, str]
    #: The value of ``sys.path``.
    path: list[str]


class Account(TypedDict):
    """The settings and errors of an ini."""

    #: Values of the settings, as texts that differ if the values differ.
    values: dict[str, str]
    #: The same values for messages, with secrets hidden.
    shown: dict[str, str]
    #: The errors in the ini; an ini of another package has no settings then.
    problems: list[str]


def compare(config_uri: str, texts: Mapping[str, str], given: Mapping[str, str] | None = None) -> Proof:
    """Compare the present settings of an ini with those that other contents of its files would give.

    :param config_uri: path of the ini, and the application in it.
    :param texts: new contents, by absolute path.
    :param given: variables that are not defined in the ini.
    """
    before, after = _load_apart(config_uri, {}, given or {}), _load_apart(config_uri, texts, given or {})
    return Proof(len(after["values"]), tuple(compare_accounts(before, after)))


def compare_others(config_uri: str, texts: Mapping[str, str], given: Mapping[str, str] | None = None) -> Proof:
    """Compare the settings of another application, which may be one that cannot be loaded at present."""
    before, after = _load_apart(config_uri, {}, given or {}), _load_apart(config_uri, texts, given or {})
    faults = () if before["problems"] else tuple(f"{config_uri}: {each}" for each in compare_accounts(before, after))
    return Proof(len(after["values"]), faults)


def compare_accounts(before: Account, after: Account) -> Iterator[str]:
    """Yield the errors of an ini before and after the change, and the settings that differ."""
    yield from (f"before: {problem}" for problem in before["problems"])
    if before["problems"] and not before["values"]:
        return  # The new text has the same errors, in other lines.
    yield from (f"rewritten: {problem}" for problem in after["problems"])
    for name in sorted(before["values"].keys() | after["values"].keys()):
        default = _DEFAULTS.get(name)
        if before["values"].get(name, default) != after["values"].get(name, default):
            old, new = (account["shown"].get(name, "not set") for account in (before, after))
            yield f"{name}: {old} before, {new} after"


def give_account(config_uri: str, texts: Mapping[str, str], given: Mapping[str, str] | None = None) -> Account:
    """Load an ini by the rules of its package, and return its settings and errors.

    :param texts: contents that replace those of files, by absolute path.
    :param given: variables that are not defined in the ini.
    """
    texts = {path: text.removeprefix("\ufeff") for path, text in texts.items()}
    try:
        path, name = split_config_uri(config_uri)
        deployment = next(Route(IniReader(texts), path, given).walk(name or "main"))
        predecessor = find_predecessor(deployment.factory)
    except ConfigurationError:
        predecessor = None  # The survey reports the error.
    if predecessor is not None:
        return _give_old_account(deployment, predecessor)
    survey = survey_uri(config_uri, texts=texts, given=given, environ=os.environ)
    values = survey.loaded.values if survey.loaded is not None else {}
    reports = survey.loaded.report(values) if survey.loaded is not None else {}
    return {
        "values": {name: show_alike(value) for name, value in values.items()},
        "shown": {name: show_value(report.value) for name, report in reports.items()},
        "problems": list(map(str, survey.report.errors)),
    }


def _give_old_account(deployment: Deployment, predecessor: Predecessor) -> Account:
    report = Report()
    extend_python_path(deployment.variables, report)
    values = read_old_settings(deployment, predecessor, report)
    if report.errors:
        values = {}
    return {
        "values": {name: show_alike(value) for name, value in values.items()},
        "shown": {name: show_value(mask(value, (name,))) for name, value in values.items()},
        "problems": list(map(str, report.errors)),
    }


def _load_apart(config_uri: str, texts: Mapping[str, str], given: Mapping[str, str]) -> Account:
    task: _Task = {"uri": config_uri, "texts": texts, "given": given, "path": sys.path}
    account: Account = ask_process("twod.wsgi.migration.proof", task, config_uri)
    return account


def _answer(task: _Task) -> Account:
    sys.path[:] = task["path"]
    return give_account(task["uri"], task["texts"], task["given"])


if __name__ == "__main__":
    answer_asker(_answer)
