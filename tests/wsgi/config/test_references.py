"""References to variables, the environment and files."""

from __future__ import annotations

import json
import time
from types import ModuleType
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twod.wsgi.config import check_ini
from twod.wsgi.config.merging.resolution import resolve
from twod.wsgi.config.survey import load_uri
from twod.wsgi.exc import ConfigurationError


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "${nope}",
            "${nope}: no such option in [DEFAULT]; for an environment variable, write ${env:nope}",
        ),
        ("${databse_url}", "${databse_url}: no such option in [DEFAULT]; did you mean ${database_url}?"),
        ("${env:SECRET}", "the environment variable SECRET is not set"),
        ("${env:DATABASE_URI}", "the environment variable DATABASE_URI is not set; did you mean DATABASE_URL?"),
        ("${env:}", "${env:}: expected ${env:NAME} or ${env:NAME:-default}"),
        ("${env:A-B}", "${env:A-B}: expected ${env:NAME} or ${env:NAME:-default}"),
        ("${file:}", "${file:}: expected ${file:PATH} or ${file:PATH:-default}"),
        ("a ${b", "'${' without '}'; write '$${' for plain text"),
    ],
)
def test_reference_that_leads_nowhere_is_located(problems, value, message):
    environ = {"DATABASE_URL": "x"}
    assert problems(f"MY_VALUE = {value}", default="database_url = x", environ=environ) == [
        f"site.ini:5 [app:main] MY_VALUE: {message}"
    ]


def test_secret_file_is_relative_to_the_ini_that_names_it(write, load):
    write("sub/secret", "s3cret\n")
    write("sub/base.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:secret}\n")
    assert load("[app:main]\nuse = config:sub/base.ini").values["SECRET_KEY"] == "s3cret"


def test_a_file_is_named_without_the_way_up_and_down_to_it(write, tmp_path):
    write("var/secret", "s3cret\n")
    write("parts/twod/site.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:../../var/secret}\n")
    loaded = load_uri(tmp_path / "parts" / "twod" / "site.ini", environ={})
    assert loaded.values["SECRET_KEY"] == "s3cret"
    assert str(tmp_path / "var" / "secret") in loaded.files


def test_missing_secret_file_is_located(problems, tmp_path):
    assert problems("SECRET_KEY = ${file:gone}") == [
        f"site.ini:3 [app:main] SECRET_KEY: cannot read {tmp_path}/gone: no such file or directory"
    ]


def test_check_needs_neither_the_variables_nor_the_files(write):
    options = "SECRET_KEY = ${file:gone}\nEMAIL_SUBJECT_PREFIX = ${env:NOBODY_SET_THIS}\nSITE_ID = ${env:NOBODY:-7}\n"
    check_ini(write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\n{options}"))


def test_debug_may_be_a_reference(load):
    assert load("A = 1", default="debug = ${env:MY_DEBUG:-yes}").values["DEBUG"] is True


#: Texts that would be syntax in one notation or another.
HOSTILE = [
    '"ab"',
    '"a\\b"',
    '"',
    "a, b",
    "a\nb = c",
    "] }",
    '": 1, "b',
    "p%41ss",
    "x@evil.example:1/?a=b#c",
    "a;b",
]


def check_any_text(path, name, expect, max_examples=50):
    """Load an ini with any text in the environment variable X, and compare a setting with what is expected."""

    @settings(max_examples=max_examples)
    @given(value=st.text() | st.sampled_from(HOSTILE))
    def check(value):
        found = load_uri(path, environ={"X": value}).values[name]
        assert found == expect(value)

    for value in HOSTILE:
        check = example(value)(check)
    check()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SECRET_KEY", "${env:X}"),
        ("SECRET_KEY", '"${env:X}"'),
        ("DATABASES.default.PASSWORD", "${env:X}"),
        ("SHOP_TOKEN", '"${env:X}"'),
    ],
)
def test_any_text_of_a_variable_arrives_as_it_is(write, name, text):
    path = write("site.ini", f"[app:main]\nuse = egg:twod.wsgi\n{name} = {text}\n")
    expect = {"DATABASES": lambda x: {"default": {"PASSWORD": x}}}
    setting = name.partition(".")[0]
    check_any_text(path, setting, expect.get(setting, lambda x: x))


