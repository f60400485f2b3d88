"""URLs of databases."""

from __future__ import annotations

from contextlib import closing
from urllib.parse import quote

import pytest
from django.db.utils import ConnectionHandler
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.config.django_settings.database_urls import ENGINES, read_database_url
from twod.wsgi.config.django_settings.schemas import DATABASES
from twod.wsgi.exc import BadValueError

DATABASE = DATABASES.find_child("default")
SERVERS = sorted(ENGINES.keys() - {"sqlite", "prometheus_sqlite", "spatialite", "prometheus_spatialite", "ldap"})
words = st.text(min_size=1)


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (
            "DATABASES.default = postgres://u:p%%40w@db:5433/site?conn_max_age=60",
            {
                "default": {
                    "ENGINE": "django.db.backends.postgresql",
                    "NAME": "site",
                    "USER": "u",
                    "PASSWORD": "p@w",
                    "HOST": "db",
                    "PORT": 5433,
                    "CONN_MAX_AGE": 60,
                    "OPTIONS": {},
                }
            },
        ),
        (
            "DATABASES = default = sqlite:///db.sqlite3",
            {
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": "db.sqlite3",
                    "USER": "",
                    "PASSWORD": "",
                    "HOST": "",
                    "PORT": "",
                }
            },
        ),
    ],
)
def test_url_stands_for_a_database(load, option, expected):
    assert load(option).values["DATABASES"] == expected


@pytest.mark.parametrize("scheme", SERVERS)
@given(user=words, password=words, name=words, option=words)
def test_each_part_is_what_was_encoded(scheme, user, password, name, option):
    user_info = f"{quote(user, safe='')}:{quote(password, safe='')}"
    found = DATABASE.read(f"{scheme}://{user_info}@db.example.com:99/{quote(name, safe='')}?text=<{quote(option)}>")
    assert found.pop("PORT") in (99, "99")
    assert found == {
        "ENGINE": ENGINES[scheme],
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": "db.example.com",
        "OPTIONS": {"text": f"<{option}>"},
    }


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite://", ":memory:"),
        ("sqlite://:memory:", ":memory:"),
        ("sqlite:///:memory:", ":memory:"),
        ("sqlite:///a/b.db", "a/b.db"),
        ("sqlite:////a/b.db", "/a/b.db"),
        ("sqlite:///a%3Fb%23c.db", "a?b#c.db"),
        ("sqlite:///a+b.db", "a+b.db"),
        ("sqlite:///a b.db", "a b.db"),
        ("spatialite:///a.db", "a.db"),
    ],
)
def test_database_in_a_file_has_its_path(url, name):
    assert DATABASE.read(url)["NAME"] == name


@pytest.mark.parametrize(
    ("query", "key", "value"),
    [
        ("atomic_requests=false", "ATOMIC_REQUESTS", False),
        ("ATOMIC_REQUESTS=on", "ATOMIC_REQUESTS", True),
        ("autocommit=no", "AUTOCOMMIT", False),
        ("conn_health_checks=yes", "CONN_HEALTH_CHECKS", True),
        ("disable_server_side_cursors=1", "DISABLE_SERVER_SIDE_CURSORS", True),
        ("conn_max_age=10m", "CONN_MAX_AGE", 600),
        ("conn_max_age=none", "CONN_MAX_AGE", None),
        ("conn_max_age=0", "CONN_MAX_AGE", 0),
        ("time_zone=UTC", "TIME_ZONE", "UTC"),
        ("time_zone=none", "TIME_ZONE", None),
    ],
)
def test_key_behind_the_question_mark_has_its_type(query, key, value):
    found = DATABASE.read(f"postgres://db/shop?{query}")
    assert found[key] == value
    assert type(found[key]) is type(value)
    assert found["OPTIONS"] == {}


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("sslmode=require&connect_timeout=5", {"sslmode": "require", "connect_timeout": 5}),
        ("pool=true", {"pool": True}),
        ('pool={"min_size":2}', {"pool": {"min_size": 2}}),
        ("options=-csearch_path%3Dshop", {"options": "-csearch_path=shop"}),
        ("host=/tmp&user=a&password=b&dbname=c", {"host": "/tmp", "user": "a", "password": "b", "dbname": "c"}),
        ("driver=ODBC+Driver+18+for+SQL+Server", {"driver": "ODBC Driver 18 for SQL Server"}),
        ('application_name="a"', {"application_name": '"a"'}),
        ("transaction_mode=IMMEDIATE&timeout=20", {"transaction_mode": "IMMEDIATE", "timeout": 20}),
        ("charset=utf8mb4&unix_socket=/tmp/my", {"charset": "utf8mb4", "unix_socket": "/tmp/my"}),
        ("init_command=SET x=1", {"init_command": "SET x=1"}),
        ("isolation_level=read committed", {"isolation_level": "read committed"}),
    ],
)
def test_other_options_are_those_of_the_engine(query, options):
    assert DATABASE.read(f"postgres://db/shop?{query}")["OPTIONS"] == options


