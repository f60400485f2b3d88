"""Where the files of a part go."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.disk.layout import Layout, resolve_path

SITE = Path("/srv/site")


def make(*, has_relative_paths: bool = False) -> Layout:
    return Layout(SITE, SITE / "bin", SITE / "parts/twod", SITE / "var/twod", "manage", has_relative_paths)


def test_each_file_of_an_environment_has_its_place() -> None:
    layout = make()
    assert layout.get_ini("prod") == SITE / "parts/twod/prod.ini"
    assert layout.get_control_script("prod") == SITE / "bin/manage-prod"
    assert layout.get_wsgi_script("prod") == SITE / "bin/prod.wsgi"
    assert layout.get_secret_key("prod") == SITE / "var/twod/secret-key-prod"
    assert layout.get_progress() == SITE / "parts/twod/.unfinished"


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("var/log", "/srv/site/var/log"),
        ("../x", "/srv/x"),
        ("/var/log//x", "/var/log/x"),
        ("~/log", str(Path.home() / "log")),
    ],
)
def test_a_name_in_an_option_is_a_path_from_the_buildouts_directory(name: str, path: str) -> None:
    assert str(resolve_path(SITE, name)) == path
    assert make().find_path(name) == Path(path)


@pytest.mark.parametrize(
    ("path", "is_own"),
    [
        ("/srv/site/log", True),
        ("/srv/site", True),
        ("/srv/data/x", True),
        ("/srv/data2/x", False),
        ("/srv/site2", False),
        ("/var/log/x", False),
    ],
)
def test_what_is_below_the_buildout_and_its_data_is_its_own(path: str, is_own: bool) -> None:
    assert make()._replace(var=Path("/srv/data")).is_own(Path(path)) is is_own


def test_an_ini_names_a_file_by_its_path() -> None:
    assert make().name_file("var/x.log") == "/srv/site/var/x.log"


def test_an_ini_that_can_be_moved_names_a_file_from_where_it_is() -> None:
    layout = make(has_relative_paths=True)
    assert layout.name_file("var/x.log") == "%(here)s/../../var/x.log"
    assert layout.name_file("/var/log/x.log") == "/var/log/x.log"
