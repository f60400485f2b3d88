"""The table of Django's settings as a JSON schema, for editors and for programs that write settings."""

from __future__ import annotations

from collections.abc import Mapping

from twod.inifile.opaque import has_opaque
from twod.wsgi.config.django_settings.catalogue import CATALOGUE, explain_removed
from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.django_settings.version import Version, show_version
from twod.wsgi.config.kinds.base import JsonSchema, Kind
from twod.wsgi.exc import BadValueError

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def make_settings_schema(django_version: Version, defaults: Mapping[str, object]) -> JsonSchema:
    """Return the JSON schema of an object of settings by name, with values in the JSON notation of an ini.

    The schema accepts any name for a site's own settings, and rejects settings that this Django version has removed.
    Example::

        >>> schema = make_settings_schema((6, 1), {"SITE_ID": 1})
        >>> schema["properties"]["EMAIL_TIMEOUT"]["deprecated"]
        True

    :param django_version: the installed version of Django.
    :param defaults: Django's default settings, by name.
    """
    properties = {
        setting.name: _describe(setting, django_version, defaults)
        for setting in CATALOGUE.values()
        if explain_removed(setting.name, django_version) or setting.has_reader(django_version)
    }
    return {
        "$schema": _DIALECT,
        "title": f"Settings of Django {show_version(django_version)}",
        "type": "object",
        "properties": properties,
        "propertyNames": {"pattern": "^_*[A-Z][A-Z0-9_]*$"},
    }


def _describe(setting: Setting, django_version: Version, defaults: Mapping[str, object]) -> JsonSchema:
    removed = explain_removed(setting.name, django_version)
    if removed is not None or setting.kind is None:
        return {"not": {}, "description": f"{removed}."}
    return {
        "description": _write_description(setting),
        **setting.kind.describe_json(),
        **_describe_default(setting.kind, setting.name, defaults),
        **({"examples": [setting.example]} if setting.example else {}),
        **({"deprecated": True} if _is_deprecated(setting, django_version) else {}),
        **({"writeOnly": True} if setting.is_secret else {}),
    }


def _is_deprecated(setting: Setting, django_version: Version) -> bool:
    return setting.deprecated is not None and setting.deprecated[0] <= django_version


def _write_description(setting: Setting) -> str:
    """Return the purpose of a setting, its notation in an ini, and its history."""
    words = [setting.help, f"In an ini: {setting.kind.expected if setting.kind else ''}."]
    if setting.since is not None:
        words.append(f"New in Django {show_version(setting.since)}.")
    for word, notice in (("Deprecated", setting.deprecated), ("Removed", setting.removed)):
        if notice is not None:
            version, advice = notice
            words.append(f"{word} in Django {show_version(version)}; {advice}.")
    return " ".join(words)


def _describe_default(kind: Kind, name: str, defaults: Mapping[str, object]) -> JsonSchema:
    """Return the default in the JSON notation of an ini; an empty schema if the default has no such notation."""
    if name not in defaults or has_opaque(defaults[name]):
        return {}
    try:
        return {"default": kind.give(defaults[name])}
    except BadValueError:
        return {}
