"""The conversion of a settings module into an environment on top of the module that it imports.

``python -m twod.wsgi.migration.transcription.module_environment`` is a process for it: it reads a task and writes the
answer, both as JSON. A separate process imports the modules, since each must be imported for the first time.
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
    """A task for the process."""

    #: ``write``: write an environment. ``module`` or ``ini``: return the settings of one.
    kind: Literal["write", "module", "ini"]
    module: str
    #: The module that stays; empty to write all settings.
    base: str
    #: Absolute path of the future ini.
    path: str
    #: The name of the environment, and its format: ``ini`` or ``buildout``.
    name: str
    style: Style
    #: The text that replaces the existing ini.
    text: str
    #: Environment variables for references, in addition to those of the process.
    variables: dict[str, str]
    #: The value of ``sys.path``.
    python_path: list[str]


class EnvironmentAnswer(TypedDict, total=False):
    """The answer of the process."""

    #: The error if there is no answer.
    problem: str
    #: The text of the environment, and that of an ini with the same settings.
    text: str
    ini: str
    #: Environment variables that have to be set, each with the options that refer to it.
    needed: dict[str, list[str]]
    #: Those of ``needed`` that the modules read, too.
    read: list[str]
    #: Those of ``needed`` that the modules set themselves, from a file such as ``.env``.
    brought: list[str]
    #: Variables that the module reads and the environment does not refer to.
    frozen: list[str]
    #: The texts of the secrets, and of the variables that the modules set.
    variables: dict[str, str]
    #: Settings that were not written, with the reasons.
    left: dict[str, str]
    #: Settings that were written but differ slightly, with the differences.
    notes: dict[str, str]
    #: Variables that the module reads and that are not set.
    missed: list[str]
    #: The settings, each as the texts of :func:`spell_all`.
    values: dict[str, list[str]]
    #: The names of the settings that the module sets.
    own: list[str]


def ask_apart(task: EnvironmentTask) -> EnvironmentAnswer:
    """Return the answer of a new process."""
    try:
        answer: EnvironmentAnswer = ask_process(_THIS, task, task["module"])
    except ConfigurationError as error:
        return {"problem": str(error)}
    return answer


def answer_task(task: EnvironmentTask) -> EnvironmentAnswer:
    """Return the answer to a task; it may import modules into this process."""
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
    reason = f"{task['base']} has it, {task['module']} does not, and an ini cannot remove a setting"
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
    """Yield the settings that a module changes."""
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
    """Return the directory on the search path in which a module was found, or None."""
    package = sys.modules[name.partition(".")[0]]
    places = list(getattr(package, "__path__", ())) or [getattr(package, "__file__", None)]
    return str(Path(places[0]).parent) if places[0] else None


def _list_permanent(python_path: list[str]) -> list[str]:
    """Return the directories on the search path that do not depend on the way a command is called."""
    return [path for path in python_path if path != str(Path.cwd())]


if __name__ == "__main__":
    answer_asker(answer_task)
