"""The pytest plugin before it has an ini, and which one it is. What it does with one is in tests/processes."""

from __future__ import annotations

import argparse
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from twod.wsgi import pytest_plugin

pytest_plugins = ["pytester"]


def make_config(*, given: str | None = None, configured: str = "", inipath: Path | None = None) -> Any:
    """Return as much of pytest's configuration as the plugin looks at."""
    return SimpleNamespace(
        known_args_namespace=argparse.Namespace(paste_config=given),
        option=argparse.Namespace(paste_config=given),
        invocation_params=SimpleNamespace(dir=Path("/srv/site")),
        getini={"paste_config": configured}.__getitem__,
        getoption={"paste_config": given}.__getitem__,
        inipath=inipath,
        rootpath=Path("/srv/home"),
    )


@pytest.mark.parametrize(
    ("config", "uri"),
    [
        (make_config(), None),
        (make_config(given="inis/test.ini#shop"), "/srv/site/inis/test.ini#shop"),
        (make_config(given="/etc/test.ini"), "/etc/test.ini"),
        (make_config(configured="test.ini", inipath=Path("/site/pyproject.toml")), "/site/test.ini"),
        (make_config(configured="test.ini"), "/srv/home/test.ini"),
        (make_config(given="a.ini", configured="b.ini"), "/srv/site/a.ini"),
    ],
)
def test_the_command_line_s_ini_is_below_the_working_directory_and_the_configured_one_below_its_file(
    config: Any, uri: str | None
) -> None:
    assert pytest_plugin.find_config_uri(config) == uri


def test_the_path_is_absolute_for_the_processes_of_xdist() -> None:
    config = make_config(given="test.ini")
    pytest_plugin.pytest_configure(config)
    assert config.option.paste_config == "/srv/site/test.ini"
    without = make_config()
    pytest_plugin.pytest_configure(without)
    assert without.option.paste_config is None


def test_without_an_ini_there_are_its_options_and_nothing_else(pytester: pytest.Pytester) -> None:
    config = pytester.parseconfig("-p", "no:django")
    assert (config.getoption("paste_config"), config.getoption("no_db"), config.getoption("reuse_db")) == (
        None,
        False,
        False,
    )
    assert not config.pluginmanager.hasplugin("twod-site")


@pytest.mark.usefixtures("_unconfigured")
def test_an_ini_that_cannot_be_loaded_is_a_usage_error(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("test.ini").write_text("[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(pytest.UsageError, match=r"test\.ini:3 \[app:main\] SITE_ID: expected an integer, got 'x'"):
        pytester.parseconfig("-p", "no:django", "--paste-config=test.ini")
