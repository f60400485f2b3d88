"""Settings of the ini as rows and as a table: origins, no secrets, and nothing that is HTML."""

from __future__ import annotations

import pytest

from twod.wsgi.config import configure
from twod.wsgi.exc import NotConfiguredError
from twod.wsgi.origin_rows import list_origin_rows, write_origin_table

INI = """
    [DEFAULT]
    debug = true
    [app:main]
    use = egg:twod.wsgi
    SECRET_KEY = s3cret-key
    DATABASES.default = postgres://u:pa55@db.example.com/shop
    SHOP_NAME = <b>&Shop
    SHOP_KEYS = {"api_token": "t0ken", "open": "yes"}
"""


@pytest.mark.usefixtures("_unconfigured")
def test_what_the_ini_sets_has_its_origins_and_no_secret(write, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    configure(write("site.ini", INI))
    rows = list_origin_rows()
    assert [row["name"] for row in rows] == ["DATABASES", "DEBUG", "SECRET_KEY", "SHOP_KEYS", "SHOP_NAME"]
    assert rows[1] == {
        "name": "DEBUG",
        "type": "bool",
        "value": "True",
        "origins": ["site.ini:2 [DEFAULT]", "Django's default"],
    }
    table = write_origin_table(rows)
    assert "&lt;b&gt;&amp;Shop" in table
    assert "site.ini:6 [app:main]" in table
    for secret in ("s3cret", "pa55", "t0ken"):
        assert secret not in table
        assert secret not in str(rows)


@pytest.mark.usefixtures("_unconfigured")
def test_process_without_an_ini_has_no_rows(monkeypatch):
    monkeypatch.delenv("TWOD_CONFIG_URI", raising=False)
    with pytest.raises(NotConfiguredError):
        list_origin_rows()