def test_any_text_of_a_file_arrives_as_it_is(write, tmp_path):
    path = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${file:secret}\n")

    @settings(max_examples=50)
    @given(value=st.text() | st.sampled_from(HOSTILE))
    def check(value):
        (tmp_path / "secret").write_bytes(f"{value}\n".encode())
        assert load_uri(path, environ={}).values["SECRET_KEY"] == value.removesuffix("\r")

    check()


@pytest.mark.parametrize("value", ["off", "1.50"])
@pytest.mark.parametrize("text", ["${env:X}", '"SHOP" = ${env:X}'])
def test_warning_shows_no_text_of_a_reference(deploy, text, value):
    module = ModuleType("shop.settings")
    module.SHOP = {"SHOP": None} if "=" in text else None
    report = resolve(deploy({"SHOP": text}), module=module, defaults={}, environ={"X": value}).report
    assert report.errors == ()
    assert report.warnings[0].message.startswith("'${env:X}' is a text here; ")


def test_warning_reads_the_notation_before_its_references(deploy):
    module = ModuleType("shop.settings")
    module.SHOP = [[1], "a"]
    for text in ("off, ${env:X}", "off = ${env:X}", "[${env:X}"):
        for value in HOSTILE:
            resolve(deploy({"SHOP": text, "MY": text}), module=module, defaults={}, environ={"X": value})


def find_location(caches):
    url = urlsplit(caches["default"]["LOCATION"])
    return url.hostname, url.port, url.path, unquote(url.password or "")


@pytest.mark.parametrize(
    ("option", "expect"),
    [
        ("ALLOWED_HOSTS = a ${env:X}, b", lambda x: ["a", x, "b"]),
        ("ALLOWED_HOSTS.append = a ${env:X}", lambda x: ["a", x]),
        ('ALLOWED_HOSTS = ["a", "${env:X}", "b"]', lambda x: ["a", x, "b"]),
        ("LOCALE_PATHS =\n    /a\n    /${env:X}/b", lambda x: ["/a", f"/{x}/b"]),
        ("LANGUAGES = en ; ${env:X}", lambda x: [("en", x)]),
        ("SERIALIZATION_MODULES =\n    a = <${env:X}>\n    b = c", lambda x: {"a": f"<{x}>", "b": "c"}),
        ("SERIALIZATION_MODULES = <${env:X}> = a", lambda x: {f"<{x}>": "a"}),
        ('SHOP = {"a": ["${env:X}"], "${env:X}<": 1}', lambda x: {"a": [x], f"{x}<": 1}),
        ('SHOP = "<${env:X}>"', lambda x: f"<{x}>"),
        ("EMAIL_SUBJECT_PREFIX = [${env:X}]", lambda x: f"[{x}]"),
        ("SHOP_MQ = <${env:X}>", lambda x: f"<{x}>"),
    ],
)
def test_number_of_parts_does_not_depend_on_a_reference(write, option, expect):
    path = write("site.ini", f"[app:main]\nuse = egg:twod.wsgi\n{option}\n")
    check_any_text(path, option.partition(" ")[0].partition(".")[0], expect)


def test_host_of_a_database_does_not_depend_on_a_password(write):
    url = "postgres://${env:X}:<${env:X}>@db:5433/<${env:X}>?sslmode=<${env:X}>"
    path = write("site.ini", f"[app:main]\nuse = egg:twod.wsgi\nDATABASES = default = {url}\n")
    check_any_text(
        path,
        "DATABASES",
        lambda x: {
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": f"<{x}>",
                "USER": x,
                "PASSWORD": f"<{x}>",
                "HOST": "db",
                "PORT": 5433,
                "OPTIONS": {"sslmode": f"<{x}>"},
            }
        },
    )


