"""gunicorn and SIGHUP: workers load the site themselves, and nothing is reloaded that would not start."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any
from wsgiref.types import WSGIApplication

from gunicorn.app.pasterapp import has_logging_config
from gunicorn.app.wsgiapp import WSGIApplication as GunicornApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import get_default_config_file

from twod.wsgi.config.activation import URI_VARIABLE
from twod.wsgi.serving.apart import CheckFailedError, check_served, run_apart
from twod.wsgi.serving.end.begin_anew import FAILED_RELOAD
from twod.wsgi.serving.end.end_times import find_ini_times
from twod.wsgi.serving.gunicorn_end import announce_before_end
from twod.wsgi.serving.gunicorn_logger import IniLogger, use_ini_logger
from twod.wsgi.serving.service_manager import tell_ready, tell_reloading

_KEPT = "preload_app is on: the new workers keep the settings and the code that gunicorn was started with; restart it"


class IniApplication(GunicornApplication):
    """gunicorn for an ini with ``[server:main]``, as its own runner, but for what the workers load.

    gunicorn's runner gets an application that its first process has loaded, and every worker has that one for ever.
    Here each worker loads the application when it starts, and SIGHUP reads the options of the server again.

    :param ini: path of the ini.
    :param load: returns the application.
    :param read_options: returns the options of the server's section.
    """

    def __init__(
        self, ini: str, load: Callable[[], WSGIApplication], read_options: Callable[[], Mapping[str, str]]
    ) -> None:
        self._ini = ini
        self._load_application = load
        self._read_options = read_options
        use_ini_logger()
        super().__init__()

    def load_config(self) -> None:
        """Set what the ini and gunicorn's own configuration file say; gunicorn calls this again at SIGHUP."""
        options = dict(self._read_options())
        self.cfg.set("default_proc_name", self._ini)
        if has_logging_config(self._ini):
            self.cfg.set("logconfig", self._ini)
        file = options.pop("config", None) or get_default_config_file()
        if file is not None:
            self.load_config_from_file(file)
        host, port = options.pop("host", ""), options.pop("port", "")
        if host:
            options["bind"] = f"{host}:{port}" if port else host
        for name, text in options.items():
            self.cfg.set(name.lower(), text)

    def load(self) -> WSGIApplication:
        """Return the application, in a worker; with ``preload_app`` in the first process, before it forks."""
        return self._load_application()


def try_before_reload(check: Callable[[], object]) -> None:
    """Have gunicorn start new workers at SIGHUP only when they could start.

    gunicorn itself stops as a whole when a new worker cannot load the application. The check, gunicorn's configuration
    and the application are tried in a process of their own first. When one fails, the old workers serve on.

    :param check: raises when something is wrong with the ini.
    """
    # gunicorn has no hook that may refuse. The name of the handler is that of the signal, and has been since 0.1.
    reload: Callable[[Arbiter], None] = getattr(Arbiter.handle_hup, "__wrapped__", Arbiter.handle_hup)

    @wraps(reload)
    def reload_if_it_starts(arbiter: Arbiter) -> None:
        tell_reloading()
        try:
            run_apart(partial(_try, arbiter, check))
        except CheckFailedError as error:
            arbiter.log.error(FAILED_RELOAD, error)
            tell_ready(FAILED_RELOAD % error)
            return
        if arbiter.cfg.preload_app:
            arbiter.log.warning(_KEPT)
        reload(arbiter)
        tell_ready("Reloaded")

    Arbiter.handle_hup = reload_if_it_starts


def _try(arbiter: Any, check: Callable[[], object]) -> str:
    """Do in a fork of gunicorn's first process what a reload and a new worker are going to do."""
    check()
    arbiter.app.reload()
    arbiter.log.reopen_files()
    arbiter.app.wsgi()
    return ""


def on_starting(server: Any) -> None:
    """Be gunicorn's hook of this name: ``gunicorn --paste prod.ini --config python:twod.wsgi.serving.gunicorn_reload``.

    A configuration file of your own imports it: ``from twod.wsgi.serving.gunicorn_reload import on_starting``. From
    ``logger_class``, it has the logging sections of the ini with their references replaced.
    """
    uri = server.cfg.paste or os.environ.get(URI_VARIABLE)
    try_before_reload(partial(check_served, uri) if uri else str)
    if uri:
        announce_before_end(find_ini_times(uri).stop_delay)


#: gunicorn's setting of this name in such a file.
logger_class = f"{IniLogger.__module__}.{IniLogger.__name__}"

__all__ = ["IniApplication", "logger_class", "on_starting", "try_before_reload"]
