"""The text of a lock."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.pylock import Pylock

from twod.inifile.problems import Place
from twod.recipe.lock.lock_text import LockEntry, make_lock
from twod.recipe.lock.package_index import IndexFile
from twod.recipe.lock.pinned_versions import Pin

SHA = "ab" * 32

#: The path that PyPI gives a file.
PYPI_PATH = f"/packages/7e/e0/{'36' * 30}/my_app-1.0.tar.gz"


def make_entry(*files: IndexFile, marker: str = "") -> LockEntry:
    return LockEntry(Pin("My.App", "1.0", marker, Place()), files)


def read(*entries: LockEntry) -> Pylock:
    return Pylock.from_dict(tomllib.loads(make_lock(entries, Path("/srv/shop"), "buildout.cfg")))


def make_url(url: str) -> str | None:
    """Return what a lock says of a URL."""
    (package,) = read(make_entry(IndexFile("my_app-1.0.tar.gz", url, SHA))).packages
    assert package.sdist
    return package.sdist.url


def test_a_lock_is_what_pep_751_says() -> None:
    wheel = IndexFile("my_app-1.0-py3-none-any.whl", "https://example.org/my_app-1.0-py3-none-any.whl", SHA, 27)
    sdist = IndexFile("my_app-1.0.tar.gz", "https://example.org/download?id=1", SHA)
    (package,) = read(make_entry(sdist, wheel, marker='python_version < "3.12"')).packages
    assert (package.name, str(package.version), str(package.marker)) == ("my-app", "1.0", 'python_version < "3.12"')
    assert package.sdist
    assert (package.sdist.name, package.sdist.url) == ("my_app-1.0.tar.gz", "https://example.org/download")
    assert package.wheels
    assert (package.wheels[0].name, package.wheels[0].size) == (None, 27)
    assert package.wheels[0].hashes == {"sha256": SHA}


def test_a_lock_of_nothing_is_one() -> None:
    assert read().packages == []


@pytest.mark.parametrize("host", ["https://files.pythonhosted.org", "https://ann:pw@mirror.example.org:8443/pypi"])
def test_what_a_mirror_has_of_pypi_is_named_as_on_pypi(host: str) -> None:
    assert make_url(f"{host}{PYPI_PATH}#x") == f"https://files.pythonhosted.org{PYPI_PATH}"


def test_the_url_of_a_private_index_has_no_credentials() -> None:
    url = "https://ann:pw@example.org/a/my_app-1.0.tar.gz?token=1"
    assert make_url(url) == "https://example.org/a/my_app-1.0.tar.gz"


def test_a_file_of_a_folder_is_named_from_where_the_lock_is() -> None:
    file = IndexFile("my_app-1.0.tar.gz", "file:///srv/shop/my%20wheels/my_app-1.0.tar.gz", SHA)
    (package,) = read(make_entry(file)).packages
    assert package.sdist
    assert package.sdist.path == "my wheels/my_app-1.0.tar.gz"


def test_of_two_sdists_the_lock_has_the_newer_format() -> None:
    files = [IndexFile(f"my_app-1.0{ending}", "https://example.org/a", SHA) for ending in (".zip", ".tar.gz")]
    for order in (files, files[::-1]):
        (package,) = read(make_entry(*order)).packages
        assert package.sdist
        assert package.sdist.filename == "my_app-1.0.tar.gz"
