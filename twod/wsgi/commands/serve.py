"""``paster serve x.ini``: PasteScript's, which also says what it serves and where, or why it cannot."""

from __future__ import annotations

import errno
from functools import partial
from typing import TYPE_CHECKING, Any

from paste.deploy.loadwsgi import SERVER, loadcontext
from paste.script import serve
from paste.script.command import BadCommand

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from wsgiref.types import WSGIApplication

#: What the operating system answers to an address that cannot be listened on.
ADDRESS_ERRORS = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES)


class ServeCommand(serve.ServeCommand):  # type: ignore[misc]  # PasteScript has no types
    """Serve the application of an ini with the server of its ``[server:main]``."""

    def loadserver(self, server_spec: str, name: str | None, relative_to: str, **kw: Any) -> Callable[..., None]:
        context = loadcontext(SERVER, server_spec, name=name, relative_to=relative_to, **kw)
        return partial(self.run_server, context.create(), find_address(context.local_conf))

    def run_server(
        self, server: Callable[[WSGIApplication], None], address: str | None, application: WSGIApplication
    ) -> None:
        """Serve `application`; an address that cannot be listened on ends in one message, exit status 1."""
        if self.verbose > 0:
            where = f" at http://{address}/" if address else ""
            print(f"Serving {self.args[0]}{where}", flush=True)  # noqa: T201 -- this is the command's output
        try:
            server(application)
        except OSError as error:
            if error.errno not in ADDRESS_ERRORS or error.filename is not None:
                raise
            raise BadCommand(
                f"paster serve: cannot listen on {address or 'its address'}: {error.strerror} "
                f"([server:{self.options.server_name or 'main'}] of {self.args[0]})",
                exit_code=1,
            ) from None


def find_address(options: Mapping[str, str]) -> str | None:
    """``HOST:PORT`` of a server section, where its options name one as waitress, Paste's server and gunicorn do."""
    for name in ("listen", "bind"):
        if name in options:
            return options[name]
    if "port" in options:
        return f"{options.get('host', '127.0.0.1')}:{options['port']}"
    return None
