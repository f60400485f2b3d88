"""Lists of the settings module that an ini for django-pastedeploy-settings hides after you change its ``use`` line."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from twod.inifile.keys import names_setting
from twod.inifile.opaque import is_in, is_sequence
from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import DIALECT_OPTION
from twod.wsgi.config.dialects.json_only import read_json_only
from twod.wsgi.exc import BadValueError


def judge_hidden_lists(deployment: Deployment, module: ModuleType | None, report: Report) -> None:
    """Warn about each list of the settings module that the ini now replaces, but extended before.

    Warn only about inis that were written for django-pastedeploy-settings. In these, every value is JSON, including a
    quoted text where other inis have ``UTC``; ``[DEFAULT]`` has no variables of twod; and all settings that are also in
    the settings module are lists, because other settings had no effect.
    """
    if module is None:
        return
    shared = [option for name, option in deployment.options.items() if name.isupper() and hasattr(module, name)]
    are_lists = all(is_sequence(getattr(module, option.name)) for option in shared)
    if not shared or not are_lists or not _is_json_only(deployment, module):
        return
    for option in _find_hiding(shared, deployment, module):
        cure = f"write '{option.name}.append = …' to extend it, or '{DIALECT_OPTION} = 2' in [DEFAULT] to replace it"
        message = f"it hides the list of {module.__name__}, which django-pastedeploy-settings extended; {cure}"
        report.warn(option, message)


def _find_hiding(shared: list[IniOption], deployment: Deployment, module: ModuleType) -> Iterator[IniOption]:
    """Yield the options that lack some items of the module's list."""
    for option in shared:
        value, present = read_json_only(option.text, deployment.variables), getattr(module, option.name)
        if isinstance(value, list) and not all(is_in(item, value) for item in present):
            yield option


def _is_json_only(deployment: Deployment, module: ModuleType) -> bool:
    """Return whether an ini fits only the notation of django-pastedeploy-settings."""
    variables = deployment.variables
    if hasattr(module, "DEBUG") or any(name.startswith("twod.") for name in variables):
        return False
    settings = [option for name, option in deployment.options.items() if names_setting(name)]
    if not all(option.name.isidentifier() for option in settings):
        return False
    try:
        values = [read_json_only(option.text, variables) for option in settings]
    except BadValueError:
        return False
    return any(isinstance(value, str) for value in values)
