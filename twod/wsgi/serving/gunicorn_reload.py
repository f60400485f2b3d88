"""SIGHUP for gunicorn: each worker loads the site itself, and a reload that would fail changes nothing."""

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

_KEPT = "preload_app is on, so new workers keep the old settings and code; restart gunicorn to load the new ones"


class IniApplication(GunicornApplication):
    """gunicorn for an ini with ``[server:main]``, in which each worker loads the application.

    gunicorn's own runner takes an application that the first process has loaded, and no worker ever loads another.
    Here each worker loads the application when it starts, and SIGHUP reads the server's options again.

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
        """Read the options of the ini and gunicorn's configuration file; gunicorn calls this again at SIGHUP."""
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
        """Return the application; gunicorn calls this in each worker, or before it forks if ``preload_app`` is on."""
        return self._load_application()


def try_before_reload(check: Callable[[], object]) -> None:
    """Make gunicorn start new workers at SIGHUP only if they can start.

    gunicorn itself stops completely when a new worker cannot load the application. Therefore another process first
    tries the check, gunicorn's configuration and the application. If one of them fails, the old workers keep serving.

    :param check: raises an exception if the ini has errors.
    """
    # No hook of gunicorn can cancel a reload. Its handlers are named after the signals, and have been since 0.1.
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
    """Do the steps of a reload and of a new worker, in a fork of gunicorn's first process."""
    check()
    arbiter.app.reload()
    arbiter.log.reopen_files()
    arbiter.app.wsgi()
    return ""


def on_starting(server: Any) -> None:
    """Prepare safe reloads before gunicorn starts; gunicorn calls the hook of this name.

    Use it with ``gunicorn --paste prod.ini --config python:twod.wsgi.serving.gunicorn_reload``, or import it into your
    own configuration file: ``from twod.wsgi.serving.gunicorn_reload import on_starting``. Import ``logger_class`` too,
    so that gunicorn replaces the references in the ini's logging sections.
    """
    uri = server.cfg.paste or os.environ.get(URI_VARIABLE)
    try_before_reload(partial(check_served, uri) if uri else str)
    if uri:
        announce_before_end(find_ini_times(uri).stop_delay)


#: gunicorn's setting of this name, for such a configuration file.
logger_class = f"{IniLogger.__module__}.{IniLogger.__name__}"

__all__ = ["IniApplication", "logger_class", "on_starting", "try_before_reload"]
