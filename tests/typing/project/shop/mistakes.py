"""Each line with ``# error`` behind it is one to a type checker, and no other line is.

``# error with types of Django`` is one unless all of Django is ``Any``, as it is to mypy without django-stubs.
"""

from __future__ import annotations

from django.http import HttpResponse, StreamingHttpResponse

import twod.wsgi
from shop.views import application
from twod.wsgi import TwodResponse, call_wsgi_app, make_wsgi_view, mount
from twod.wsgi.handler import TwodWSGIRequest


def show(request: TwodWSGIRequest) -> HttpResponse:
    number: int = request.remote_user  # error
    _ = request.no_such_name  # error with types of Django
    request.call_application("not an application")  # error
    request.copy().path_info_pop(1)  # error
    response = call_wsgi_app(application, request, "/")
    _ = response.no_such_name  # error with types of Django
    TwodResponse("", status=b"200 OK")  # error
    return call_wsgi_app(application, request, number)  # error


def returns_number(request: TwodWSGIRequest) -> int:
    return request.content_length or 0


def takes_nothing() -> bool:
    return True


mount("files/", application, permission=1)  # error
mount("files/", application, permission=takes_nothing)  # error
mount("files/", application, permission=returns_number)  # error
mount("files/", application, csrf="never")  # error
mount("files/", 1)  # error
make_wsgi_view(application, environ=takes_nothing)  # error
call_wsgi_app(application)  # error
streamed: StreamingHttpResponse = make_wsgi_view(application)()  # error with types of Django
_ = twod.wsgi.no_such_name  # error
