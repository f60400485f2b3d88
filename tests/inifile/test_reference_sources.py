"""Where the texts of references come from."""

from __future__ import annotations

from twod.inifile.reference_sources import find_credential, find_variable_name


def test_a_credential_is_in_the_directory_of_the_unit_or_of_the_container():
    assert find_credential("db", {"CREDENTIALS_DIRECTORY": "/run/credentials/x"}) == "/run/credentials/x/db"
    assert find_credential("db", {}) == find_credential("db", {"CREDENTIALS_DIRECTORY": ""}) == "/run/secrets/db"


def test_a_source_that_is_no_environment_variable_has_no_variable_name():
    sources = ("environment variable A of /srv/.env:2", "environment variable B", "file /environment variable C")
    assert list(map(find_variable_name, sources)) == ["A", "B", None]
