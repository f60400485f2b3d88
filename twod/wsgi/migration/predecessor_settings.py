"""The settings that the old package makes of an ini, by that package's rules."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import ModuleType

from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.pastedeploy.predecessors import Predecessor
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.variables import MODULE_OPTION
from twod.wsgi.config.dialects.json_only import read_json_only
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.merging.settings_module import import_settings_module
from twod.wsgi.exc import BadValueError

#: Settings that django-pastedeploy-settings reads only from the settings module.
_ONLY_IN_MODULE = frozenset({"FILE_UPLOAD_PERMISSIONS", "LANGUAGES", "MESSAGE_TAGS"})

#: Settings with addresses: texts since Django 6.0, pairs before.
_ADDRESSES = frozenset({"ADMINS", "MANAGERS"})


def find_module_option(deployment: Deployment, predecessor: Predecessor) -> IniOption | None:
    """Return the option from which a package reads the name of the settings module, or None."""
    for name in predecessor.module_options:
        option = deployment.options.get(name)
        if option is not None and option.text.strip():
            return option
    option = deployment.variables.get(MODULE_OPTION) if predecessor.reads_variable else None
    return option if option is not None and option.text.strip() else None


def import_old_module(deployment: Deployment, predecessor: Predecessor, report: Report) -> ModuleType | None:
    """Return the settings module, found as the old package finds it.

    :param report: gets an error if it cannot be found or imported.
    """
    option = find_module_option(deployment, predecessor)
    if option is None:
        names = predecessor.module_options or (MODULE_OPTION,)
        where = "in this section" if predecessor.module_options else "in [DEFAULT]"
        message = f"{predecessor.name} finds no settings module; write '{names[0]} = MODULE' {where}"
        report.error(deployment.place, message)
        return None
    return import_settings_module({MODULE_OPTION: option}, report)


def read_old_settings(deployment: Deployment, predecessor: Predecessor, report: Report) -> dict[str, object]:
    """Return the settings that Django gets from the package.

    :param report: gets the errors with which the package fails; the result is then empty.
    """
    report.add(deployment.report)
    module = import_old_module(deployment, predecessor, report)
    if module is None:
        return {}
    values = {name: getattr(module, name) for name in dir(module) if name.isupper()}
    if not predecessor.has_settings:
        return values
    _judge(deployment, values, report)
    given = {name: read_option(option, deployment, report) for name, option in _list_given(deployment).items()}
    merged = {name: value for name, value in merge(values, given, deployment, report).items() if name.isupper()}
    if merged.get("DEBUG") in (0, 1):
        merged["DEBUG"] = bool(merged["DEBUG"])  # The JSON value may be 1; Django only tests its truth.
    return merged


def merge(
    module: Mapping[str, object], given: Mapping[str, object], deployment: Deployment, report: Report
) -> dict[str, object]:
    """Return the settings of a module with the options of an ini, merged as django-pastedeploy-settings does.

    An option extends a list or tuple of the module, and does not change other values.

    :param report: gets each option that cannot extend a list.
    """
    merged = dict(module)
    for name, value in given.items():
        present = merged.get(name)
        if name not in merged:
            merged[name] = value
        elif isinstance(present, list | tuple):
            if isinstance(value, list | dict | str):
                merged[name] = (*present, *value)  # of a text, each letter
            elif name in deployment.options:
                report.error(deployment.options[name], "expected a JSON array, since the settings module has a list")
    return merged


def read_option(option: IniOption, deployment: Deployment, report: Report) -> object:
    """Return the value of a JSON option, or None if django-pastedeploy-settings rejects it."""
    try:
        return read_given(option, deployment)
    except BadValueError as error:
        report.error(option, f"django-pastedeploy-settings rejects it: {error}")
        return None


def read_given(option: IniOption, deployment: Deployment) -> object:
    """Return the value of a JSON option, with addresses in the form of the installed Django.

    :raises twod.wsgi.exc.BadValueError: if the text is not JSON.
    """
    value = read_json_only(option.text, deployment.variables)
    if option.name in _ADDRESSES:
        with suppress(BadValueError):
            return KINDS[option.name].take(value)
    return value


def _list_given(deployment: Deployment) -> dict[str, IniOption]:
    debug = {"DEBUG": deployment.variables["debug"]} if "debug" in deployment.variables else {}
    return deployment.options | debug


def _judge(deployment: Deployment, module: Mapping[str, object], report: Report) -> None:
    """Report options that django-pastedeploy-settings rejects before it merges."""
    who = "django-pastedeploy-settings"
    if "DEBUG" in module:
        option = deployment.variables[MODULE_OPTION]
        report.error(option, f"{who} rejects a settings module with DEBUG; delete it from the module")
    if "debug" not in deployment.variables:
        report.error(deployment.place, f"{who} needs 'debug = true' or 'debug = false' in [DEFAULT]")
    for name, option in deployment.options.items():
        if name == "DEBUG":
            report.error(option, f"{who} rejects it; write 'debug = …' in [DEFAULT]")
        elif name in _ONLY_IN_MODULE:
            report.error(option, f"{who} rejects it in an ini; write it in the settings module, or after the migration")
