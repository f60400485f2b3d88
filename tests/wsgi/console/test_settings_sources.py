"""A file of the settings module that was written since the process imported it is named."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.survey import load_uri
from twod.wsgi.console.drift import describe_drift
from twod.wsgi.console.settings_sources import find_changed_sources

Write = Callable[[str, str], Path]


@pytest.fixture
def load(write: Write, tmp_path: Path) -> Iterator[Callable[[str], Loaded]]:
    """Load an ini with a settings module of the package ``console_sources``."""

    def load(name: str) -> Loaded:
        head = f"[DEFAULT]\ndjango_settings_module = {name}\ntwod.pythonpath = {tmp_path}\n"
        return load_uri(write("x.ini", f"{head}[app:main]\nuse = egg:twod.wsgi\n"), environ={})

    write("console_sources/__init__.py", "")
    write("console_sources/views.py", "")
    write("console_sources/conf/__init__.py", "")
    write("console_sources/conf/base.py", "SITE_ID = 1\n")
    write("console_sources/conf/prod.py", "from console_sources.conf.base import *\nUSE_TZ = True\n")
    write("console_sources/flat.py", "import console_sources.views\nSITE_ID = 1\n")
    yield load
    for name in [name for name in sys.modules if name.startswith("console_sources")]:
        del sys.modules[name]


def change(path: Path) -> None:
    path.write_text(path.read_text() + "\n")
    # The clock of files may be behind that of the process by some milliseconds.
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + 5))


def test_nothing_is_named_as_long_as_nothing_changes(load: Callable[[str], Loaded]) -> None:
    loaded = load("console_sources.conf.prod")
    loaded.loaded_at += 1
    assert find_changed_sources(loaded) == []


@pytest.mark.parametrize("name", ["base", "prod", "__init__"])
def test_a_file_of_the_package_of_settings_counts(load: Callable[[str], Loaded], tmp_path: Path, name: str) -> None:
    loaded = load("console_sources.conf.prod")
    loaded.loaded_at += 1
    path = tmp_path / "console_sources" / "conf" / f"{name}.py"
    change(path)
    assert find_changed_sources(loaded) == [path]
    content = describe_drift(loaded, environ={})
    assert content["summary"] == "The settings module has changed since this process started; reload to use it."
    assert content["sources"] == [str(path)]


def test_other_modules_beside_the_settings_module_do_not(load: Callable[[str], Loaded], tmp_path: Path) -> None:
    loaded = load("console_sources.flat")
    loaded.loaded_at += 1
    change(tmp_path / "console_sources" / "views.py")
    assert find_changed_sources(loaded) == []
    change(tmp_path / "console_sources" / "flat.py")
    assert [path.name for path in find_changed_sources(loaded)] == ["flat.py"]


def test_a_file_that_has_gone_is_passed_over(load: Callable[[str], Loaded], tmp_path: Path) -> None:
    loaded = load("console_sources.flat")
    (tmp_path / "console_sources" / "flat.py").unlink()
    assert find_changed_sources(loaded) == []
