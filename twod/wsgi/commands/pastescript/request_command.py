"""``paster request`` and ``paster post``: send one request to the application of an ini, without a server."""

from __future__ import annotations

import sys
from urllib.parse import quote, urljoin
from wsgiref.types import WSGIApplication

from paste.deploy.loadwsgi import APP
from paste.script import request
from paste.script.command import BadCommand
from webob import Request

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.commands.ini_errors import is_about_ini
from twod.wsgi.commands.pastescript.checked_command import CheckedCommand
from twod.wsgi.commands.starting.factory_errors import locate_factory_error
from twod.wsgi.contexts import load_object
from twod.wsgi.serving.unserved import loading_unserved

#: Characters with a meaning in a URL, including the one for escapes; all others are escaped.
_IN_URL = "%/:?#[]@!$&'()*+,;=~"


class RequestCommand(CheckedCommand, request.RequestCommand):
    """The commands ``request`` and ``post``.

    PasteScript's own command sends no body, loses the query of the URL, and fails on ``--config-var``.
    """

    def command(self) -> int | None:
        """Print the response, and return its status unless that is 200.

        :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
        :raises paste.script.command.BadCommand: if an option is wrong.
        """
        given = read_pairs("--config-var", self.options.config_vars)
        asked = make_request(self.args[1], self.args[2:], read_pairs("--header", self.options.headers))
        if self.command_name.lower() == "post":
            asked.method = "POST"
            asked.headers.setdefault("Content-Type", "text/plain")
            asked.body = sys.stdin.buffer.read()
        self.check_ini_first(given)
        return self._print_answer(asked, self._load(given))

    def _load(self, given: dict[str, str]) -> WSGIApplication:
        path, name = split_config_uri(self.config_uri)
        try:
            with loading_unserved():
                application: WSGIApplication = load_object(APP, f"config:{quote(path)}", name=name, global_conf=given)
        except Exception as error:
            if is_about_ini(error):
                raise
            raise locate_factory_error(error, path, given) from error
        return application

    def _print_answer(self, asked: Request, application: WSGIApplication) -> int | None:
        status, headers, body = asked.call_application(application)
        try:
            if self.options.display_headers:
                print(*(f"{name}: {value}" for name, value in headers), "", sep="\n")  # noqa: T201
            sys.stdout.flush()
            for part in body:
                sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
        finally:
            if hasattr(body, "close"):
                body.close()
        code = int(status.split()[0])
        return code if code != 200 else None


def make_request(url: str, arguments: list[str], headers: dict[str, str]) -> Request:
    """Return a GET request.

    :param url: the address, relative to ``/.command/``.
    :param arguments: parts of the query, each ``NAME=VALUE`` or a word.
    """
    url = quote(urljoin("/.command/", url), safe=_IN_URL)
    query = "&".join("=".join(map(quote, argument.split("=", 1))) for argument in arguments)
    if query:
        url += f"{'&' if '?' in url else '?'}{query}"
    asked = Request.blank(url)
    asked.environ.update({"wsgi.run_once": True, "paste.command_request": True})
    asked.headers["Accept"] = "text/plain;q=1.0, */*;q=0.1"
    asked.headers.update(headers)
    return asked


def read_pairs(option: str, pairs: list[str] | None) -> dict[str, str]:
    """Return the values of an option that may be repeated, each ``NAME:VALUE``.

    :raises paste.script.command.BadCommand: if a value has no colon.
    """
    found = {}
    for pair in pairs or ():
        name, colon, value = pair.partition(":")
        if not colon:
            raise BadCommand(f"{option}: expected NAME:VALUE, got {pair!r}")
        found[name.strip()] = value.strip()
    return found
