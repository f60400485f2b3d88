"""Of a value, the parts that references gave are secrets, and no others."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twod.inifile.seals import seal
from twod.wsgi.config.merging.referred import WHOLE, find_referred_parts
from twod.wsgi.config.survey import load_uri
from twod.wsgi.config.trace.history import ReferredParts

ENVIRON = {
    "PW": "hunter2",
    "ODD": "x@evil:1/%41#?&=",
    "SIGNS": "***",
    "WORDS": "hunter2 ***",
    "PORT": "5432",
    "HOST": "db.example.com",
    "URL": "postgres://shop:hunter2@db.example.com:5432/shop?sslpassword=t0ken&sslmode=require",
    "REDIS": "redis://:hunter2@cache:6379/1",
    "JSON": '{"NAME": "n", "USER": "u"}',
    "YES": "yes",
}


@pytest.mark.parametrize(
    ("option", "shown"),
    [
        ("A = ${env:PW}", "<hidden>"),
        ("A = ${env:SIGNS}", "<hidden>"),
        ("A = ${env:NOT_SET:-shown}", "shown"),
        ("A = a-${env:PW}", "<hidden>"),
        ('A = {"x": "${env:PW}", "y": ["${env:PORT}", "b", {"z": "${env:ODD}"}], "w": 1}',
         {"x": "<hidden>", "y": ["<hidden>", "b", {"z": "<hidden>"}], "w": 1}),
        ('A = {"${env:PW}": 1}', "<hidden>"),
        ("ALLOWED_HOSTS = localhost ${env:HOST}", ["localhost", "<hidden>"]),
        ("ALLOWED_HOSTS.append = b ${env:HOST}", ["b", "<hidden>"]),
        ("SITE_ID = ${env:PORT}", "<hidden>"),
        ("APPEND_SLASH = ${env:YES}", True),
        ("DATABASES.default = ${env:NOT_SET:-postgres://shop:hunter2@db:5432/shop}",
         {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop", "USER": "shop",
                      "PASSWORD": "<hidden>", "HOST": "db", "PORT": 5432}}),
        ("DATABASES.default = postgres://shop:${env:ODD}@db:${env:PORT}/shop",
         {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop", "USER": "shop",
                      "PASSWORD": "<hidden>", "HOST": "db", "PORT": "<hidden>"}}),
        ("DATABASES.default = ${env:URL}",
         {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "shop", "USER": "shop",
                      "PASSWORD": "<hidden>", "HOST": "db.example.com", "PORT": 5432,
                      "OPTIONS": {"sslpassword": "<hidden>", "sslmode": "require"}}}),
        ("CACHES.default = ${env:REDIS}",
         {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache",
                      "LOCATION": "redis://:<hidden>@cache:6379/1"}}),
        ("CACHES.default = redis://:${env:ODD}@cache:6379/1",
         {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache",
                      "LOCATION": "redis://:<hidden>@cache:6379/1"}}),
        ("BROKER_URL = amqp://shop:${env:SIGNS}@mq:5672//", "amqp://shop:<hidden>@mq:5672//"),
        ("BROKER_URL = amqp://shop:${env:PW}@${env:HOST}//", "<hidden>"),
        ("DSN = host=db password=${env:PW} user=shop", "host=db password=<hidden> user=shop"),
        ("DSN = host=db password=${env:WORDS} user=shop", "<hidden>"),
        ("DATABASES.default =\n  ENGINE = e\n  NAME = ${env:PW}", {"default": {"ENGINE": "e", "NAME": "<hidden>"}}),
    ],
)  # fmt: skip
def test_what_a_reference_gave_is_hidden_and_the_rest_is_shown(load, option, shown):
    loaded = load(option, environ=ENVIRON)
    name = option.partition(" ")[0].partition(".")[0]
    assert loaded.report([name])[name].value == shown


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "site.ini:3 [app:main] (default; ZONE is not set)"),
        ({"ZONE": ""}, "site.ini:3 [app:main] (default; ZONE is empty)"),
        ({"ZONE": "Europe/Madrid"}, "site.ini:3 [app:main] (environment variable ZONE)"),
    ],
)
def test_the_place_says_which_side_of_a_reference_is_in_force(load, environ, said):
    report = load("TIME_ZONE = ${env:ZONE:-UTC}", environ=environ).report(["TIME_ZONE"])["TIME_ZONE"]
    assert str(report.origins[0]) == said
    assert report.origins[0].value == "${env:ZONE:-UTC}"


def test_indexes_of_lists_may_change_without_showing_what_is_hidden(write):
    write("base.ini", '[app:main]\nuse = egg:twod.wsgi\nA = [{"x": "${env:PW}"}, "b"]\n')
    path = write("site.ini", '[app:main]\nuse = config:base.ini\nA.prepend = [{"x": "c"}]\n')
    value = load_uri(path, environ=ENVIRON).report(["A"])["A"].value
    assert value == [{"x": "c"}, {"x": "<hidden>"}, "b"]


@pytest.mark.parametrize("read", [lambda _: 1, int, lambda text: 1 / (len(text) - len(text))])
def test_where_nothing_can_be_told_all_is_hidden(read):
    assert find_referred_parts(seal("x", "${env:X}"), ["${env:X}"], read, 1) == WHOLE


def test_without_references_nothing_is_hidden():
    assert find_referred_parts("x", (), str, "x") == ReferredParts()


SECRET = st.text("abcXYZ019 %@:/#?&=\"'\\é", min_size=6, max_size=20).map(lambda text: f"s3c{text}r3t")
PARTS = st.sampled_from(["a", "PASSWORD", "labels", "HOST"])
SHAPES = st.recursive(
    st.sampled_from(["SECRET", "shown", "pre-SECRET", 5, None, True]),
    lambda items: st.lists(items, max_size=3) | st.dictionaries(PARTS, items, max_size=3),
    max_leaves=8,
)


def put_in(shape: object, text: str) -> object:
    if isinstance(shape, dict):
        return {key: put_in(item, text) for key, item in shape.items()}
    if isinstance(shape, list):
        return [put_in(item, text) for item in shape]
    return shape.replace("SECRET", text) if isinstance(shape, str) else shape


def hide_in(shape: object, name: str = "") -> object:
    if isinstance(shape, dict):
        return {key: hide_in(item, key) for key, item in shape.items()}
    if isinstance(shape, list):
        return [hide_in(item, name) for item in shape]
    return "<hidden>" if isinstance(shape, str) and "SECRET" in shape else shape


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(SHAPES, SECRET)
def test_a_reference_is_hidden_wherever_it_is_and_nothing_else_is(load, shape, secret):
    options = f"MY = {json.dumps({'a': put_in(shape, '${env:SECRET}')})}"
    loaded = load(options, environ={"SECRET": secret})
    assert loaded.values["MY"] == {"a": put_in(shape, secret)}
    report = loaded.report(["MY"])["MY"]
    assert secret not in repr(report)
    if "PASSWORD" not in options:
        assert report.value == {"a": hide_in(shape)}


def test_a_report_of_many_references_takes_no_time_for_each_pair_of_them(load):
    count = 8000
    lines = "".join(f"\n  ${{env:V{number}}}" for number in range(count))
    loaded = load(f"MY ={lines}", default="twod.types = MY:lines", environ={f"V{n}": f"value{n}" for n in range(count)})
    start = time.process_time()
    loaded.report(["MY"])
    # Compared with one another they took three minutes, at a time for each they take 50 milliseconds.
    assert time.process_time() - start < 5
