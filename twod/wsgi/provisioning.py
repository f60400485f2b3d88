"""The answers of a site's eggs to the buildout recipe: ``python -m twod.wsgi.provisioning SUBJECT FILE``.

The question is JSON on standard input, and the answer is JSON in FILE, since the site's code may print when it is
imported. Both contain the number of the protocol, because the recipe and the site's twod.wsgi may have different
versions. The answer to a question of another protocol contains only that number.

``check``
    Check inis before they are written. Nothing of the project is imported, except the settings module if the question
    allows it.
``settings``
    Return the settings of an ini, as texts.
``static``
    Return the folders of static files, of Django and of the applications.
``front``
    Return the facts that a web server in front of the site needs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from twod.inifile.keys import names_setting
from twod.inifile.opaque import is_opaque
from twod.inifile.pastedeploy.django_sections import find_all_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, Place, Problem, Report
from twod.inifile.reading import IniReader
from twod.inifile.variables import MODULE_OPTION
from twod.wsgi.config.check import check_settings
from twod.wsgi.config.django_settings.defaults import read_defaults
from twod.wsgi.config.kinds.markers import UNKNOWN
from twod.wsgi.config.merging.resolution import resolve
from twod.wsgi.config.merging.settings_module import import_settings_module
from twod.wsgi.config.surroundings.installed import find_missing_module
from twod.wsgi.config.surroundings.process_environment import put_in_force
from twod.wsgi.config.surroundings.site_paths import Machine
from twod.wsgi.config.surroundings.surroundings_check import check_surroundings
from twod.wsgi.config.survey import Survey, survey_uri
from twod.wsgi.front_settings import FRONT_SETTINGS, describe_front

#: Increase it with each change that an older recipe or an older twod.wsgi would misunderstand.
PROTOCOL = 1

#: The names that zc.buildout accepts in a reference ``${part:NAME}``.
_REFERABLE = re.compile(r"[A-Za-z0-9_][-A-Za-z0-9_. ]*")


class UncheckedIni(TypedDict):
    """An ini to check; the question of ``check`` is ``{"inis": [...], "directories": [...]}``.

    The directories are those that buildout will make in this run.
    """

    #: The path that the ini will have.
    path: str
    text: str
    #: Name of the settings module; empty without one.
    module: str
    #: Whether to import the settings module, and check the ini against its values.
    imports: NotRequired[bool]


class IniProblem(TypedDict):
    """A :class:`~twod.wsgi.exc.Problem` of an ini; ``check`` returns ``{"errors": [...], "warnings": [...]}``."""

    file: str | None
    line: int | None
    #: The section, without brackets.
    section: str | None
    #: The option.
    name: str | None
    message: str


class UnreadSettings(TypedDict):
    """The question of ``settings``, ``static`` and ``front``."""

    #: The configuration URI, ``PATH`` or ``PATH#NAME``.
    uri: str
    #: Texts of the inis that buildout will write in this run, by path; they replace the files there.
    texts: dict[str, str]
    #: Settings whose errors are ignored; only for ``front``.
    without: NotRequired[list[str]]


class SettingText(TypedDict):
    """A setting, or a key below it; ``settings`` returns ``{"problems": [], "settings": [...]}``."""

    #: The dotted name, such as ``DATABASES.default.NAME``.
    name: str
    text: str
    is_secret: bool


def answer_standard_input(arguments: Sequence[str] | None = None) -> None:
    """Answer the question on standard input.

    :param arguments: the subject and the file for the answer; None for those of the command line.
    """
    parser = argparse.ArgumentParser(description="Answer a question of the buildout recipe about the site's eggs.")
    parser.add_argument("subject", choices=sorted(_SUBJECTS))
    parser.add_argument("file", type=Path, help="file to write the answer to")
    asked = parser.parse_args(arguments)
    answer = answer_question(asked.subject, json.load(sys.stdin))
    asked.file.write_text(json.dumps(answer), encoding="utf-8")


def answer_question(subject: str, question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to a question, both as JSON values.

    :param subject: ``check``, ``settings``, ``static`` or ``front``.
    :param question: the ``protocol``, and the keys of the subject's question.
    """
    if question["protocol"] != PROTOCOL:
        return {"protocol": PROTOCOL}
    return {"protocol": PROTOCOL, **_SUBJECTS[subject](question)}


def _answer_check(question: Mapping[str, Any]) -> dict[str, Any]:
    machine = Machine(planned=question["directories"])
    report = Report()
    for ini in question["inis"]:
        report.add(check_with_eggs(ini, machine))
    return {"errors": _list_problems(report.errors_as_found), "warnings": _list_problems(report.warnings)}


def check_with_eggs(ini: UncheckedIni, machine: Machine) -> Report:
    """Return the errors in an unwritten ini that only the site's eggs can find; its grammar is not checked."""
    path, text = ini["path"], ini["text"]
    report = check_settings(path, text=text, machine=machine)
    if ini["module"] and (message := find_missing_module(ini["module"])):
        report.error(Place(path, None, "DEFAULT", MODULE_OPTION), message)
    report.add(check_surroundings(path, text=text, machine=machine))
    if ini.get("imports"):
        report.add(check_with_module(path, text))
    return report


