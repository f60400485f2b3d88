"""The environments of a site: the inis beside its own, or those that it names."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

DEV = "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = an0ther-key\nALLOWED_HOSTS = localhost\n"


def list_names(content: Any) -> list[str]:
    return [environment["name"] for environment in content["environments"]]


def test_the_inis_beside_the_site_s_own_are_compared_and_others_are_not(start: Any, write: Any) -> None:
    write("uwsgi.ini", "[uwsgi]\nhttp = :8080\n")
    write("broken.ini", "no section\n")
    site = start(dev=DEV, test=DEV.replace("localhost", "testserver"))
    content = site.read("/console/environments/")
    assert list_names(content) == ["prod", "dev", "test"]
    assert [environment["running"] for environment in content["environments"]] == [True, False, False]
    (hosts,) = [row for row in content["differences"] if row["key"] == "ALLOWED_HOSTS"]
    assert [side["environment"] for side in hosts["sides"]] == ["prod", "dev", "test"]
    assert "localhost" in hosts["sides"][1]["text"]
    page = site.show("/console/environments/")
    assert "dev.ini:4 [app:main]" in page
    assert "an0ther-key" not in page


def test_the_site_may_name_them(start: Any, write: Any, tmp_path: Path) -> None:
    write("other/staging.ini", DEV)
    site = start("TWOD_CONSOLE_ENVIRONMENTS = other/staging.ini gone.ini prod.ini\n", dev=DEV)
    content = site.read("/console/environments/")
    assert list_names(content) == ["prod", "staging", "gone"]
    assert "gone.ini" in content["environments"][2]["problems"][0]
    assert content["environments"][2]["compared"] is False


def test_an_error_in_another_environment_is_shown_there(start: Any) -> None:
    site = start(dev=DEV + "SITE_ID = x\n")
    environment = site.read("/console/environments/")["environments"][1]
    assert "SITE_ID: expected an integer, got 'x'" in environment["problems"][0]
    assert environment["compared"] is True


def test_a_settings_module_that_the_process_does_not_have_is_not_imported(
    start: Any, write: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("settings_of_another.py", "raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    site = start(dev=f"[DEFAULT]\ndjango_settings_module = settings_of_another\n{DEV}")
    environment = site.read("/console/environments/")["environments"][1]
    assert environment["compared"] is False
    assert "settings module settings_of_another is not imported in this process" in environment["problems"][0]
    assert "settings_of_another" not in sys.modules


def test_the_environment_variables_of_another_environment_stay_there(start: Any, write: Any, tmp_path: Path) -> None:
    write("dev.env", "SHOP_TOKEN_OF_DEV=t0ken\n")
    site = start(dev=f"[DEFAULT]\ntwod.environment_file = dev.env\n{DEV}SHOP = ${{env:SHOP_TOKEN_OF_DEV}}\n")
    before = dict(os.environ)
    content = site.read("/console/environments/")
    assert content["environments"][1]["problems"] == []
    assert "SHOP" in [row["key"] for row in content["differences"]]
    assert "t0ken" not in str(content)
    assert dict(os.environ) == before


def test_the_search_path_of_the_process_stays(start: Any, tmp_path: Path) -> None:
    site = start(dev=f"[DEFAULT]\ntwod.pythonpath = {tmp_path}/elsewhere\n{DEV}")
    (tmp_path / "elsewhere").mkdir()
    before = sys.path[:]
    assert list_names(site.read("/console/environments/")) == ["prod", "dev"]
    assert sys.path == before


@pytest.mark.timeout(20)
def test_pipes_and_devices_beside_the_ini_are_not_opened(start: Any, tmp_path: Path) -> None:
    site = start(dev=DEV)
    os.mkfifo(tmp_path / "pipe.ini")
    (tmp_path / "endless.ini").symlink_to("/dev/zero")
    (tmp_path / "loop.ini").symlink_to("loop.ini")
    (tmp_path / "folder.ini").mkdir()
    assert list_names(site.read("/console/environments/")) == ["prod", "dev"]
