"""The check of a site's databases, caches, static files, and of the checks that the site itself defines."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from pathlib import Path

from django.core.cache import caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connections

from twod.inifile.problems import describe_place
from twod.wsgi.commands.doctor.examination import Ailment, Examined
from twod.wsgi.commands.doctor.risky_settings import describe_setting_place
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.trace.below import concerns
from twod.wsgi.config.trace.origins import INI
from twod.wsgi.preparation.database_file import find_database_file
from twod.wsgi.serving.health.checkup import Check, Checkup
from twod.wsgi.serving.health.health_section import find_health_options
from twod.wsgi.serving.health.site_checks import find_site_checks

_DATABASE, _MIGRATIONS, _CACHE, _STATIC = "database", "migrations", "cache", "static"


def examine_state(loaded: Loaded, config_uri: str, front: str) -> list[Examined]:
    """Return the results of the health probe's checks, with only the first fault of each database.

    :param front: the program to name in cures: ``twod`` or ``paster``.
    """
    options = find_health_options(config_uri)
    # Connecting to SQLite would create the missing file, and the doctor must change nothing.
    missing = {alias: file for alias in connections if (file := find_database_file(alias)) and not file.exists()}

    def find_checks() -> dict[str, Check]:
        checks = find_site_checks(options)
        return {name: check for name, check in checks.items() if not _needs_database(name, missing)}

    found = Checkup(find_checks, options.timeout).examine()
    prepare = f"{front} setup-app {config_uri}"
    examined = [
        Examined(f"{_DATABASE}:{alias}", (_describe_missing_file(alias, file, loaded, prepare),))
        for alias, file in missing.items()
    ]
    examined += [Examined(name) for name in found.passed]
    unreachable = {name.partition(":")[2] for name in found.failed if name.startswith(f"{_DATABASE}:")}
    describe = partial(_describe_failure, loaded=loaded, prepare=prepare)
    return examined + [
        Examined(failure.name, (describe(failure.name, failure.reason),))
        for failure in found.failures
        if not (failure.name.startswith(f"{_MIGRATIONS}:") and failure.name.partition(":")[2] in unreachable)
    ]


def _needs_database(name: str, aliases: Collection[str]) -> bool:
    """Return whether a check opens one of some databases; a cache in a database may use any of them."""
    kind, _, alias = name.partition(":")
    if kind == _CACHE:
        return bool(aliases) and isinstance(caches[alias], BaseDatabaseCache)
    return alias in aliases


def _describe_missing_file(alias: str, file: Path, loaded: Loaded, prepare: str) -> Ailment:
    path = file.absolute()
    reason = "" if file.is_absolute() else f"; {file} is relative to the working directory"
    cure = prepare if path.parent.is_dir() else f"mkdir -p {path.parent} && {prepare}"
    place = _describe_place(loaded, "DATABASES", alias)
    return Ailment(f"{_DATABASE}:{alias}", f"there is no file {path}{reason}", cure, place)


def _describe_failure(name: str, reason: str, *, loaded: Loaded, prepare: str) -> Ailment:
    kind, _, alias = name.partition(":")
    if kind == _DATABASE:
        cure, place = f"start the database, or correct DATABASES.{alias}", _describe_place(loaded, "DATABASES", alias)
    elif kind == _CACHE:
        cure, place = f"start the cache's server, or correct CACHES.{alias}", _describe_place(loaded, "CACHES", alias)
    elif kind in (_MIGRATIONS, _STATIC):
        cure, place = prepare, ""
    else:
        cure, place = f"fix what the check {name} of the ini's health filter reports, or correct the check", ""
    return Ailment(name, reason, cure, place)


def _describe_place(loaded: Loaded, setting: str, alias: str) -> str:
    """Return the place of the option for one database or cache, or else that of the whole setting."""
    origins = loaded.report([setting])[setting].origins
    for origin in origins:
        if origin.source == INI and concerns(origin, (setting, alias)):
            return describe_place(origin.file, origin.line, origin.section)
    return describe_setting_place(loaded, setting)
