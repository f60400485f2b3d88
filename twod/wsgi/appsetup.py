"""The place of ``wsgify_django`` in twod.wsgi 1.x; :mod:`twod.wsgi` has it now."""

from twod.wsgi.old_names import make_old_name_finder

__all__ = ["wsgify_django"]  # noqa: F822 - found when it is asked for

__getattr__ = make_old_name_finder(__name__)
