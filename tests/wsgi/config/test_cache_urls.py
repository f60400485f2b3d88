"""URLs of caches."""

from __future__ import annotations

import importlib
from urllib.parse import quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.config.django_settings.cache_urls import BACKENDS, read_cache_url
from twod.wsgi.config.django_settings.schemas import CACHES
from twod.wsgi.exc import BadValueError

CACHE = CACHES.find_child("default")
words = st.text(min_size=1)


@pytest.mark.parametrize("scheme", BACKENDS)
def test_each_scheme_leads_to_a_backend_of_django(scheme):
    module, _, name = read_cache_url(f"{scheme}://").values["BACKEND"].rpartition(".")
    assert hasattr(importlib.import_module(module), name)


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("redis://cache:6379/1", "redis://cache:6379/1"),
        ("redis://cache", "redis://cache"),
        ("rediss://cache/", "rediss://cache"),
        ("rediscache://cache:6379/1", "redis://cache:6379/1"),
        ("valkey://cache/1", "redis://cache/1"),
        ("valkeys://cache/1", "rediss://cache/1"),
        ("redis://u:p%40w@cache/1", "redis://u:p%40w@cache/1"),
        ("redis://u@cache/1", "redis://u@cache/1"),
        ("redis://:a,b;c@cache/1", "redis://:a%2Cb%3Bc@cache/1"),
        ("redis://", "redis://localhost"),
        ("redis:///2", "redis://localhost/2"),
        ("redis://:pw@a:1,b:2/3", ["redis://:pw@a:1/3", "redis://:pw@b:2/3"]),
        ("redis://[::1]:6379/1", "redis://[::1]:6379/1"),
        ("redis:///var/run/redis.sock", "unix:///var/run/redis.sock"),
        ("redis://:pw@/var/run/re%3Fdis.sock", "unix://:pw@/var/run/re%3Fdis.sock"),
        ("memcached://cache:11211", "cache:11211"),
        ("memcache://cache", "cache"),
        ("pymemcache://a:1,b:2", ["a:1", "b:2"]),
        ("pylibmc://[::1]:5", "[::1]:5"),
        ("memcached://", "localhost"),
        ("memcached:///var/run/memcached.sock", "unix:/var/run/memcached.sock"),
        ("file:///var/tmp/shop", "/var/tmp/shop"),
        ("filecache://var/tmp/a%3Fb", "var/tmp/a?b"),
        ("db://cache_table", "cache_table"),
        ("dbcache://Cache_Table/", "Cache_Table"),
        ("locmem://", ""),
        ("locmemcache://shop", "shop"),
        ("dummy://", ""),
    ],
)
def test_location_is_as_the_backend_wants_it(url, location):
    assert CACHE.read(url) == {"BACKEND": BACKENDS[url.partition(":")[0]], "LOCATION": location}


@given(user=words, password=words)
def test_location_of_redis_has_the_name_and_password_that_were_encoded(user, password):
    found = CACHE.read(f"redis://{quote(user, safe='')}:{quote(password, safe='')}@cache:5/1")["LOCATION"]
    url = urlsplit(found)
    assert (unquote(url.username), unquote(url.password)) == (user, password)
    assert (url.hostname, url.port, url.path) == ("cache", 5, "/1")
    assert not set(";,") & set(found)  # Django splits it there


@given(path=st.text(min_size=2))
def test_directory_of_a_file_cache_is_what_was_encoded(path):
    assert CACHE.read(f"file:///{quote(path)}")["LOCATION"] == f"/{path}"


@pytest.mark.parametrize("scheme", ["redis", "memcached", "locmem", "file", "db"])
@pytest.mark.parametrize(
    ("query", "key", "value"),
    [
        ("key_prefix=shop", "KEY_PREFIX", "shop"),
        ("KEY_PREFIX=%22shop%22", "KEY_PREFIX", '"shop"'),
        ("key_prefix=5", "KEY_PREFIX", "5"),
        ("timeout=1h", "TIMEOUT", 3600),
        ("timeout=none", "TIMEOUT", None),
        ("version=2", "VERSION", 2),
        ("key_function=shop.keys.make", "KEY_FUNCTION", "shop.keys.make"),
    ],
)
def test_key_behind_the_question_mark_has_its_type(scheme, query, key, value):
    found = CACHE.read(f"{scheme}://x?{query}")
    assert found[key] == value
    assert "OPTIONS" not in found


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("locmem://?max_entries=1000&cull_frequency=2", {"MAX_ENTRIES": 1000, "CULL_FREQUENCY": 2}),
        (
            "redis://h?socket_timeout=5&retry_on_timeout=true&db=2",
            {"socket_timeout": 5, "retry_on_timeout": True, "db": 2},
        ),
        ("redis://h?ssl_cert_reqs=none", {"ssl_cert_reqs": "none"}),
        ("memcached://h?no_delay=true", {"no_delay": True}),
    ],
)
def test_other_options_are_those_of_the_backend(url, options):
    assert CACHE.read(url)["OPTIONS"] == options


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("CACHES.default = reddis://:secret@h", "expected the URL of a cache (did you mean redis://?)"),
        ("CACHES.default = https://:secret@h", "expected the URL of a cache, beginning with one of db://, "),
        ("CACHES.default = redis://h/shop", "(the path after the host is not a database number)"),
        ("CACHES.default = redis://h?key_prefx=a", "the option 'key_prefx' does not exist; did you mean key_prefix?"),
        (
            "CACHES.default = redis://h?max_entries=5",
            "the option 'max_entries' does not exist for this cache, which has ",
        ),
        (
            "CACHES.default = locmem://?db=5",
            "the option 'db' does not exist for this cache, which has ",
        ),
        ("CACHES.default = memcached://u:secret@h", "(Django cannot log in to memcached; remove the user name "),
        ("CACHES.default = memcached://h/1", "(the URL of a memcached server has no path after the host)"),
        ("CACHES.default = redis://h?timeout=secs", "at TIMEOUT: expected seconds (such as 90, 90s, 5m, 1h30m, "),
        ("CACHES.default = locmem://?max_entries=x", "at OPTIONS.MAX_ENTRIES: expected an integer, got "),
    ],
)
def test_bad_url_is_located_and_its_password_hidden(problems, option, message):
    (problem,) = problems(option)
    assert problem.startswith("site.ini:3 [app:main] CACHES.default: ")
    assert message in problem
    assert "secret" not in problem


@given(text=st.text(alphabet="redis:/?#[]@%&=,+.0aF2é _"))
@pytest.mark.parametrize("scheme", ["redis", "memcached", "file", "locmem"])
def test_any_url_is_read_or_refused(scheme, text):
    try:
        assert CACHE.read(f"{scheme}://{text}")
    except BadValueError as error:
        assert error.expected  # noqa: PT017 - either outcome is right