def check_with_module(path: str, text: str) -> Report:
    """Return the errors in an unwritten ini according to the types and values of its settings module and of Django.

    Only those values show whether an operator has a list to change, and which type a setting of the project has. If the
    module cannot be imported, that is no error, since it may need variables that only the site's scripts set.
    """
    report = Report()
    try:
        for deployment in find_all_django(Route(IniReader({path: text}), path), Report()):
            put_in_force(deployment.variables, Report())
            module = import_settings_module(deployment.variables, Report())
            # The module may change the values that Django's defaults depend on.
            report.add(resolve(deployment, module=module, defaults=read_defaults(), environ=None).report)
    except ConfigurationError:
        return report  # The check without the module has already reported it.
    return report


def _list_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as :class:`IniProblem` dictionaries."""
    return [problem._asdict() for problem in problems]


def _answer_settings(question: Mapping[str, Any]) -> dict[str, Any]:
    survey, problems = _survey(question["uri"], question["texts"])
    if problems or survey.loaded is None:
        return {"problems": problems}
    values = _get_known_values(survey)
    shown = survey.loaded.report(values)
    settings = [text for name, value in values.items() for text in flatten_setting(name, value, shown[name].value)]
    return {"problems": [], "settings": settings}


def flatten_setting(name: str, value: object, shown: object) -> Iterator[SettingText]:
    """Yield the text of a setting, or those of the keys below it, if a reference can name them.

    :param value: the setting's value.
    :param shown: the same value with its secrets hidden.
    """
    if not _REFERABLE.fullmatch(name) or is_opaque(value):
        return
    if isinstance(value, dict):
        items: Iterable[tuple[object, object]] = value.items()
        shown_items: Mapping[object, object] = shown if isinstance(shown, dict) else {}
    elif isinstance(value, (list, tuple)) and not all(isinstance(item, str) for item in value):
        items = enumerate(value)
        shown_items = dict(enumerate(shown)) if isinstance(shown, (list, tuple)) else {}
    else:
        text = _make_text(value)
        if text is not None:
            yield {"name": name, "text": text, "is_secret": shown != value}
        return
    for key, item in items:
        yield from flatten_setting(f"{name}.{key}", item, shown_items.get(key))


def _make_text(value: object) -> str | None:
    """Return a value as the text that another part of a buildout can use; None if it has no such text."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list() | tuple():
            return "\n".join(map(str, value))
        case str() | int() | float() | Path():
            return str(value)
        case _:
            return None


def _answer_static(question: Mapping[str, Any]) -> dict[str, Any]:
    survey, problems = _survey(question["uri"], question["texts"])
    if problems:
        return {"problems": problems}
    from django.conf import settings  # noqa: PLC0415 - the other subjects do not need Django

    # Modules of applications may read settings at their import.
    settings.configure(**_get_known_values(survey))
    return {"problems": [], "places": find_static_places(settings)}


def find_static_places(settings: Any) -> dict[str, str]:
    """Return the places of static and media files, by the names of the options that the recipe exports.

    The applications' directories are those of Django's AppDirectoriesFinder, in its order.

    :param settings: Django's settings.
    """
    from django.apps import AppConfig  # noqa: PLC0415 - the other subjects do not need Django
    from django.contrib import admin  # noqa: PLC0415

    directories = [os.fspath(entry) for entry in settings.STATICFILES_DIRS if not isinstance(entry, (list, tuple))]
    of_applications = [Path(AppConfig.create(entry).path, "static") for entry in settings.INSTALLED_APPS]
    directories += [str(directory) for directory in of_applications if directory.is_dir()]
    return {
        "admin-static": str(Path(admin.__file__).parent / "static" / "admin"),
        "static-root": os.fspath(settings.STATIC_ROOT or ""),
        "static-url": settings.STATIC_URL or "",
        "static-directories": "\n".join(directories),
        "media-root": os.fspath(settings.MEDIA_ROOT),
        "media-url": settings.MEDIA_URL,
    }


def _answer_front(question: Mapping[str, Any]) -> dict[str, Any]:
    # Ignore secrets and databases, which may exist only on the hosts that run the site.
    names = FRONT_SETTINGS.difference(question.get("without", ()))
    survey, problems = _survey(question["uri"], question["texts"], names=names)
    if problems:
        return {"problems": problems}
    return {"problems": [], "front": describe_front(_get_known_values(survey))}


def _survey(uri: str, texts: Mapping[str, str], names: Collection[str] | None = None) -> tuple[Survey, list[str]]:
    """Return the survey of an ini, and its errors.

    :param names: the settings that errors are reported for; None for all.
    """
    survey = survey_uri(uri, texts=texts)
    problems = [
        problem
        for problem in survey.report.errors
        if not _is_of_key_to_be_generated(problem, texts) and not _is_of_another_setting(problem, names)
    ]
    return survey, sorted({str(problem) for problem in problems})


def _is_of_another_setting(problem: Problem, names: Collection[str] | None) -> bool:
    """Return whether a problem is about a setting that is not requested."""
    if names is None or problem.name is None or not names_setting(problem.name):
        return False
    return problem.name.partition(".")[0] not in names


def _is_of_key_to_be_generated(problem: Problem, texts: Mapping[str, str]) -> bool:
    """Return whether a problem is only a missing file that the recipe will make in this run."""
    is_unreadable = problem.name == "SECRET_KEY" and problem.message.startswith("cannot read")
    return is_unreadable and problem.file in texts


def _get_known_values(survey: Survey) -> dict[str, object]:
    values = survey.loaded.values if survey.loaded else {}
    return {name: value for name, value in values.items() if value is not UNKNOWN}


_SUBJECTS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "check": _answer_check,
    "settings": _answer_settings,
    "static": _answer_static,
    "front": _answer_front,
}

if __name__ == "__main__":
    answer_standard_input()
