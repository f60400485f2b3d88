"""The versions of what is installed, and who wrote the ini."""

from __future__ import annotations

import platform
from importlib.metadata import version
from typing import Any

from twod.inifile.checksum import add_checksum, make_marker
from twod.wsgi.console.software import describe_software, list_distributions


def test_each_distribution_is_listed_once_with_its_version() -> None:
    found = {distribution["name"]: distribution for distribution in list_distributions()}
    assert found["Django"]["version"] == version("Django")
    assert len({name.lower().replace("_", "-") for name in found}) == len(found)
    assert len(found["Django"]["hash"]) in (0, 16)


def test_the_process_is_named(load: Any) -> None:
    content = describe_software(load())
    assert content["process"]["python"] == platform.python_version()
    assert [file["state"] for file in content["files"]] == ["not written by buildout"]
    assert describe_software(None)["files"] == []


def test_an_ini_of_buildout_is_known_and_so_is_one_that_was_edited(start: Any) -> None:
    site = start()
    site.ini.write_text(add_checksum(make_marker("twod", "buildout.cfg") + "\n" + site.ini.read_text()))
    (file,) = site.read("/console/versions/")["files"]
    assert (file["part"], file["edited"]) == ("twod", False)
    site.edit("debug = false", "debug = no")
    assert "edited since buildout wrote it for the part [twod]" in site.show("/console/versions/")
