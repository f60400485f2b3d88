"""``request.META`` with the text that Django expects, over a WSGI environ that stays as the server made it.

Django expects ``PATH_INFO`` and ``SCRIPT_NAME`` as text. Its own request class overwrites the strings that :pep:`3333`
prescribes, and then other code that reads the environ (WebOb, a mounted application) reads another path than ``/café``,
or fails. :class:`DecodedEnviron` serves both: it reads and writes these two keys as text, and all others directly in
the environ.
"""

from __future__ import annotations

from _collections_abc import dict_items, dict_keys, dict_values
from collections.abc import Iterator, MutableMapping
from typing import Any, Self

from django.core.handlers.wsgi import get_path_info, get_script_name

from twod.wsgi.wsgi_text import encode_wsgi


class DecodedEnviron(dict[str, Any]):
    """The WSGI environ with ``PATH_INFO`` and ``SCRIPT_NAME`` as text.

    Its type is a ``dict``, since other code checks ``isinstance(request.META, dict)``, but its own storage is empty.

    :param environ: the WSGI environ (:pep:`3333`), not a copy.
    :param path_info: Django's text for the environ's present ``PATH_INFO``.
    :param script_name: Django's text for its present ``SCRIPT_NAME``.
    """

    # For both keys, the text and the WSGI string that it was made from. If other code has changed the environ's string,
    # the text is made anew. Slots, because each further object is work for the garbage collector.
    __slots__ = ("_environ", "_path_info", "_raw_path_info", "_raw_script_name", "_script_name")

    def __init__(self, environ: dict[str, Any], path_info: str, script_name: str) -> None:
        self._environ = environ
        self._raw_path_info = environ["PATH_INFO"]
        self._path_info = path_info
        self._raw_script_name = environ["SCRIPT_NAME"]
        self._script_name = script_name

    def _decode_path_info(self) -> str:
        raw = self._environ["PATH_INFO"]
        if raw != self._raw_path_info:
            self._raw_path_info = raw
            self._path_info = get_path_info(self._environ) or "/"
        return self._path_info

    def _decode_script_name(self) -> str:
        raw = self._environ["SCRIPT_NAME"]
        if raw != self._raw_script_name:
            self._raw_script_name = raw
            self._script_name = get_script_name(self._environ)
        return self._script_name

    def __getitem__(self, key: str) -> Any:
        if key == "PATH_INFO":
            return self._decode_path_info()
        if key == "SCRIPT_NAME":
            return self._decode_script_name()
        return self._environ[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``, or ``default`` if the environ does not have it."""
        if key in {"PATH_INFO", "SCRIPT_NAME"} and key in self._environ:
            return self[key]
        return self._environ.get(key, default)

    def __setitem__(self, key: str, value: Any) -> None:
        if key == "PATH_INFO":
            self._path_info = value
            self._raw_path_info = value = encode_wsgi(value)
        elif key == "SCRIPT_NAME":
            self._script_name = value
            self._raw_script_name = value = encode_wsgi(value)
        self._environ[key] = value

    def __delitem__(self, key: str) -> None:
        del self._environ[key]

    def pop(self, key: str, *default: Any) -> Any:
        """Remove ``key`` and return its value, or ``default``, if passed, if the environ does not have it."""
        if key not in self._environ and default:
            return default[0]
        value = self[key]
        del self._environ[key]
        return value

    # These use the methods above; those of dict would use its own storage, which is empty. (``pop`` of Python 3.11
    # works only in subclasses of MutableMapping.)
    clear = MutableMapping.clear
    popitem = MutableMapping.popitem
    setdefault = MutableMapping.setdefault
    update = MutableMapping.update

    def __contains__(self, key: object) -> bool:
        return key in self._environ

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __reversed__(self) -> Iterator[str]:
        return reversed(self._environ)

    def __len__(self) -> int:
        return len(self._environ)

    def copy(self) -> dict[str, Any]:
        """Return a plain ``dict`` of the present keys and values."""
        made = self._environ.copy()
        if "PATH_INFO" in made:
            made["PATH_INFO"] = self._decode_path_info()
        if "SCRIPT_NAME" in made:
            made["SCRIPT_NAME"] = self._decode_script_name()
        return made

    __copy__ = copy

    def keys(self) -> dict_keys[str, Any]:
        """Return the environ's keys."""
        return self._environ.keys()

    # From a copy: Django builds ``request.headers`` from ``items()``, and a copy made in C is many times faster than a
    # step of Python for each key.
    def items(self) -> dict_items[str, Any]:
        """Return the present keys and values, as a snapshot."""
        return self.copy().items()

    def values(self) -> dict_values[str, Any]:
        """Return the present values, as a snapshot."""
        return self.copy().values()

    def __eq__(self, other: object) -> bool:
        return self.copy() == (other.copy() if isinstance(other, DecodedEnviron) else other)

    __hash__ = None

    def __or__(self, other: dict[Any, Any], /) -> dict[Any, Any]:
        return self.copy() | other

    def __ror__(self, other: dict[Any, Any], /) -> dict[Any, Any]:
        return other | self.copy()

    def __ior__(self, other: Any, /) -> Self:  # type: ignore[override,misc]  # it takes more than __or__, as any dict
        self.update(other)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (self.copy(),)

    def __repr__(self) -> str:
        return repr(self.copy())
