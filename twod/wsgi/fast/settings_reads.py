"""Reads of ``django.conf.settings`` that cost no Python frame: the switch ``settings``.

Django keeps each setting that was read in the ``__dict__`` of its settings object. Yet since Django 4.1, each further
read runs ``LazyObject.__getattribute__``, which is written in Python: it costs twelve times as much as the lookup
itself. That method hides the operators that a lazy object has and the wrapped object may lack, so that
``hasattr(settings, "__iter__")`` is False. The class below hides each operator separately, and all other attributes are
read as in any object. The first read of a setting still reaches ``LazySettings.__getattr__``, which keeps its value.
"""

from __future__ import annotations

from typing import Any

from django.conf import LazySettings
from django.utils.functional import LazyObject


class _NoOperatorError(AttributeError, TypeError):
    """An operator that settings lack: an AttributeError for ``settings.__len__``, a TypeError for ``len(settings)``."""


class _Hidden:
    """An operator of Django's lazy object that the settings themselves lack."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        if instance is None:
            return getattr(LazySettings, self._name)
        # After this error, Python calls LazySettings.__getattr__, which reads the attribute from the settings.
        raise _NoOperatorError(f"settings have no {self._name}")


class FastSettings(LazySettings):
    """Django's lazy settings, read without a Python frame."""

    # Instances share these with their class. Django looks for translations beside the module of the settings.
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
    """Turn lazy settings into :class:`FastSettings`; return an obstacle, or None.

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
    # An ordinary assignment would change the wrapped settings.
    object.__dict__["__class__"].__set__(lazy, FastSettings)
    return None