@pytest.mark.parametrize(
    "option", ["CACHES.default = redis://:<${env:X}>@cache:6379/1", "MQ_URL = redis://:<${env:X}>@cache:6379/1"]
)
def test_host_of_a_cache_and_of_any_other_url_does_not_depend_on_a_password(write, option):
    path = write("site.ini", f"[app:main]\nuse = egg:twod.wsgi\n{option}\n")

    @settings(max_examples=50)
    @given(value=st.text() | st.sampled_from(HOSTILE))
    def check(value):
        (found,) = load_uri(path, environ={"X": value}).values.values()
        found = found if isinstance(found, dict) else {"default": {"LOCATION": found}}
        assert find_location(found) == ("cache", 6379, "/1", f"<{value}>")

    check()


def test_reference_that_is_the_whole_value_has_the_notation_of_the_setting(load):
    environ = {
        "HOSTS": 'a, "b c"',
        "PORT": " 25 ",
        "AGE": "none",
        "DB": "sqlite:///%61.db",
        "SHOP": '{"a": [1]}',
        "LIMIT": "5",
    }
    values = load(
        """
        ALLOWED_HOSTS = ${env:HOSTS}
        SITE_ID = ${env:PORT}
        DATABASES.default = ${env:DB}
        DATABASES.default.CONN_MAX_AGE = ${env:AGE}
        SHOP = ${env:SHOP}
        LIMIT = ${env:LIMIT}
        """,
        environ=environ,
    ).values
    assert values["ALLOWED_HOSTS"] == ["a", "b c"]
    assert values["SITE_ID"] == 25
    assert values["DATABASES"]["default"]["NAME"] == "a.db"
    assert values["DATABASES"]["default"]["CONN_MAX_AGE"] is None
    assert (values["SHOP"], values["LIMIT"]) == ({"a": [1]}, 5)


def test_reference_whose_text_is_no_json_is_an_error_with_the_cure(problems):
    (problem,) = problems("SHOP_TOKEN = ${env:X}", environ={"X": "[s3cret"})
    assert problem.startswith("site.ini:3 [app:main] SHOP_TOKEN: expected JSON: ")
    assert problem.endswith('; if it is a text, write "${env:X}", got <hidden>')


def test_string_of_json_that_is_a_reference_is_read_by_the_type_of_its_key(load):
    text = '{"default": {"ENGINE": "x", "CONN_MAX_AGE": "${env:A}", "AUTOCOMMIT": "${env:B}", "NAME": "${env:A}"}}'
    values = load(f"DATABASES = {text}", environ={"A": "5", "B": "off"}).values
    assert values["DATABASES"]["default"] == {"ENGINE": "x", "CONN_MAX_AGE": 5, "AUTOCOMMIT": False, "NAME": "5"}


def test_key_that_a_reference_gives_has_its_type(load):
    values = load(
        'DATABASES.default = {"${env:KEY}": "${env:AGE}"}', environ={"KEY": "CONN_MAX_AGE", "AGE": "5m"}
    ).values
    assert values["DATABASES"]["default"] == {"CONN_MAX_AGE": 300}


