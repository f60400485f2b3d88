"""The environment that a settings module becomes, over the module that it builds on.

``python -m twod.wsgi.migration.transcription.module_environment`` is a process for it: it reads a task, and writes the
answer, as JSON. Modules are imported there, since each import is to be the first of its process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, TypedDict

from twod.inifile.masking import mask
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import MODULE_OPTION, PYTHON_PATH_OPTION
from twod.wsgi.config.django_settings.defaults import read_defaults
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.merging.settings_module import import_settings_module
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.migration.asked_process import answer_asker, ask_process
from twod.wsgi.migration.transcription.environment_reads import EnvironmentReads
from twod.wsgi.migration.transcription.exact_text import spell_all, spell_exactly
from twod.wsgi.migration.transcription.module_values import (
    ModuleImportError,
    ModuleValues,
    read_module_values,
    restore_module,
)
from twod.wsgi.migration.transcription.read_variables import guess_references
from twod.wsgi.migration.transcription.rendering import Style, render_environment
from twod.wsgi.migration.transcription.standins import Standins, find_here
from twod.wsgi.migration.transcription.transcriber import Ground, Transcriber, WantedSetting

_THIS = "twod.wsgi.migration.transcription.module_environment"


class EnvironmentTask(TypedDict):
    """A question to the process."""

    #: ``write`` an environment, or give the settings of a ``module`` or of an ``ini``.
    kind: Literal["write", "module", "ini"]
    module: str
    #: The module that stays; empty to write all of the other one.
    base: str
    #: Where the ini is going to be; absolute.
    path: str
    #: The name of the environment, and how it is written: ``ini`` or ``buildout``.
    name: str
    style: Style
    #: What stands for the ini that is there.
    text: str
    #: Environment variables that references find, besides those of the process.
    variables: dict[str, str]
    #: ``sys.path``.
    python_path: list[str]


class EnvironmentAnswer(TypedDict, total=False):
    """The answer of the process."""

    #: Why there is none.
    problem: str
    #: The text of the environment, and of the ini that makes the same settings.
    text: str
    ini: str
    #: The environment variables that have to be set, each with the options that refer to it.
    needed: dict[str, list[str]]
    #: Those of them that the modules read as well.
    read: list[str]
    #: Those of them that the modules set themselves, from a file such as ``.env``.
    brought: list[str]
    #: The variables that the module reads, and that the environment does not refer to.
    frozen: list[str]
    #: The texts of the secrets, and of the variables that the modules set.
    variables: dict[str, str]
    #: What was not written, and why.
    left: dict[str, str]
    #: What was written and is not the same in every respect, and why.
    notes: dict[str, str]
    #: The variables that the module asks for, and that are not set.
    missed: list[str]
    #: The settings, each by the texts that :func:`spell_all` makes.
    values: dict[str, list[str]]
    #: The names of those that the module sets.
    own: list[str]


def ask_apart(task: EnvironmentTask) -> EnvironmentAnswer:
    """Return the answer of a new process."""
    try:
        answer: EnvironmentAnswer = ask_process(_THIS, task, task["module"])
    except ConfigurationError as error:
        return {"problem": str(error)}
    return answer


def answer_task(task: EnvironmentTask) -> EnvironmentAnswer:
    """Return the answer to a task, which may import modules in this process."""
    sys.path[:] = task["python_path"]
    try:
        if task["kind"] == "write":
            return _write_environment(task)
        if task["kind"] == "module":
            values = read_module_values(task["module"]).values
            own = sorted(values)
        else:
            environ = {**os.environ, **task["variables"]}
            survey = survey_uri(task["path"], texts={task["path"]: task["text"]}, environ=environ)
            if survey.loaded is None or survey.report.errors:
                return {"problem": "; ".join(map(str, survey.report.errors))}
            values = survey.loaded.values
            own = []
    except ModuleImportError as error:
        return {"problem": str(error)}
    return {"values": {name: spell_all(value) for name, value in (read_defaults() | values).items()}, "own": own}


def _write_environment(task: EnvironmentTask) -> EnvironmentAnswer:
    outside = frozenset(os.environ)
    base = read_module_values(task["base"]) if task["base"] else ModuleValues({}, EnvironmentReads())
    target = read_module_values(task["module"])
    defaults = read_defaults()
    variables = _find_variables(task, is_debug=bool(target.values.get("DEBUG", False)))
    module = None
    if task["base"]:
        restore_module(task["base"], base.values)
        option = IniOption(MODULE_OPTION, task["base"], None, None, None)
        module = import_settings_module({MODULE_OPTION: option}, Report())
    ground = Ground(task["path"], variables, "egg:twod.wsgi", defaults | base.values, module)
    read = [*target.reads.found, *base.reads.found]
    standins = Standins(find_here(task["path"]), os.environ, read)
    wanted = list(_find_wanted(target, base.values, defaults))
    transcript = Transcriber(ground, standins, os.environ).transcribe(wanted)
    needed = transcript.list_variables(standins)
    brought = {name: os.environ[name] for name in needed if name in os.environ.keys() - outside}
    absent = base.values.keys() - target.values.keys() - defaults.keys()
    reason = f"{task['base']} has it, {task['module']} does not, and an ini cannot take it away"
    return {
        "text": render_environment(task["style"], task["name"], variables, transcript, standins),
        "ini": render_environment("ini", task["name"], variables, transcript, standins),
        "needed": needed,
        "read": [name for name in needed if name in read],
        "brought": list(brought),
        "frozen": [name for name in target.reads.found if name not in needed],
        "variables": brought | {secret.variable: secret.text for secret in transcript.secrets},
        "left": transcript.left | dict.fromkeys(absent, reason),
        "notes": {**_note_debug(target.values), **transcript.notes},
        "missed": list(target.reads.missed),
    }


def _find_wanted(
    target: ModuleValues, before: Mapping[str, object], defaults: Mapping[str, object]
) -> Iterator[WantedSetting]:
    """Yield the settings of a module that are not those that it would have without it."""
    values = {name: value for name, value in defaults.items() if name in before} | target.values
    read = {name: os.environ[name] for name in target.reads.found if name in os.environ}
    for name, value in sorted(values.items()):
        present = before.get(name, MISSING)
        if name == "DEBUG" or (present is not MISSING and spell_exactly(value) == spell_exactly(present)):
            continue
        known = tuple((option,) for option in guess_references(name, value, read))
        yield WantedSetting(name, value, mask(value, (name,)), known)


def _note_debug(values: Mapping[str, object]) -> dict[str, str]:
    value = values.get("DEBUG", False)
    if isinstance(value, bool):
        return {}
    return {"DEBUG": f"a value of type {type(value).__name__} became {str(bool(value)).lower()}"}


def _find_variables(task: EnvironmentTask, *, is_debug: bool) -> dict[str, str]:
    """Return the options of ``[DEFAULT]``."""
    variables = {"debug": str(is_debug).lower()}
    if task["base"]:
        variables[MODULE_OPTION] = task["base"]
    here = str(Path(task["path"]).parent)
    root = _find_root(task["base"] or task["module"])
    if root is not None and root != here and root not in _list_permanent(task["python_path"]):
        variables[PYTHON_PATH_OPTION] = os.path.relpath(root, here)
    return variables


def _find_root(name: str) -> str | None:
    """Return the directory that a module was found in, on the search path."""
    package = sys.modules[name.partition(".")[0]]
    places = list(getattr(package, "__path__", ())) or [getattr(package, "__file__", None)]
    return str(Path(places[0]).parent) if places[0] else None


def _list_permanent(python_path: list[str]) -> list[str]:
    """Return the directories on the search path that are there wherever a command is called."""
    return [path for path in python_path if path != str(Path.cwd())]


if __name__ == "__main__":
    answer_asker(answer_task)
