"""The module of ``RoutingArgsMiddleware`` in twod.wsgi 1.x; it is in :mod:`twod.wsgi` now."""

from twod.wsgi.old_names import make_old_name_finder

__all__ = ["RoutingArgsMiddleware"]  # noqa: F822 - found by __getattr__

__getattr__ = make_old_name_finder(__name__)
