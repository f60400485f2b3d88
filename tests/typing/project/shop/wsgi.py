"""Applications, and what is asked of settings."""

from __future__ import annotations

from typing import assert_type
from wsgiref.types import WSGIApplication

from django.core.handlers.wsgi import WSGIHandler

import twod.wsgi
from twod.wsgi import (
    DjangoApplication,
    RoutingArgsMiddleware,
    add_media_to_app,
    check_ini,
    settings_report,
    wsgify_django,
)
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.loading import load_application

MIDDLEWARE = [RoutingArgsMiddleware]


def make_application() -> WSGIApplication:
    handler: WSGIHandler = DjangoApplication()
    return add_media_to_app(handler)


def make_by_factory(global_conf: dict[str, str]) -> WSGIApplication:
    return wsgify_django(global_conf, debug="false")


def load(path: str) -> WSGIApplication:
    try:
        check_ini(path, name="main")
    except ConfigurationError as error:
        raise SystemExit("\n".join(problem.message for problem in error.problems)) from error
    return load_application(path)


def describe_setting(name: str) -> str:
    report = settings_report([name])[name]
    assert_type(report.type, str)
    assert_type(report.origins[0].line, int | None)
    return f"{report.value!r} from {report.origins[0].file}"


#: An editor finds the names by the package, too.
mount = twod.wsgi.mount
