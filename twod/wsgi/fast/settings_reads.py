"""Reads of ``django.conf.settings`` that cost no Python frame: the switch ``settings``.

Django keeps each setting that was read in the ``__dict__`` of its one settings object. Yet since 4.1 each further read
still runs ``LazyObject.__getattribute__``, which is written in Python: it costs twelve times as much as the lookup
itself. It is there to hide the operators that a lazy object has and the object behind it may lack, so that
``hasattr(settings, "__iter__")`` is False. The class below hides them one by one, and looks everything up as any object
does. The first read of a setting still reaches ``LazySettings.__getattr__``, which keeps it.
"""

from __future__ import annotations

from typing import Any

from django.conf import LazySettings
from django.utils.functional import LazyObject


class _NoOperatorError(AttributeError, TypeError):
    """Raised for an operator that settings lack: an AttributeError for a name, a TypeError for ``len(settings)``."""


class _Hidden:
    """An operator that Django's settings lack, although the lazy object in front of them has it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        if instance is None:
            return getattr(LazySettings, self._name)
        # Whoever asks for the name goes on to LazySettings.__getattr__, and so to the settings behind.
        raise _NoOperatorError(f"settings have no {self._name}")


class FastSettings(LazySettings):
    """Django's lazy settings, read without a Python frame."""

    # An instance has these of its class. Django looks beside the module of its settings for translations.
    __module__ = LazySettings.__module__
    __doc__ = LazySettings.__doc__

    __getattribute__ = object.__getattribute__

    __bytes__ = _Hidden()
    __contains__ = _Hidden()
    __delitem__ = _Hidden()
    __getitem__ = _Hidden()
    __iter__ = _Hidden()
    __len__ = _Hidden()
    __setitem__ = _Hidden()


def speed_up_settings(lazy: LazySettings) -> str | None:
    """Make lazy settings :class:`FastSettings`; return why that cannot be, or None.

    :param lazy: ``django.conf.settings``, which stays the same object.
    """
    found = type(lazy)
    if found is FastSettings:
        return None
    if found is not LazySettings:
        return f"django.conf.settings is a {found.__module__}.{found.__qualname__}"
    reader = LazySettings.__getattribute__
    if reader.__module__ != LazyObject.__module__:
        return f"{reader.__module__} has replaced LazySettings.__getattribute__"
    # An ordinary assignment would reach the settings behind the lazy object.
    object.__dict__["__class__"].__set__(lazy, FastSettings)
    return None
