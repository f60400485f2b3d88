"""URLs for the items of ``DATABASES``."""

from __future__ import annotations

from collections.abc import Iterator

from twod.inifile.nearest import find_meant
from twod.inifile.seals import unseal
from twod.inifile.secrets import hide_passwords
from twod.wsgi.config.kinds.urls import Url, UrlItem, split_url
from twod.wsgi.exc import BadValueError

#: The engines, by the schemes of their URLs.
ENGINES = {
    **dict.fromkeys(("postgres", "postgresql", "psql", "pgsql"), "django.db.backends.postgresql"),
    "postgis": "django.contrib.gis.db.backends.postgis",
    "prometheus_postgresql": "django_prometheus.db.backends.postgresql",
    "prometheus_postgis": "django_prometheus.db.backends.postgis",
    "redshift": "django_redshift_backend",
    "cockroachdb": "django_cockroachdb",
    **dict.fromkeys(("mysql", "mysql2"), "django.db.backends.mysql"),
    "mysql-connector": "mysql.connector.django",
    "mysqlgis": "django.contrib.gis.db.backends.mysql",
    "prometheus_mysql": "django_prometheus.db.backends.mysql",
    "mssql": "mssql",
    "pyodbc": "sql_server.pyodbc",
    "oracle": "django.db.backends.oracle",
    "sqlite": "django.db.backends.sqlite3",
    "prometheus_sqlite": "django_prometheus.db.backends.sqlite3",
    "spatialite": "django.contrib.gis.db.backends.spatialite",
    "prometheus_spatialite": "django_prometheus.db.backends.spatialite",
    "ldap": "ldapdb.backends.ldap",
}
_IN_FILES = frozenset(scheme for scheme in ENGINES if scheme.endswith(("sqlite", "spatialite")))
#: The schemes of libpq, which accepts several hosts.
_OF_POSTGRES = frozenset({"psql", "pgsql", "cockroachdb", *(scheme for scheme in ENGINES if "postg" in scheme)})
#: The keys of a database that a URL may contain after the question mark, in lower case.
_KEYS = (
    "ATOMIC_REQUESTS",
    "AUTOCOMMIT",
    "CONN_HEALTH_CHECKS",
    "CONN_MAX_AGE",
    "DISABLE_SERVER_SIDE_CURSORS",
    "TIME_ZONE",
)


def read_database_url(text: str) -> UrlItem:
    """Return the item of ``DATABASES`` for a URL such as ``postgres://user:password@host:5432/name``.

    Example::

        >>> read_database_url("sqlite:////srv/shop/shop.sqlite3").values["NAME"]
        '/srv/shop/shop.sqlite3'

    :param text: the URL, with seals in the place of references.
    :raises BadValueError: if the text is not the URL of a database.
    """
    if text in ("sqlite://", "sqlite://:memory:"):
        text = "sqlite:///:memory:"
    url = split_url(text, "a database", ENGINES)
    database = {"ENGINE": ENGINES[url.scheme], **(_read_file(url) if url.scheme in _IN_FILES else _read_server(url))}
    if url.query:
        database["OPTIONS"] = {}
    return UrlItem(database, dict(_read_options(url)))


def _read_file(url: Url) -> dict[str, object]:
    if url.authority:
        expected = f"{url.scheme}:///relative/path or {url.scheme}:////absolute/path"
        raise BadValueError(expected, hide_passwords(unseal(url.text)))
    return {"NAME": url.decode(url.path[1:]) or ":memory:", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}


def _read_server(url: Url) -> dict[str, object]:
    host, port = _read_hosts(url)
    path = url.path[1:]
    if not host and path.startswith("/"):
        # postgres:////var/run/postgresql/shop: the directory of the server's socket, and the name
        directory, _, path = path.rpartition("/")
        host = url.decode(directory)
    name = url.decode(path)
    if url.scheme == "oracle":
        # Oracle's backend calls strip() on the port, so it must be a text. Without a name, the host is a TNS alias.
        host, name, port = (host, name, str(port)) if name else ("", host, str(port))
    if url.scheme == "ldap":
        name = f"ldap://{url.host}"
    return {"NAME": name, "USER": url.user, "PASSWORD": url.password, "HOST": host, "PORT": port}


def _read_hosts(url: Url) -> tuple[str, object]:
    if url.scheme not in _OF_POSTGRES:
        return url.host.name, url.host.port or ""
    hosts = url.hosts
    ports = [host.port or "" for host in hosts]
    names = ",".join(host.name for host in hosts)
    if len(ports) == 1:
        return names, ports[0]
    return names, ",".join(map(str, ports)) if any(ports) else ""


def _read_options(url: Url) -> Iterator[tuple[tuple[str, ...], str]]:
    for name, text in url.read_options().items():
        key = name.upper()
        if key in _KEYS:
            yield (key,), text
        elif meant := find_meant(key, _KEYS):
            raise url.refuse_option(name, f"does not exist; did you mean {meant.lower()}?")
        else:
            yield ("OPTIONS", name), text
