"""``paster serve x.ini``: PasteScript's, which also prints what it serves and where, or why it cannot."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIApplication

from paste import reloader
from paste.deploy.loadwsgi import SERVER, loadcontext
from paste.script import serve
from paste.script.command import BadCommand

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.commands.ini_errors import INI_ERRORS, is_about_ini
from twod.wsgi.config.activation import find_active_files
from twod.wsgi.config.raised import find_failed_files
from twod.wsgi.config.survey import survey_uri

#: The errors of the operating system for an address that cannot be listened on.
_ADDRESS_ERRORS = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)


class ServeCommand(serve.ServeCommand):
    """Serve the application of an ini with the server of its ``[server:main]``."""

    def command(self) -> int | None:
        """Serve until something ends the process; with ``--reload``, wait until a wrong ini is fixed."""
        try:
            status: int | None = super().command()
        except INI_ERRORS as error:
            if not (self.is_reloaded and is_about_ini(error)):
                raise
            sys.stderr.write(f"{error}\nWaiting for a change.\n")
            self.watch((*survey_uri(self.config_uri).files, *find_failed_files()))
            threading.Event().wait()  # The monitor ends the process.
        return status

    @property
    def is_reloaded(self) -> bool:
        """Whether this is the process that is restarted when a file changes."""
        return bool(self.options.reload and os.environ.get(self._reloader_environ_key))

    @property
    def config_uri(self) -> str:
        """The ini, and the application in it that ``--app-name`` may name."""
        path, name = split_config_uri(self.args[0])
        name = self.options.app_name or name
        return f"{path}#{name}" if name else path

    def loadapp(self, app_spec: str, name: str | None, relative_to: str, **kw: Any) -> WSGIApplication:
        """Load the application, and watch the inis and the secret files that its settings were made of."""
        application: WSGIApplication = super().loadapp(app_spec, name, relative_to, **kw)
        if self.is_reloaded:
            self.watch(find_active_files())
        return application

    def watch(self, files: tuple[str, ...]) -> None:
        for file in files:
            reloader.watch_file(file)

    def loadserver(self, server_spec: str, name: str | None, relative_to: str, **kw: Any) -> Callable[..., None]:
        """Load the server, and find the address that it listens on."""
        context = loadcontext(SERVER, server_spec, name=name, relative_to=relative_to, **kw)
        return partial(self.run_server, context.create(), find_address(context.local_conf))

    def run_server(
        self, server: Callable[[WSGIApplication], None], address: str | None, application: WSGIApplication
    ) -> None:
        """Serve `application`; an address that cannot be listened on ends in one message, exit status 1."""
        if self.verbose > 0:
            where = f" at http://{address}/" if address else ""
            print(f"Serving {self.args[0]} ({self.describe_environment()}){where}", flush=True)  # noqa: T201
        try:
            server(application)
        except OSError as error:
            if error.errno not in _ADDRESS_ERRORS or error.filename is not None:
                raise
            raise BadCommand(
                f"paster serve: cannot listen on {address or 'its address'}: {error.strerror} "
                f"([server:{self.options.server_name or 'main'}] of {self.args[0]})",
                exit_code=1,
            ) from None

    def describe_environment(self) -> str:
        """Return the environment's name (that of the application or of the file), and whether it debugs."""
        path, _, name = self.config_uri.partition("#")
        text = f"environment {name if name not in ('', 'main') else Path(path).stem}"
        if find_active_files():
            from django.conf import settings  # noqa: PLC0415 - there is a Django application, or nothing to say of it

            text += f", debug {'on' if settings.DEBUG else 'off'}"
        return text


def find_address(options: Mapping[str, str]) -> str | None:
    """``HOST:PORT`` of a server section, where its options name one as waitress, Paste's server and gunicorn do."""
    for name in ("listen", "bind"):
        if name in options:
            return options[name]
    if "port" in options:
        return f"{options.get('host', '127.0.0.1')}:{options['port']}"
    return None
