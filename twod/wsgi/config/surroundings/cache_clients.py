"""A check for the client libraries of caches, which Django imports only at the first use of a cache."""

from __future__ import annotations

from collections.abc import Mapping

from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.surroundings.installed import find_missing_module

_BACKENDS = "django.core.cache.backends"

#: The module that each backend of Django imports; its distribution has the same name.
_CLIENTS = {
    f"{_BACKENDS}.redis.RedisCache": "redis",
    f"{_BACKENDS}.memcached.PyMemcacheCache": "pymemcache",
    f"{_BACKENDS}.memcached.PyLibMCCache": "pylibmc",
}


def judge_cache_clients(
    values: Mapping[str, object], places: Mapping[str, IniOption | None], default: HasPlace, report: Report
) -> None:
    """Report caches that need a client library which is not installed.

    :param values: the settings, by name.
    :param places: the option that set each setting; None for the settings module.
    :param default: the place for errors about settings without an option.
    """
    caches = values.get("CACHES")
    for alias, cache in caches.items() if isinstance(caches, dict) else ():
        backend = cache.get("BACKEND") if isinstance(cache, dict) else None
        client = _CLIENTS.get(backend) if isinstance(backend, str) else None
        if client and find_missing_module(client):
            cure = f"install {client} (in buildout.cfg, add it to eggs)"
            message = f"the cache {alias!r} needs {client}, which is not installed; {cure}"
            report.error(places.get("CACHES") or default, message)
