"""URLs for the items of ``CACHES``."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from twod.inifile.nearest import find_meant
from twod.wsgi.config.kinds.urls import Host, Url, UrlItem, split_url

_BACKENDS = "django.core.cache.backends"
#: Django's backends, by the schemes of their URLs. The first scheme of each backend is the recommended one.
BACKENDS = {
    **dict.fromkeys(("redis", "rediss", "rediscache", "valkey", "valkeys"), f"{_BACKENDS}.redis.RedisCache"),
    **dict.fromkeys(("memcached", "memcache", "pymemcache"), f"{_BACKENDS}.memcached.PyMemcacheCache"),
    "pylibmc": f"{_BACKENDS}.memcached.PyLibMCCache",
    **dict.fromkeys(("file", "filecache"), f"{_BACKENDS}.filebased.FileBasedCache"),
    **dict.fromkeys(("db", "dbcache"), f"{_BACKENDS}.db.DatabaseCache"),
    **dict.fromkeys(("locmem", "locmemcache"), f"{_BACKENDS}.locmem.LocMemCache"),
    **dict.fromkeys(("dummy", "dummycache"), f"{_BACKENDS}.dummy.DummyCache"),
}
#: The scheme that the Redis client expects, by the scheme in the ini.
_REDIS = {"redis": "redis", "rediscache": "redis", "valkey": "redis", "rediss": "rediss", "valkeys": "rediss"}
_MEMCACHED = ("memcached", "memcache", "pymemcache", "pylibmc")
#: The keys of a cache that a URL may contain after the question mark, in lower case.
_KEYS = ("KEY_FUNCTION", "KEY_PREFIX", "TIMEOUT", "VERSION")
#: The options of the caches that Django itself limits in size; the clients of other caches would reject them.
_LIMITS = ("CULL_FREQUENCY", "MAX_ENTRIES")


def read_cache_url(text: str) -> UrlItem:
    """Return the item of ``CACHES`` for a URL such as ``redis://host:6379/1``.

    Example::

        >>> read_cache_url("redis://:s3cret@cache/1").values["LOCATION"]
        'redis://:s3cret@cache/1'

    :param text: the URL, with seals in the place of references.
    :raises BadValueError: if the text is not the URL of a cache.
    """
    url = split_url(text, "a cache", BACKENDS)
    if url.scheme in _REDIS:
        location = _locate_redis(url)
    elif url.scheme in _MEMCACHED:
        location = _locate_memcached(url)
    else:
        is_file = url.scheme in ("file", "filecache")
        location = [url.decode(url.authority + (url.path if is_file else url.path.rstrip("/")))]
    cache: dict[str, object] = {"BACKEND": BACKENDS[url.scheme]}
    cache["LOCATION"] = location[0] if len(location) == 1 else location
    return UrlItem(cache, dict(_read_options(url)))


def _locate_redis(url: Url) -> list[str]:
    user, password = quote(url.user, safe=""), quote(url.password, safe="")
    user_info = f"{user}:{password}@" if password else f"{user}@" if user else ""
    path = url.decode(url.path)
    number = path.strip("/")
    hosts = url.hosts
    if not hosts and number and not number.isdecimal():
        return [f"unix://{user_info}{quote(path)}"]
    if number and not number.isdecimal():
        raise url.refuse("the path after the host is not a database number")
    database = f"/{number}" if number else ""
    scheme = _REDIS[url.scheme]
    return [f"{scheme}://{user_info}{_quote_host(host)}{database}" for host in hosts or [Host("localhost", None)]]


def _quote_host(host: Host) -> str:
    return quote(str(host), safe=":[]")


def _locate_memcached(url: Url) -> list[str]:
    if "@" in url.authority:
        raise url.refuse("Django cannot log in to memcached; remove the user name before '@'")
    path = url.decode(url.path)
    if not url.authority and path.strip("/"):
        return [f"unix:{path}"]
    if path.strip("/"):
        raise url.refuse("the URL of a memcached server has no path after the host")
    return [str(host) for host in url.hosts] or ["localhost"]


def _read_options(url: Url) -> Iterator[tuple[tuple[str, ...], str]]:
    has_client = url.scheme in _REDIS or url.scheme in _MEMCACHED
    known = _KEYS if has_client else _KEYS + _LIMITS
    for name, text in url.read_options().items():
        key = name.upper()
        if key in known:
            yield (key,) if key in _KEYS else ("OPTIONS", key), text
        elif meant := find_meant(key, known):
            raise url.refuse_option(name, f"does not exist; did you mean {meant.lower()}?")
        elif has_client and key not in _LIMITS:
            yield ("OPTIONS", name), text
        else:
            names = ", ".join(map(str.lower, known))
            raise url.refuse_option(name, f"does not exist for this cache, which has {names}")
