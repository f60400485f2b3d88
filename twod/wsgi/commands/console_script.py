"""Console scripts of the site's eggs with the settings of an ini: ``bin/celery-prod``, ``bin/gunicorn-prod``."""

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
    """Run a console script with the settings of an ini, as if ``DJANGO_SETTINGS_MODULE`` named a module with them.

    Check the ini first, and apply its logging. The settings are loaded when the program, or a process that it starts,
    reads the first one. A server that forks therefore loads them in each worker, and new workers load the new ones.
    While the ini has errors, gunicorn starts no new workers at SIGHUP. The program itself has to call
    ``django.setup()``. If the ini cannot be loaded, print the error to stderr and exit with status 1.

    :param config_uri: path of an ini, with an optional ``#NAME``.
    :param module: full name of the module in the script's entry point.
    :param attributes: dotted name of the callable in the module.
    :return: the result of the callable, which is the exit status.
    """
    check = partial(check_served, os.fspath(config_uri))
    path, _ = split_config_uri(config_uri)
    try:
        warned = run_apart(check)
        bind(config_uri)
        start_program_log(path)
    except (CheckFailedError, ConfigurationError) as error:
        with suppress(ConfigurationError):
            # The process ends; the logging only determines where the last lines go.
            configure_server_log(path)
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")
    write_to_stderr(warned)
    if module.partition(".")[0] == "gunicorn":
        # Other programs need not import gunicorn.
        from twod.wsgi.serving.gunicorn_end import announce_before_end  # noqa: PLC0415
        from twod.wsgi.serving.gunicorn_logger import use_ini_logger  # noqa: PLC0415
        from twod.wsgi.serving.gunicorn_reload import try_before_reload  # noqa: PLC0415

        use_ini_logger()
        try_before_reload(check)
        announce_before_end(find_ini_times(config_uri).stop_delay)
    # The check has printed these warnings already.
    warnings.simplefilter("ignore", ConfigurationWarning)
    names = attributes.split(".")
    # Like "from granian import cli" in pip's scripts: the first name may be that of a submodule.
    found = __import__(module, fromlist=names[:1])
    return reduce(getattr, names, found)()  # type: ignore[operator]


def start_program_log(path: str) -> None:
    """Apply the logging of an ini, and keep it in servers and workers that set up their own.

    Nothing here loads Django, so that a server may fork afterwards, and read the ini again at a reload.

    :param path: the absolute path of the ini.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the logging sections.
    """
    send_ids_to_tasks()
    if loggers := configure_logging(path):
        hand_log_to_servers(path, loggers)
        keep_worker_log()
