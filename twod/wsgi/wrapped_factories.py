"""Factories that call another one, with the references in its options replaced: ``use = egg:twod.wsgi#references``.

With ``gunicorn --paste`` and ``pserve``, PasteDeploy reads the ini alone, and hands ``${env:NAME}`` on as it stands
there. Where the section of a filter names one of these, references work. Example::

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
    """Return the application that ``twod.use`` makes; a ``paste.composite_factory``, which calls any kind."""
    context = load_wrapped_context(APP, global_conf, local_conf)
    context.loader = loader
    application: WSGIApplication = context.create()
    return application


@sparing_gunicorn_the_traceback()
def make_wrapped_filter(
    global_conf: Mapping[str, str], /, **local_conf: str
) -> Callable[[WSGIApplication], WSGIApplication]:
    """Return the filter that ``twod.use`` makes; a ``paste.filter_factory``, which calls either kind."""
    filter_application: Callable[[WSGIApplication], WSGIApplication] = load_wrapped_context(
        FILTER, global_conf, local_conf
    ).create()
    return filter_application


def run_wrapped_server(application: WSGIApplication, global_conf: Mapping[str, str], /, **local_conf: str) -> object:
    """Serve with the server that ``twod.use`` names; a ``paste.server_runner``."""
    return load_wrapped_context(SERVER, global_conf, local_conf).create()(application)
