"""Factories that call another factory with references replaced: ``use = egg:twod.wsgi#references``.

``gunicorn --paste`` and ``pserve`` let PasteDeploy read the ini, which passes ``${env:NAME}`` on unchanged. Use one of
these factories in a filter's section to have its references replaced. Example::

    [filter:prefix]
    use = egg:twod.wsgi#references
    twod.use = egg:PasteDeploy#prefix
    prefix = ${env:PREFIX}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from wsgiref.types import WSGIApplication

from paste.deploy.loadwsgi import APP, FILTER, SERVER, ConfigLoader

from twod.wsgi.contexts import load_wrapped_context
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback


@sparing_gunicorn_the_traceback()
def make_wrapped_application(
    loader: ConfigLoader, global_conf: Mapping[str, str], /, **local_conf: str
) -> WSGIApplication:
    """Return the application that the factory in ``twod.use`` makes; a ``paste.composite_factory``."""
    context = load_wrapped_context(APP, global_conf, local_conf)
    context.loader = loader
    application: WSGIApplication = context.create()
    return application


@sparing_gunicorn_the_traceback()
def make_wrapped_filter(
    global_conf: Mapping[str, str], /, **local_conf: str
) -> Callable[[WSGIApplication], WSGIApplication]:
    """Return the filter that the factory in ``twod.use`` makes; a ``paste.filter_factory``."""
    filter_application: Callable[[WSGIApplication], WSGIApplication] = load_wrapped_context(
        FILTER, global_conf, local_conf
    ).create()
    return filter_application


def run_wrapped_server(application: WSGIApplication, global_conf: Mapping[str, str], /, **local_conf: str) -> object:
    """Run the server that ``twod.use`` names; a ``paste.server_runner``."""
    return load_wrapped_context(SERVER, global_conf, local_conf).create()(application)
