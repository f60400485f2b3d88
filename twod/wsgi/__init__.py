"""Django as a first-class WSGI application, configured by one PasteDeploy ini.

A public name is imported when it is first used (PEP 562): ``import twod.wsgi`` loads neither Django nor settings.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twod.wsgi.config import check_ini as check_ini
    from twod.wsgi.config import find_problems as find_problems
    from twod.wsgi.config import settings_report as settings_report
    from twod.wsgi.embedding import call_wsgi_app as call_wsgi_app
    from twod.wsgi.embedding import make_wsgi_view as make_wsgi_view
    from twod.wsgi.embedding import mount as mount
    from twod.wsgi.factories import wsgify_django as wsgify_django
    from twod.wsgi.handler import DjangoApplication as DjangoApplication
    from twod.wsgi.loading import load_asgi_application as load_asgi_application
    from twod.wsgi.response import TwodResponse as TwodResponse
    from twod.wsgi.routing import RoutingArgsMiddleware as RoutingArgsMiddleware
    from twod.wsgi.serving.logs.current_request import get_request_id as get_request_id
    from twod.wsgi.static import add_media_to_app as add_media_to_app

#: The module of each public name.
_MODULES = {
    "DjangoApplication": "handler",
    "RoutingArgsMiddleware": "routing",
    "TwodResponse": "response",
    "add_media_to_app": "static",
    "call_wsgi_app": "embedding",
    "check_ini": "config",
    "find_problems": "config",
    "get_request_id": "serving.logs.current_request",
    "load_asgi_application": "loading",
    "make_wsgi_view": "embedding",
    "mount": "embedding",
    "settings_report": "config",
    "wsgify_django": "factories",
}

__all__ = list(_MODULES)


if not TYPE_CHECKING:  # Type checkers shall report names that are not imported above.

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
