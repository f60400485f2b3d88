"""The names of options that a section may contain, and the messages about others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from twod.inifile.grammar import read_key
from twod.inifile.keys import Key, names_setting
from twod.inifile.pastedeploy.deployment import Deployment, Layer
from twod.inifile.problems import Report
from twod.inifile.reading import DEFAULT_SECTION, IniOption
from twod.inifile.variables import TYPES_OPTION
from twod.wsgi.config.dialects.dialect import Fault
from twod.wsgi.config.django_settings.catalogue import CATALOGUE, KINDS, explain_removed
from twod.wsgi.config.django_settings.misspelt import find_meant_setting
from twod.wsgi.config.django_settings.rows.mail import REFUSED_BESIDE_MAILERS
from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.django_settings.version import Version, show_version
from twod.wsgi.config.kinds.base import is_json
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.untyped import Untyped
from twod.wsgi.config.merging.facts import Facts
from twod.wsgi.config.merging.own_settings import OwnSettings
from twod.wsgi.config.trace.origins import describe_source


class Verdict(NamedTuple):
    """A fault of an option apart from its value."""

    fault: Fault
    message: str


def read_keys(layer: Layer, facts: Facts, report: Report) -> list[tuple[Key, IniOption]]:
    """Return the options of a section that set something, with their parsed names, in the order of their effect."""
    errors = facts.dialect.errors
    found = []
    for option in layer.options.values():
        key = read_key(option, report)
        if key is None:
            if not names_setting(option.name):
                _judge_other(option, facts, report)
            continue
        verdicts = list(find_swallowed(key.name, option.text))
        verdict = judge_name(key.name, facts.own, facts.django_version)
        if verdict is not None:
            verdicts.append(verdict)
        for fault, message in verdicts:
            if fault in errors:
                hint = f" ({_explain_own(key.name)})" if fault == "removed" else ""
                report.error(option, message + hint)
            else:
                report.warn(option, message)
        if verdict is None or verdict.fault not in errors:
            found.append((key, option))
    return sorted(found, key=lambda pair: pair[0].rank)


def judge_name(name: str, own: OwnSettings, django_version: Version) -> Verdict | None:
    """Return the fault in the name of a setting; None if the name is right.

    Example::

        >>> judge_name("ALOWED_HOSTS", OwnSettings({}, None), (5, 2)).message
        'not a setting; did you mean ALLOWED_HOSTS? (if it is one of your own: twod.types = ALOWED_HOSTS:TYPE)'
    """
    if name in own.declared:
        return None
    setting = CATALOGUE.get(name)
    if setting is not None:
        return _judge_version(setting, django_version)
    if name in own:
        return None
    near = find_meant_setting(name, django_version, own.names)
    if near is None:
        return None
    return Verdict("misspelt", f"not a setting; did you mean {near}? ({_explain_own(name)})")


def _explain_own(name: str) -> str:
    return f"if it is one of your own: {TYPES_OPTION} = {name}:TYPE"


def _judge_version(setting: Setting, installed: Version) -> Verdict | None:
    removed = explain_removed(setting.name, installed)
    if removed is not None:
        return Verdict("removed", removed)
    if setting.since is not None and not setting.has_reader(installed):
        backport = f"; or install {setting.backport}, which reads it" if setting.backport else ""
        came = f"it came with Django {show_version(setting.since)}"
        return Verdict("too new", f"Django {show_version(installed)} does not read it; {came}{backport}")
    if setting.deprecated is not None:
        version, advice = setting.deprecated
        if version <= installed:
            return Verdict("deprecated", f"deprecated since Django {show_version(version)}; {advice}")
    return None


def find_swallowed(name: str, text: str) -> Iterator[Verdict]:
    """Yield a verdict for each indented line that looks like an option but is part of the value above it.

    :param name: the setting that the text is for.
    """
    if "\n" not in text or is_json(text) or isinstance(KINDS.get(name), Map | Untyped):
        return
    for line in text.split("\n")[1:]:
        head, sign, _ = line.replace(":", "=").partition("=")
        if sign and head.rstrip() in KINDS:
            message = f"its value has the line '{head.rstrip()} = …'; if that is an option, do not indent it"
            yield Verdict("swallowed", message)


def _judge_other(option: IniOption, facts: Facts, report: Report) -> None:
    """Warn about an option that is not a setting, but may be meant as one."""
    upper = re.split(r"[.\s]", option.name, maxsplit=1)[0].upper()
    is_read = upper in KINDS and explain_removed(upper, facts.django_version) is None
    near = upper if is_read else find_meant_setting(upper, facts.django_version, facts.own.names)
    # "debug" is reported as an error already.
    if near is not None and option.name != "debug":
        report.warn(option, f"not a setting; did you mean {near}?")


def judge_variables(deployment: Deployment, report: Report) -> None:
    """Report variables of [DEFAULT] that may be meant as settings."""
    for name, option in deployment.variables.items():
        if name == "DEBUG":
            continue  # a syntax error, reported elsewhere
        if name in KINDS and option.name.startswith("set "):
            report.error(option, f"'set' changes a variable, not a setting; write '{name} = …'")
        elif name in KINDS and option.section == DEFAULT_SECTION and name not in deployment.options:
            report.warn(option, "a setting has no effect in [DEFAULT]; move it to the section of the application")


def judge_mail(
    places: Mapping[str, IniOption | None], module_name: str, django_version: Version, report: Report
) -> None:
    """Report each old mail setting that is set together with MAILERS, which Django 6.1 rejects.

    :param places: the option that last changed each setting; None for the settings module.
    :param module_name: the name of the settings module.
    """
    if "MAILERS" not in places or django_version < (6, 1):
        return
    mailers = places["MAILERS"]
    for name in sorted(REFUSED_BESIDE_MAILERS & places.keys()):
        old = places[name]
        if old is not None:
            other = describe_source(mailers, module_name)
            report.error(old, f"Django 6.1 rejects it together with MAILERS ({other}); keep one of them")
        elif mailers is not None:
            other = describe_source(old, module_name)
            report.error(mailers, f"Django 6.1 rejects it together with {name} ({other}); keep one of them")
