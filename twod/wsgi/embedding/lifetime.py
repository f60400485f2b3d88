"""The lifetime of an application's answer: until the request is closed, even if middleware has replaced the answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from twod.wsgi.request import TwodWSGIRequest


def close_later(request: HttpRequest, close: Callable[[], object]) -> None:
    """Call ``close`` when the request is closed, also for Django's own request classes.

    :param request: the request; Django closes it with the response that it sends.
    :param close: called without arguments.
    """
    if isinstance(request, TwodWSGIRequest):
        request.close_later(close)
        return
    close_request = request.close

    def close_both() -> None:
        try:
            close()
        finally:
            close_request()

    vars(request)["close"] = close_both
