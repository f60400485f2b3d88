"""The request that is Django's and WebOb's at once, and its body."""

from twod.wsgi.request.wsgi_request import TwodWSGIRequest as TwodWSGIRequest

__all__ = ["TwodWSGIRequest"]
