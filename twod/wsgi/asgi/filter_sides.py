"""The ASGI versions of twod's filters; they take the same options as the WSGI filters."""

from __future__ import annotations

from collections.abc import Mapping

from twod.wsgi.asgi_protocol import ASGIApplication
from twod.wsgi.serving.logs.access_log import TRUSTED_BY_DEFAULT, AccessLogASGI, read_access_options
from twod.wsgi.serving.logs.request_ids import RequestIdASGI


def make_asgi_request_id(application: ASGIApplication, _global_conf: Mapping[str, str], /) -> ASGIApplication:
    """Return the application with an id added to each request: ASGI version of ``egg:twod.wsgi#request_id``."""
    return RequestIdASGI(application)


def make_asgi_access_log(
    application: ASGIApplication,
    global_conf: Mapping[str, str],
    /,
    query: str = "false",
    trusted_proxy: str = TRUSTED_BY_DEFAULT,
) -> ASGIApplication:
    """Return the application with an access log around it: ASGI version of ``egg:twod.wsgi#access_log``.

    The options and errors are those of :func:`twod.wsgi.serving.logs.access_log.make_access_log`.
    """
    proxies, with_query = read_access_options(global_conf.get("__file__"), query, trusted_proxy)
    return AccessLogASGI(application, proxies, with_query=with_query)
