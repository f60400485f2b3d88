"""The module of ``call_wsgi_app`` and ``make_wsgi_view`` in twod.wsgi 1.x; they are in :mod:`twod.wsgi` now."""

from twod.wsgi.old_names import make_old_name_finder

__all__ = ["call_wsgi_app", "make_wsgi_view"]  # noqa: F822 - found by __getattr__

__getattr__ = make_old_name_finder(__name__)
