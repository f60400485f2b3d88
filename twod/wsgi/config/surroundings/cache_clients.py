"""The libraries that Django's caches need, which Django imports when a cache is first used."""

from __future__ import annotations

from collections.abc import Mapping

from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.surroundings.installed import find_missing_module

_BACKENDS = "django.core.cache.backends"

#: The module that a backend of Django's imports; the distribution has the same name.
_CLIENTS = {
    f"{_BACKENDS}.redis.RedisCache": "redis",
    f"{_BACKENDS}.memcached.PyMemcacheCache": "pymemcache",
    f"{_BACKENDS}.memcached.PyLibMCCache": "pylibmc",
}


def judge_cache_clients(
    values: Mapping[str, object], places: Mapping[str, IniOption | None], default: HasPlace, report: Report
) -> None:
    """Report caches whose library is not installed where the site runs.

    :param values: Django's settings.
    :param places: where each setting was written.
    :param default: the place of the others.
    """
    caches = values.get("CACHES")
    for alias, cache in caches.items() if isinstance(caches, dict) else ():
        backend = cache.get("BACKEND") if isinstance(cache, dict) else None
        client = _CLIENTS.get(backend) if isinstance(backend, str) else None
        if client and find_missing_module(client):
            message = f"the cache {alias!r} needs {client}, which is not installed; add {client} to the site's eggs"
            report.error(places.get("CACHES") or default, message)
