"""The settings that the package of an old ini makes of it, by that package's own rules of merging."""

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

#: Settings that django-pastedeploy-settings takes from the settings module alone.
_ONLY_IN_MODULE = frozenset({"FILE_UPLOAD_PERMISSIONS", "LANGUAGES", "MESSAGE_TAGS"})

#: Settings whose addresses are texts since Django 6.0, and were pairs before.
_ADDRESSES = frozenset({"ADMINS", "MANAGERS"})


def find_module_option(deployment: Deployment, predecessor: Predecessor) -> IniOption | None:
    """Return the option from which a package reads the name of the settings module; None when none is there."""
    for name in predecessor.module_options:
        option = deployment.options.get(name)
        if option is not None and option.text.strip():
            return option
    option = deployment.variables.get(MODULE_OPTION) if predecessor.reads_variable else None
    return option if option is not None and option.text.strip() else None


def import_old_module(deployment: Deployment, predecessor: Predecessor, report: Report) -> ModuleType | None:
    """Return the settings in the settings module, as the package finds it.

    :param report: gets what keeps it from being found or imported.
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

    :param report: gets what the package fails on; it has no settings then.
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
        merged["DEBUG"] = bool(merged["DEBUG"])  # JSON has 1 as well, and Django only asks whether it is true.
    return merged


def merge(
    module: Mapping[str, object], given: Mapping[str, object], deployment: Deployment, report: Report
) -> dict[str, object]:
    """Return a settings module with the options of an ini stored in it, as django-pastedeploy-settings stores them.

    A list or tuple of the module grows, and anything else that it has stays.

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
    """Return the value of an option in JSON; None for one that django-pastedeploy-settings refuses."""
    try:
        return read_given(option, deployment)
    except BadValueError as error:
        report.error(option, f"django-pastedeploy-settings refuses it: {error}")
        return None


def read_given(option: IniOption, deployment: Deployment) -> object:
    """Return the value of an option in JSON, with addresses as the installed Django wants them.

    :raises twod.wsgi.exc.BadValueError: for a text that is no JSON.
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
    """Report what django-pastedeploy-settings refuses to begin with."""
    who = "django-pastedeploy-settings"
    if "DEBUG" in module:
        option = deployment.variables[MODULE_OPTION]
        report.error(option, f"{who} refuses a settings module with DEBUG; delete it there")
    if "debug" not in deployment.variables:
        report.error(deployment.place, f"{who} needs 'debug = true' or 'debug = false' in [DEFAULT]")
    for name, option in deployment.options.items():
        if name == "DEBUG":
            report.error(option, f"{who} refuses it; write 'debug = …' in [DEFAULT]")
        elif name in _ONLY_IN_MODULE:
            report.error(option, f"{who} refuses it in an ini; write it in the settings module, or after the migration")
