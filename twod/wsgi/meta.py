"""``request.META`` as Django reads it, over a WSGI environ that stays as the server gave it.

Django wants ``PATH_INFO`` and ``SCRIPT_NAME`` as text and, in its own request class, writes that text over the
strings that :pep:`3333` prescribes.  Whatever reads the environ afterwards (WebOb, an embedded application) then
takes ``/café`` for something else, or fails.  :class:`DecodedEnviron` keeps both sides right: it is the environ,
live in both directions, but for those two keys, which it reads and writes as text.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, MutableMapping, ValuesView
from typing import Any, Self

from django.core.handlers.wsgi import get_path_info, get_script_name

DECODERS = {"PATH_INFO": lambda environ: get_path_info(environ) or "/", "SCRIPT_NAME": get_script_name}


class DecodedEnviron(dict[str, Any]):
    """The WSGI environ with ``PATH_INFO`` and ``SCRIPT_NAME`` as the text that Django makes of them.

    It is a ``dict`` by type, since code in the wild asks ``isinstance(request.META, dict)``, but holds nothing
    itself: every other key is read from, and written to, the environ.

    :param environ: the WSGI environ (:pep:`3333`), which is kept and not copied.
    :param path_info: Django's text for the ``PATH_INFO`` that stands in the environ now.
    :param script_name: Django's text for the ``SCRIPT_NAME`` that stands there now.
    """

    __slots__ = ("_environ", "_texts")

    def __init__(self, environ: dict[str, Any], path_info: str, script_name: str) -> None:
        self._environ = environ
        # The text of each key beside the WSGI string it was made from: when that string has changed, somebody
        # edited the environ and the text is made anew.
        self._texts = {
            "PATH_INFO": (environ["PATH_INFO"], path_info),
            "SCRIPT_NAME": (environ["SCRIPT_NAME"], script_name),
        }

    def _decode(self, key: str) -> str:
        raw = self._environ[key]
        known_raw, text = self._texts[key]
        if raw != known_raw:
            text = DECODERS[key](self._environ)
            self._texts[key] = (raw, text)
        return text

    def __getitem__(self, key: str) -> Any:
        return self._decode(key) if key in DECODERS else self._environ[key]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of ``key``, or ``default`` when the environ has none."""
        if key in DECODERS and key in self._environ:
            return self._decode(key)
        return self._environ.get(key, default)

    def __setitem__(self, key: str, value: Any) -> None:
        if key in DECODERS:
            raw = value.encode().decode("latin-1")
            self._texts[key] = (raw, value)
            self._environ[key] = raw
        else:
            self._environ[key] = value

    def __delitem__(self, key: str) -> None:
        del self._environ[key]

    # Built on the three methods above; a dict's own work on its storage, which is empty here.
    clear = MutableMapping.clear
    pop = MutableMapping.pop
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
        """Return a plain ``dict`` of what stands here now."""
        texts = {key: self._decode(key) for key in DECODERS if key in self._environ}
        return {**self._environ, **texts}

    __copy__ = copy

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Return the environ's keys."""
        return self._environ.keys()

    # The whole mapping at once is read from a copy: Django builds ``request.headers`` from ``items()``, and a copy
    # made in C is many times as fast as a step of Python for each key.
    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Return the pairs as they stand now."""
        return self.copy().items()

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Return the values as they stand now."""
        return self.copy().values()

    def __eq__(self, other: object) -> bool:
        return self.copy() == (other.copy() if isinstance(other, DecodedEnviron) else other)

    __hash__ = None

    def __or__(self, other: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        return self.copy() | other

    def __ror__(self, other: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        return other | self.copy()

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]
        self.update(other)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (self.copy(),)

    def __repr__(self) -> str:
        return repr(self.copy())
