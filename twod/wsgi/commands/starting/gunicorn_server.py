"""The gunicorn server of a section ``[server:NAME]``."""

from __future__ import annotations

import math
from collections.abc import Mapping

from paste.deploy.loadwsgi import SERVER

from twod.inifile.pastedeploy.deployment import SERVER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError
from twod.inifile.reading import IniReader
from twod.inifile.variables import GRACEFUL_TIMEOUT_OPTION
from twod.wsgi.config.surroundings.installed import find_target
from twod.wsgi.config.surroundings.server_options import GUNICORN
from twod.wsgi.contexts import load_context
from twod.wsgi.serving.end.end_times import find_passed_times


def is_gunicorn(path: str, name: str, given: Mapping[str, str]) -> bool:
    """Return whether a section names gunicorn; False if the section cannot be found.

    :param path: absolute path of the ini.
    :param name: the name of the server in it.
    :param given: variables from outside the ini.
    """
    try:
        server = next(Route(IniReader(), path, given).walk(name, SERVER_ROLE))
    except ConfigurationError:
        return False
    return server.factory is not None and find_target(server.factory, SERVER_ROLE.factory_options) == GUNICORN


def read_gunicorn_options(
    server_spec: str, name: str | None, relative_to: str, global_conf: Mapping[str, str]
) -> dict[str, str]:
    """Return a server's options as they are in the file now.

    ``twod.graceful_timeout`` sets gunicorn's ``graceful_timeout``, unless the section sets it itself.

    The parameters are those of PasteDeploy's ``loadserver``.
    """
    context = load_context(SERVER, server_spec, name=name, relative_to=relative_to, global_conf=global_conf)
    options = dict(context.local_conf)
    if GRACEFUL_TIMEOUT_OPTION in context.global_conf:
        seconds = math.ceil(find_passed_times(context.global_conf).graceful_timeout)
        options.setdefault("graceful_timeout", str(seconds))
    return options
