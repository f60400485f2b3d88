"""The factories of the filter ``egg:twod.wsgi#sendfile``."""

from __future__ import annotations

from collections.abc import Mapping
from wsgiref.types import WSGIApplication

from twod.inifile.send_file_options import find_send_file_problems, read_send_file_options
from twod.wsgi.asgi_protocol import ASGIApplication
from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.front_server import FrontServer
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback
from twod.wsgi.serving.sendfile.sendfile_asgi import SendFileASGI
from twod.wsgi.serving.sendfile.sendfile_filter import SendFileFilter


@sparing_gunicorn_the_traceback()
def make_send_file_filter(
    application: WSGIApplication, global_conf: Mapping[str, str], /, **local_conf: str
) -> SendFileFilter:
    """Return an application that lets the front server send its files; a ``paste.filter_app_factory``.

    :param application: the site.
    :param global_conf: PasteDeploy's variables; ``__file__`` among them is the path of the ini.
    :param local_conf: the options of the section.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the options.
    """
    return SendFileFilter(application, make_front_server(global_conf, local_conf))


@sparing_gunicorn_the_traceback()
def make_asgi_send_file_filter(
    application: ASGIApplication, global_conf: Mapping[str, str], /, **local_conf: str
) -> SendFileASGI:
    """Return an ASGI application that lets the front server send its files."""
    return SendFileASGI(application, make_front_server(global_conf, local_conf))


def make_front_server(global_conf: Mapping[str, str], local_conf: Mapping[str, str]) -> FrontServer:
    """Return the front server that a section describes.

    :raises twod.wsgi.exc.ConfigurationError: as for :func:`make_send_file_filter`.
    """
    ini = global_conf.get("__file__")
    if wrong := [Problem(ini, None, None, name, message) for name, message in find_send_file_problems(local_conf)]:
        raise ConfigurationError(wrong)
    return FrontServer(read_send_file_options(local_conf))
