"""The place of the functions that call embedded applications in twod.wsgi 1.x; :mod:`twod.wsgi` has them now."""

from twod.wsgi.old_names import make_old_name_finder

__all__ = ["call_wsgi_app", "make_wsgi_view"]  # noqa: F822 - found when it is asked for

__getattr__ = make_old_name_finder(__name__)
