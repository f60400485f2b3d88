"""The changes that loading an ini makes to the process, undone for an ini that is only compared."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from twod.inifile.environment_files import make_file_environment
from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import ConfigurationError, Report
from twod.wsgi.config.surroundings.process_environment import restoring_loaded
from twod.wsgi.config.surroundings.python_path import extend_python_path


def find_process_needs(config_uri: str) -> object:
    """Return the changes that an ini makes before its settings module is imported; equal objects for equal changes.

    Return None for an ini that cannot be read.
    """
    try:
        variables = follow_uri(config_uri).variables
    except ConfigurationError:
        return None
    directories: list[str] = []
    extend_python_path(variables, Report(), directories)
    given = make_file_environment(variables, os.environ).given
    return {name: variable.text for name, variable in given.items()}, directories


@contextmanager
def restoring_process() -> Iterator[Callable[[str], None]]:
    """Undo changes to the environment variables, the search path and the site's modules after the ``with`` block.

    The variables of one ini, or a module of the same name in its tree, would affect the next ini.

    :return: a function to call with the name of a settings module; its package will be imported anew next time.
    """
    environ, path, modules = dict(os.environ), sys.path[:], set(sys.modules)
    packages: set[str] = set()
    try:
        with restoring_loaded():
            yield lambda name: packages.add(name.partition(".")[0])
    finally:
        for name in os.environ.keys() - environ.keys():
            del os.environ[name]
        os.environ.update(environ)
        sys.path[:] = path
        for name in sys.modules.keys() - modules:
            if name.partition(".")[0] in packages:
                del sys.modules[name]
