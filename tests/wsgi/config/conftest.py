"""Inis on disk, and what becomes of them; nothing is put in force, so that tests can load as many as they like."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from twod.inifile.pastedeploy.deployment import Deployment, Layer
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.surroundings import installed
from twod.wsgi.config.survey import load_uri
from twod.wsgi.exc import ConfigurationError

WriteFile = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def _work_in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Errors show a file relative to the working directory.
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True, scope="module")
def _forgotten_modules() -> None:
    """Look again for the modules that the tests of another file did not have."""
    installed.find_missing_module.cache_clear()
    installed._find_spec.cache_clear()


@pytest.fixture
def load(write: WriteFile) -> Callable[..., Loaded]:
    """Load an ini of a few options, or a whole one."""

    def load(options: str, *, default: str = "", environ: dict[str, str] | None = None) -> Loaded:
        return load_uri(write("site.ini", make_ini(options, default)), environ=environ or {})

    return load


@pytest.fixture
def problems(load: Callable[..., Loaded]) -> Callable[..., list[str]]:
    """Return what is wrong with an ini, one text a problem."""

    def problems(options: str, *, default: str = "", environ: dict[str, str] | None = None) -> list[str]:
        with pytest.raises(ConfigurationError) as raised:
            load(options, default=default, environ=environ)
        return str(raised.value).split("\n")

    return problems


def make_ini(options: str, default: str = "") -> str:
    options = textwrap.dedent(options).strip("\n")
    default = textwrap.dedent(default).strip("\n")
    if "[app:" in options:
        return options
    default = f"[DEFAULT]\n{default}\n" if default else ""
    return f"{default}[app:main]\nuse = egg:twod.wsgi\n{options}\n"


@pytest.fixture
def settings_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """Write a settings module and return its name."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names: list[str] = []

    def make(text: str) -> str:
        name = f"settings_of_test_{len(names)}"
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        names.append(name)
        return name

    yield make
    for name in names:
        sys.modules.pop(name, None)


@pytest.fixture
def deploy() -> Callable[..., Deployment]:
    """Make what PasteDeploy gives for sections of options, base first; the first line of each is 11, 21 and so on."""

    def deploy(*sections: dict[str, str], **variables: str) -> Deployment:
        layers = [
            Layer("/srv/x.ini", f"app:s{number}", make_options(options, 10 * number + 11, f"app:s{number}"))
            for number, options in enumerate(sections)
        ]
        default = {name.replace("__", "."): text for name, text in variables.items()}
        return Deployment(
            "/srv/x.ini",
            layers[-1].section or "",
            "egg:twod.wsgi#main",
            variables=make_options(default, 2, "DEFAULT"),
            layers=tuple(layers),
            own_report=Report(),
            given={},
        )

    return deploy


def make_options(texts: dict[str, str], line: int, section: str) -> dict[str, IniOption]:
    numbered = enumerate(texts.items(), start=line)
    return {name: IniOption(name, text, "/srv/x.ini", number, section) for number, (name, text) in numbered}
