"""The page names exactly what has changed in the files since the process started."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.checksum import add_checksum, make_marker
from twod.wsgi.config.survey import load_uri
from twod.wsgi.console.drift import describe_drift, describe_file, list_edited, summarize


def list_keys(content: Any) -> list[str]:
    return [change["key"] for change in content["changes"]]


def test_a_change_has_the_old_and_the_new_value_with_their_places(start: Any) -> None:
    site = start("SITE_ID = 7\n")
    assert site.read("/console/changes/")["changes"] == []
    site.edit("SITE_ID = 7", "# moved\nSITE_ID = 8")
    (change,) = site.read("/console/changes/")["changes"]
    assert (change["key"], change["running"]["values"], change["files"]["values"]) == ("SITE_ID", [7], [8])
    assert "prod.ini:12 [app:main]" in change["running"]["place"]
    assert "prod.ini:13 [app:main]" in change["files"]["place"]


def test_a_list_that_gains_an_item_is_not_shown_as_missing(start: Any) -> None:
    site = start("INTERNAL_IPS = 10.0.0.1\n")
    site.edit("10.0.0.1", "10.0.0.1 10.0.0.2")
    page = site.show("/console/changes/")
    assert "no such items" in page
    assert "10.0.0.2" in page
    assert "not set" not in page


def test_a_secret_that_changed_is_named_and_neither_is_shown(start: Any) -> None:
    site = start()
    site.edit("k3y-of-the-site", "n3w-key")
    page = site.show("/console/changes/")
    assert "SECRET_KEY" in page
    assert "n3w-key" not in page
    assert "k3y-of-the-site" not in page


def test_an_error_in_a_changed_file_is_shown_as_one_with_its_place(start: Any) -> None:
    site = start("SITE_ID = 7\n")
    site.edit("SITE_ID = 7", "SITE_ID = seven")
    content = site.read("/console/changes/")
    assert content["summary"] == "The files have 1 error; a reload would fail."
    assert "prod.ini:12 [app:main] SITE_ID: expected an integer, got 'seven'" in content["errors"][0]
    assert content["changes"] == []


@pytest.mark.parametrize("content", [None, "no section", "[app:other]\nuse = egg:Paste#test\n"])
def test_a_file_that_cannot_be_used_any_more_is_an_error(start: Any, content: str | None) -> None:
    site = start()
    if content is None:
        site.ini.unlink()
    else:
        site.ini.write_text(content)
    assert site.read("/console/changes/")["errors"]
    assert site.get("/console/changes/").code == 200


def test_nothing_of_the_changed_files_is_put_in_force(start: Any) -> None:
    from django.conf import settings

    site = start("SITE_ID = 7\n")
    site.edit("SITE_ID = 7", "SITE_ID = 8")
    site.show("/console/changes/")
    assert settings.SITE_ID == 7


def test_an_environment_variable_that_changed_is_a_change(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "bef0re")
    site = start("SHOP = ${env:SHOP_TOKEN}\n")
    monkeypatch.setenv("SHOP_TOKEN", "aft3r")
    content = site.read("/console/changes/")
    assert list_keys(content) == ["SHOP"]
    assert "aft3r" not in str(content)


def test_a_file_of_environment_variables_that_changed_is_a_change_and_is_not_put_in_force(
    start: Any, write: Any
) -> None:
    environment = write(".env", "SHOP_TOKEN=bef0re\n")
    site = start("SHOP = ${env:SHOP_TOKEN}\n", head="twod.environment_file = .env\n")
    assert os.environ["SHOP_TOKEN"] == "bef0re"
    environment.write_text("SHOP_TOKEN=aft3r\nSHOP_OTHER=1\n")
    before = dict(os.environ)
    assert list_keys(site.read("/console/changes/")) == ["SHOP"]
    assert dict(os.environ) == before


def test_settings_of_no_file_cannot_be_compared(load: Any) -> None:
    loaded = load()
    loaded.uri = None
    content = describe_drift(loaded)
    assert (content["comparable"], content["changes"], content["errors"]) == (False, [], [])


def test_the_checksum_of_buildout_tells_an_edit(tmp_path: Path) -> None:
    ini, other = tmp_path / "prod.ini", tmp_path / "other.ini"
    ini.write_text(add_checksum(make_marker("twod", "buildout.cfg") + "\n[app:main]\n"))
    other.write_text("[app:main]\n")
    assert list_edited(map(describe_file, (ini, other))) == []
    ini.write_text(ini.read_text() + "SITE_ID = 1\n")
    assert list_edited(map(describe_file, (ini, other))) == [str(ini)]
    assert describe_file(tmp_path / "gone.ini")["state"] == "cannot be read: No such file or directory"


@pytest.mark.parametrize(
    ("changes", "errors", "text"),
    [
        (0, 0, "This process runs with the settings in the files."),
        (1, 0, "1 setting has changed since this process started; reload to use it."),
        (2, 0, "2 settings have changed since this process started; reload to use them."),
        (3, 2, "The files have 2 errors; a reload would fail."),
    ],
)
def test_the_state_is_a_sentence(changes: int, errors: int, text: str) -> None:
    assert summarize(changes, errors) == text


_OPTIONS = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 3), max_size=6)


@settings(max_examples=12)
@given(before=_OPTIONS, after=_OPTIONS)
def test_exactly_the_changed_settings_are_named(write: Any, before: dict[str, int], after: dict[str, int]) -> None:
    def save(options: dict[str, int]) -> Path:
        lines = [f"SHOP_{name} = {value}" for name, value in options.items()]
        path: Path = write("prod.ini", "\n".join(["[app:main]", "use = egg:twod.wsgi", *lines]) + "\n")
        return path

    active = load_uri(save(before), environ={})
    save(after)
    changed = {f"SHOP_{name}" for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert set(list_keys(describe_drift(active, environ={}))) == changed
