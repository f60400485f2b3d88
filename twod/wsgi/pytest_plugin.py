"""The pytest plugin: ``pytest --paste-config x.ini`` runs tests with the settings of an ini.

pytest loads it wherever twod.wsgi is installed, so without an ini it only adds its options. The work with an ini is in
:mod:`twod.wsgi.testing.site`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from twod.wsgi.exc import ConfigurationError


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options except ``--reuse-db``, which pytest-django may add."""
    group = parser.getgroup("twod", "Django tests with the settings of an ini")
    group.addoption("--paste-config", metavar="INI[#NAME]", help="run the tests with the settings of this ini")
    group.addoption("--no-db", action="store_true", help="make no test databases, and block access to all databases")
    parser.addini(
        "paste_config", "run the tests with the settings of this ini: PATH or PATH#NAME, relative to this file's folder"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser) -> None:
    """Load the settings before a conftest.py or pytest-django needs them.

    :raises pytest.UsageError: if the ini or an application of it cannot be loaded, or pytest-django is configured with
        other settings.
    """
    # All plugins have added their options now.
    if not hasattr(early_config.option, "reuse_db"):
        parser.getgroup("twod").addoption(
            "--reuse-db", action="store_true", dest="reuse_db", help="keep the test databases, and reuse them"
        )
    config_uri = find_config_uri(early_config)
    if config_uri is None:
        return
    if getattr(early_config.known_args_namespace, "ds", None):
        message = f"remove --ds, because the settings come from {config_uri}"
        raise pytest.UsageError(message)
    # pytest adds these folders only later; a repeated folder does no harm.
    sys.path[:0] = map(str, early_config.getini("pythonpath"))
    from twod.wsgi.config.activation import configure, set_up_django  # noqa: PLC0415 - only with an ini

    try:
        configure(config_uri)
        set_up_django()
    except ConfigurationError as error:
        raise pytest.UsageError(str(error)) from None
    from twod.wsgi.testing import site  # noqa: PLC0415 - needs settings

    plugins = early_config.pluginmanager.get_plugins()
    has_pytest_django = any(getattr(plugin, "__name__", "") == "pytest_django.plugin" for plugin in plugins)
    site.start(early_config, config_uri, has_pytest_django=has_pytest_django)


def find_config_uri(config: pytest.Config) -> str | None:
    """Return the absolute configuration URI given to pytest; None if there is no ini.

    A path on the command line is relative to the working directory; one in pytest's configuration to its file.
    """
    given: str | None = config.known_args_namespace.paste_config
    if given:
        return str(Path(config.invocation_params.dir, given))
    configured: str = config.getini("paste_config")
    if not configured:
        return None
    folder = config.inipath.parent if config.inipath is not None else config.rootpath
    return str(folder / configured)


def pytest_configure(config: pytest.Config) -> None:
    """Make the path absolute for the processes of pytest-xdist, which run in another folder."""
    if config.getoption("paste_config"):
        config.option.paste_config = find_config_uri(config)
