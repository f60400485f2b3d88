"""The buildout recipe's questions to a site's own eggs: ``python -m twod.wsgi.provisioning SUBJECT FILE``.

The question is JSON on standard input, and the answer goes to FILE, so that output of the site's code on its import
does not disturb it. Both have the number of the protocol, because the recipe and the site's twod.wsgi may be of
different versions; the answer to a question of another protocol is that number alone.

``check``
    Inis before they are written, checked without importing anything of the project, except the settings module where
    the question allows it.
``settings``
    The settings that an ini leads to, as texts.
``static``
    Where Django's static files and those of the applications are.
``front``
    What a web server in front of the site has to know.
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

#: Grows with each change after which an older recipe, or an older twod.wsgi, would misunderstand the other.
PROTOCOL = 1

#: The names that a reference of zc.buildout, ``${part:NAME}``, can have.
_REFERABLE = re.compile(r"[A-Za-z0-9_][-A-Za-z0-9_. ]*")


class UncheckedIni(TypedDict):
    """An ini to be checked; ``check`` is asked about ``{"inis": [...], "directories": [...]}``.

    The directories are those that the run is going to make.
    """

    #: Where the ini will be.
    path: str
    text: str
    #: Name of the settings module; empty when there is none.
    module: str
    #: Whether the settings module may be imported, so that the ini is checked against its values too.
    imports: NotRequired[bool]


class IniProblem(TypedDict):
    """A :class:`~twod.wsgi.exc.Problem` of an ini; ``check`` answers ``{"errors": [...], "warnings": [...]}``."""

    file: str | None
    line: int | None
    #: Header of the section.
    section: str | None
    #: The option.
    name: str | None
    message: str


class UnreadSettings(TypedDict):
    """The question of ``settings``, ``static`` and ``front``."""

    #: The configuration URI, ``PATH`` or ``PATH#NAME``.
    uri: str
    #: Texts of the inis that the run is going to write, by path; they stand in for the files there.
    texts: dict[str, str]
    #: Settings whose mistakes do not count; of ``front`` alone.
    without: NotRequired[list[str]]


class SettingText(TypedDict):
    """A setting, or a key below it; ``settings`` answers ``{"problems": [], "settings": [...]}``."""

    #: The dotted name, such as ``DATABASES.default.NAME``.
    name: str
    text: str
    is_secret: bool


def answer_standard_input(arguments: Sequence[str] | None = None) -> None:
    """Answer the question on standard input.

    :param arguments: the subject and the file for the answer; None for the command line's.
    """
    parser = argparse.ArgumentParser(description="Answer what the buildout recipe asks of a site's eggs.")
    parser.add_argument("subject", choices=sorted(_SUBJECTS))
    parser.add_argument("file", type=Path, help="gets the answer")
    asked = parser.parse_args(arguments)
    answer = answer_question(asked.subject, json.load(sys.stdin))
    asked.file.write_text(json.dumps(answer), encoding="utf-8")


def answer_question(subject: str, question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer to a question, both as JSON values.

    :param subject: ``check``, ``settings``, ``static`` or ``front``.
    :param question: the ``protocol``, and the question of the subject.
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
    """Return all that only the site's eggs can find out about an unwritten ini; its grammar is not checked."""
    path, text = ini["path"], ini["text"]
    report = check_settings(path, text=text, machine=machine)
    if ini["module"] and (message := find_missing_module(ini["module"])):
        report.error(Place(path, None, "DEFAULT", MODULE_OPTION), message)
    report.add(check_surroundings(path, text=text, machine=machine))
    if ini.get("imports"):
        report.add(check_with_module(path, text))
    return report


def check_with_module(path: str, text: str) -> Report:
    """Return what is wrong in an unwritten ini by the types and values that its settings module and Django have.

    Only they show whether an operator has a list to change, and the type of a setting of the project's. A module that
    cannot be imported here may need environment variables that the site's scripts set, so that is no problem yet.
    """
    report = Report()
    try:
        for deployment in find_all_django(Route(IniReader({path: text}), path), Report()):
            put_in_force(deployment.variables, Report())
            module = import_settings_module(deployment.variables, Report())
            # Without the module, all of Django's defaults may be other values.
            report.add(resolve(deployment, module=module, defaults=read_defaults(), environ=None).report)
    except ConfigurationError:
        return report  # The check without the module has reported it.
    return report


def _list_problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as :class:`IniProblem` has them."""
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
    """Yield the text of a setting, or those of the keys below it, as far as a reference can name them.

    :param value: the setting's value.
    :param shown: the same with its secrets hidden.
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
    """Return a value as the text that another part of a buildout can use; None when it has none."""
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
    from django.conf import settings  # noqa: PLC0415 - the other subjects go without Django

    # The modules of applications may read settings as soon as they are imported.
    settings.configure(**_get_known_values(survey))
    return {"problems": [], "places": find_static_places(settings)}


def find_static_places(settings: Any) -> dict[str, str]:
    """Return where static and media files are, by the names of the options that the recipe exports.

    The applications' directories are those that Django's AppDirectoriesFinder has, in the order that it searches them.

    :param settings: Django's settings.
    """
    from django.apps import AppConfig  # noqa: PLC0415 - the other subjects go without Django
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
    # Neither secrets nor databases are asked for: they are on the hosts that run the site, and perhaps not here.
    names = FRONT_SETTINGS.difference(question.get("without", ()))
    survey, problems = _survey(question["uri"], question["texts"], names=names)
    if problems:
        return {"problems": problems}
    return {"problems": [], "front": describe_front(_get_known_values(survey))}


def _survey(uri: str, texts: Mapping[str, str], names: Collection[str] | None = None) -> tuple[Survey, list[str]]:
    """Return the survey of an ini, and its errors.

    :param names: the settings whose errors count; None for all.
    """
    survey = survey_uri(uri, texts=texts)
    problems = [
        problem
        for problem in survey.report.errors
        if not _is_of_key_to_be_generated(problem, texts) and not _is_of_another_setting(problem, names)
    ]
    return survey, sorted({str(problem) for problem in problems})


def _is_of_another_setting(problem: Problem, names: Collection[str] | None) -> bool:
    """Return whether the problem is that of a setting which is not among those asked for."""
    if names is None or problem.name is None or not names_setting(problem.name):
        return False
    return problem.name.partition(".")[0] not in names


def _is_of_key_to_be_generated(problem: Problem, texts: Mapping[str, str]) -> bool:
    """Return whether the problem is only a missing file that this run of the recipe is going to make."""
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
