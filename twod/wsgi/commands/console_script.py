"""Console scripts of the site's eggs under one ini: ``bin/celery-prod``, ``bin/gunicorn-prod``."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import suppress
from functools import partial, reduce
from pathlib import Path

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.config import bind
from twod.wsgi.exc import ConfigurationError, ConfigurationWarning
from twod.wsgi.ini_logging import configure_logging
from twod.wsgi.serving.apart import CheckFailedError, check_served, run_apart
from twod.wsgi.serving.end.end_times import find_ini_times
from twod.wsgi.serving.logs.celery_link import keep_worker_log, send_ids_to_tasks
from twod.wsgi.serving.logs.json_streams import write_to_stderr
from twod.wsgi.serving.logs.server_logs import configure_server_log, hand_log_to_servers


def run_console_script(config_uri: str | os.PathLike[str], module: str, attributes: str) -> object:
    """Run a console script with the settings of an ini, as ``DJANGO_SETTINGS_MODULE`` would give them to it.

    The ini is checked first, and loaded when the program, or a process that it starts, reads a setting. A server that
    forks loads the settings in each worker, and new workers have the new ones; gunicorn starts none at SIGHUP while the
    ini is wrong. The ini's logging is in force at once. ``django.setup()`` is left to the program, which knows when it
    wants it. An ini that cannot be loaded is reported on stderr, with exit status 1.

    :param config_uri: path of an ini, with an optional ``#NAME``.
    :param module: full name of the module of the script's entry point.
    :param attributes: dotted name of the callable in it.
    :return: what the callable returns, which is the exit status.
    """
    check = partial(check_served, os.fspath(config_uri))
    path, _ = split_config_uri(config_uri)
    try:
        warned = run_apart(check)
        bind(config_uri)
        start_program_log(path)
    except (CheckFailedError, ConfigurationError) as error:
        with suppress(ConfigurationError):
            # The process ends, and only how it prints its last lines is left to say.
            configure_server_log(path)
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")
    write_to_stderr(warned)
    if module.partition(".")[0] == "gunicorn":
        # Another program needs no gunicorn.
        from twod.wsgi.serving.gunicorn_end import announce_before_end  # noqa: PLC0415
        from twod.wsgi.serving.gunicorn_logger import use_ini_logger  # noqa: PLC0415
        from twod.wsgi.serving.gunicorn_reload import try_before_reload  # noqa: PLC0415

        use_ini_logger()
        try_before_reload(check)
        announce_before_end(find_ini_times(config_uri).stop_delay)
    # They are reported already.
    warnings.simplefilter("ignore", ConfigurationWarning)
    names = attributes.split(".")
    # As "from granian import cli" does it, which pip's scripts begin with: the first name may be that of a module.
    found = __import__(module, fromlist=names[:1])
    return reduce(getattr, names, found)()  # type: ignore[operator]


def start_program_log(path: str) -> None:
    """Put the logging of an ini in force, and keep it so in servers and workers that set up their own.

    Nothing of it concerns Django, so that a server may fork afterwards and read the ini again at a reload.

    :param path: the ini; absolute.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in its logging sections.
    """
    send_ids_to_tasks()
    if loggers := configure_logging(path):
        hand_log_to_servers(path, loggers)
        keep_worker_log()
