"""The request that is both Django's and WebOb's, and its body."""

from twod.wsgi.request.wsgi_request import TwodWSGIRequest as TwodWSGIRequest

__all__ = ["TwodWSGIRequest"]
