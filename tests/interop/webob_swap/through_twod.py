"""A pytest plugin for WebOb's own tests: what they ask of a request, twod.wsgi's request class answers.

Each request that a test makes of a whole environ is made into a ``TwodWSGIRequest`` first, and goes on with the
environ of that; a name that twod.wsgi delegates to WebOb is read through it. ``READ_FIRST`` in the environment
names what Django reads of each request before WebOb does.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

import django
import webob.request
from django.conf import settings
from django.http import UnreadablePostError

settings.configure(ALLOWED_HOSTS=["*"])
django.setup()

from twod.wsgi.request import TwodWSGIRequest  # noqa: E402
from twod.wsgi.request.webob_names import RENAMED, WebObNames  # noqa: E402

READ_FIRST = os.environ.get("READ_FIRST", "")
# Not what makes another request: WebOb's tests expect one of WebOb's class.
DELEGATED = {name for name, value in vars(WebObNames).items() if type(value).__name__ == "_FromWebOb"} - RENAMED.keys()

make_request = webob.request.BaseRequest.__init__
counts = {"made": 0, "through": 0}
answering: set[int] = set()


def make_request_through_twod(self: Any, environ: Any, *args: Any, **kwargs: Any) -> None:
    counts["made"] += 1
    if type(environ) is dict and "REQUEST_METHOD" in environ and "wsgi.input" in environ:
        counts["through"] += 1
        request = TwodWSGIRequest(environ)
        for read in (request.META.copy, lambda: request.headers, lambda: request.GET, lambda: request.COOKIES):
            read()
        if READ_FIRST:
            # In a test of clients that go away it is WebOb's turn to find that out.
            with suppress(UnreadablePostError):
                getattr(request, READ_FIRST)
        request.webob = self
        vars(self)["_through"] = request
        environ = request.environ
    make_request(self, environ, *args, **kwargs)


def get_through_twod(self: Any, name: str) -> Any:
    if name in DELEGATED and id(self) not in answering and "_through" in vars(self):
        answering.add(id(self))
        try:
            return getattr(vars(self)["_through"], name)
        finally:
            answering.discard(id(self))
    return object.__getattribute__(self, name)


webob.request.BaseRequest.__init__ = make_request_through_twod
webob.request.BaseRequest.__getattribute__ = get_through_twod


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.write_line(f"{counts['through']} of {counts['made']} requests went through TwodWSGIRequest")
