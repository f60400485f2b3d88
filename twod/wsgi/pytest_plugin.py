"""The pytest plugin: ``pytest --paste-config x.ini`` runs tests with the settings of an ini.

pytest loads it wherever twod.wsgi is installed. So it only adds its options here, and without an ini it does nothing
else; :mod:`twod.wsgi.testing.site` has its work with an ini.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from twod.wsgi.exc import ConfigurationError


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, apart from ``--reuse-db``, which may be pytest-django's."""
    group = parser.getgroup("twod", "Django tests with the settings of an ini")
    group.addoption("--paste-config", metavar="INI[#NAME]", help="the ini whose settings the tests run with")
    group.addoption("--no-db", action="store_true", help="make no test databases, and let no test reach any database")
    parser.addini(
        "paste_config", "the ini whose settings the tests run with: PATH or PATH#NAME, below this file's folder"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, parser: pytest.Parser) -> None:
    """Put the settings in force before a conftest.py, or pytest-django, asks for any.

    :raises pytest.UsageError: when the ini or an application of it cannot be loaded, or pytest-django is configured to
        use other settings.
    """
    # Only now all plugins have had the chance to add theirs.
    if not hasattr(early_config.option, "reuse_db"):
        parser.getgroup("twod").addoption(
            "--reuse-db", action="store_true", dest="reuse_db", help="keep the test databases, and use them again"
        )
    config_uri = find_config_uri(early_config)
    if config_uri is None:
        return
    if getattr(early_config.known_args_namespace, "ds", None):
        raise pytest.UsageError(f"--ds has no effect, since the settings come from {config_uri}; leave one of them out")
    # pytest's own hook for this option comes later; that a directory is there twice does no harm.
    sys.path[:0] = map(str, early_config.getini("pythonpath"))
    from twod.wsgi.config.activation import configure, set_up_django  # noqa: PLC0415 - not without an ini

    try:
        configure(config_uri)
        set_up_django()
    except ConfigurationError as error:
        raise pytest.UsageError(str(error)) from None
    from twod.wsgi.testing import site  # noqa: PLC0415 - it needs settings

    plugins = early_config.pluginmanager.get_plugins()
    has_pytest_django = any(getattr(plugin, "__name__", "") == "pytest_django.plugin" for plugin in plugins)
    site.start(early_config, config_uri, has_pytest_django=has_pytest_django)


def find_config_uri(config: pytest.Config) -> str | None:
    """Return the absolute configuration URI that pytest was given; None when it was given none.

    The path on the command line is relative to the working directory, that in pytest's configuration to its file.
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
    """Keep the path absolute for the processes of pytest-xdist, which work in another directory."""
    if config.getoption("paste_config"):
        config.option.paste_config = find_config_uri(config)