def test_url_in_json_may_be_a_reference(load):
    values = load('CACHES = {"default": "${env:URL}"}', environ={"URL": "locmem://a"}).values
    assert values["CACHES"]["default"]["LOCATION"] == "a"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": ${env:X}}', "line 1, column 7"),
        ('{"a": "${env:LONG}",\n  "b": ${env:X}}', "line 2, column 6"),
        ('["${env:LONG}", ${env:X}]', "line 1, column 17"),
        ("{${env:X}: 1}", "line 1, column 2"),
        ('{"a": 1${env:X}}', "line 1, column 8"),
        ("[${env:X}", "line 1, column 2"),
    ],
)
def test_reference_outside_of_a_json_string_is_refused(write, problems, text, place):
    environ = {"X": "1, 2", "LONG": "l" * 99}
    message = f'MY: expected JSON with references in strings only; write "${{env:X}}" ({place} of the value)'
    assert problems(f"MY = {text}", environ=environ) == [f"site.ini:3 [app:main] {message}"]
    with pytest.raises(ConfigurationError, match="expected JSON with references in strings only"):
        check_ini(write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\nCSRF_TRUSTED_ORIGINS = {text}\n"))


def test_place_of_another_mistake_in_json_counts_references_as_they_are_written(problems):
    (problem,) = problems('MY = ["${env:X}" 5]', environ={"X": "l" * 99})
    assert problem.endswith("expected JSON: expecting ',' delimiter (line 1, column 13 of the value)")


def test_two_keys_of_json_that_become_the_same_are_refused(problems):
    (problem,) = problems('MY = {"a": 1, "${env:X}": 2}', environ={"X": "a"})
    assert "expected JSON with each key once in an object" in problem


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgres://${env:HOST}/shop", "db", ""),
        ("postgres://shop@${env:HOST}:5433/shop", "db", 5433),
        ("postgres://shop@db:${env:PORT}/shop", "db", 5433),
        ("postgres://shop@${db_host}/shop", "db", 5433),
        ("postgres://shop@${env:HOSTS}/shop", "a,b", "1,2"),
        ("postgres://shop@${env:SOCKET}/shop", "/var/run/pg", ""),
        ("postgres://shop@${env:HOST}.example.com/shop", "db.example.com", ""),
        ("postgres://shop@${env:IPV6}/shop", "::1", 5433),
        ("${env:SCHEME}://db/shop", "db", ""),
    ],
)
def test_host_of_a_url_may_be_a_reference_with_its_port_or_without(load, url, host, port):
    environ = {
        "HOST": "db",
        "PORT": "5433",
        "HOSTS": "a:1,b:2",
        "SOCKET": "/var/run/pg",
        "IPV6": "[::1]:5433",
        "SCHEME": "postgresql",
    }
    loaded = load(f"DATABASES.default = {url}", default="db_host = db:5433", environ=environ)
    database = loaded.values["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == (host, port, "shop")


@pytest.mark.parametrize(
    "host", ["x@evil.example", "db/other", "db?a=b", "db#", "a b", "db:x", "db:99999", "a:b:c", ""]
)
def test_reference_for_a_host_gives_nothing_but_hosts(problems, host):
    (problem,) = problems("DATABASES.default = mysql://shop@${env:HOST}/shop", environ={"HOST": host})
    assert "DATABASES.default: expected a valid mysql:// URL (its " in problem


@pytest.mark.parametrize("option", ["DATABASES.default", "CACHES.default"])
def test_variable_for_a_url_must_not_be_empty(problems, option):
    (problem,) = problems(f"{option} = ${{env:URL}}", environ={"URL": ""})
    assert problem.startswith(f"site.ini:3 [app:main] {option}: expected a ")
    assert "; the text of the reference is empty" in problem


def make_many(count):
    """Return texts with so many references, by setting."""
    reference = "${env:X}"
    return {
        "words": {"ALLOWED_HOSTS": " ".join([reference] * count)},
        "json": {"SHOP": f"[{', '.join([json.dumps(reference)] * count)}]"},
        "misplaced in json": {"SHOP": f"[{', '.join([json.dumps(reference)] * count)}, {reference}]"},
        "text": {"SECRET_KEY": reference * count},
        "user of a url": {"DATABASES.default": f"postgres://{reference * count}@db/shop"},
        "hosts of a url": {"DATABASES.default": f"postgres://{','.join([reference] * count)}/shop"},
        "options of a url": {"DATABASES.default": "sqlite:///a?" + "&".join(f"o{i}={reference}" for i in range(count))},
        "urls in a text": {"SECRET_KEY": f"a://{reference}" * count},
        "lines": {"LANGUAGES": "\n".join([f"{reference} ; {reference}"] * count)},
        "options": {f"SHOP_{number}": reference for number in range(count)},
    }


@pytest.mark.parametrize("shape", make_many(1))
def test_twice_the_references_take_twice_the_time(deploy, shape):
    def measure(count):
        deployment = deploy(make_many(count)[shape])
        times = []
        for _ in range(5):
            start = time.process_time()
            resolve(deployment, defaults={}, environ={"X": "x"})
            times.append(time.process_time() - start)
        return min(times)

    # Where the time grows with the square, this is four.
    assert measure(2000) / measure(1000) < 3