@pytest.mark.parametrize(
    ("url", "host", "port", "name"),
    [
        ("postgres:///shop", "", "", "shop"),
        ("postgres://%2Fvar%2Frun%2Fpg/shop", "/var/run/pg", "", "shop"),
        ("postgres:////var/run/pg/shop", "/var/run/pg", "", "shop"),
        ("mysql:////cloudsql/a:b:c/shop", "/cloudsql/a:b:c", "", "shop"),
        ("postgres://db//shop", "db", "", "/shop"),
        ("postgres:///%2Fa%2Fb", "", "", "/a/b"),
        ("postgres://a:1,b:2/shop", "a,b", "1,2", "shop"),
        ("postgres://a,b:2/shop", "a,b", ",2", "shop"),
        ("postgres://a,b/shop", "a,b", "", "shop"),
        ("postgres://[::1]:5433/shop", "::1", 5433, "shop"),
        ("oracle://h:1521/xe", "h", "1521", "xe"),
        ("oracle://h/xe", "h", "", "xe"),
        ("oracle://alias", "", "", "alias"),
        ("ldap://h:389", "h", 389, "ldap://h:389"),
        ("mssql://h", "h", "", ""),
    ],
)
def test_database_of_a_server_has_its_place(url, host, port, name):
    found = DATABASE.read(url)
    assert (found["HOST"], found["PORT"], found["NAME"]) == (host, port, name)


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("DATABASES.default = postgress://u:secret@h/db", "expected the URL of a database (did you mean postgres://?)"),
        ("DATABASES.default = postgres://u:secret@h:port/db", "expected a valid postgres:// URL"),
        ("DATABASES.default = postgres://u:sec@ret#@h/db", "expected a valid postgres:// URL"),
        ("DATABASES.default = mysql://u:secret@a,b/db", "(it has more than one host)"),
        ("DATABASES.default = sqlite://db.sqlite3", "expected sqlite:///relative/path or sqlite:////absolute/path"),
        (
            "DATABASES.default = sqlite:///a?con_max_age=5",
            "the option 'con_max_age' does not exist; did you mean conn_max_age?",
        ),
        ("DATABASES.default = sqlite:///a?conn_max_age=x", "at CONN_MAX_AGE: expected seconds (such as 90, 90s, 5m, "),
        ("DATABASES.default = sqlite:///a?atomic_requests=", "at ATOMIC_REQUESTS: expected true or false, got "),
    ],
)
def test_bad_url_is_located_and_its_password_hidden(problems, option, message):
    (problem,) = problems(option)
    assert message in problem
    assert "sec" not in problem.partition("expected")[2].replace("such", "").replace("seconds", "")


def test_engine_does_not_depend_on_what_is_installed():
    assert read_database_url("postgres://db/shop").values["ENGINE"] == "django.db.backends.postgresql"


@given(text=st.text(alphabet="sqlite:/?#[]@%&=,+.0aF2é _"))
@pytest.mark.parametrize("scheme", ["sqlite", "postgres", "oracle", "ldap"])
def test_any_url_is_read_or_refused(scheme, text):
    try:
        assert DATABASE.read(f"{scheme}://{text}")
    except BadValueError as error:
        assert error.expected  # noqa: PT017 - either outcome is right


def test_sqlite_takes_what_a_url_gives(tmp_path):
    path = tmp_path / "a?b#c%41+d.sqlite3"
    query = "atomic_requests=no&conn_max_age=none&timeout=20&transaction_mode=IMMEDIATE"
    connection = ConnectionHandler({"default": DATABASE.read(f"sqlite:///{quote(str(path))}?{query}")})["default"]
    with closing(connection.get_new_connection(connection.get_connection_params())) as opened:
        opened.execute("CREATE TABLE a (b)")
    assert path.stat().st_size
    assert (connection.settings_dict["ATOMIC_REQUESTS"], connection.settings_dict["CONN_MAX_AGE"]) == (False, None)
