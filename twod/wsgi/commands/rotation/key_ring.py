"""The secret keys of a site: the current key, which signs, and further keys with signatures that are still accepted."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from twod.inifile.seals import seal
from twod.wsgi.config.kinds.lists import SECRET_KEYS, iterate

#: Random bytes of a key, which give 64 characters.
_RANDOM_BYTES = 48
#: Keys that a list can contain as they are; others become JSON strings.
_PLAIN_KEY = r"[^\s,\"'\[{#;$][^\s,\"]*"


def generate_key() -> str:
    """Return a new key."""
    return secrets.token_urlsafe(_RANDOM_BYTES)


class KeyRing(NamedTuple):
    """The keys of a site.

    Example::

        >>> KeyRing("b", ("a",)).prepare("c").rotate("d").keep(1)
        KeyRing(current='c', former=('b',), prepared='')
    """

    #: The key that signs.
    current: str
    #: Keys that signed before, newest first.
    former: tuple[str, ...] = ()
    #: The next key, which servers already accept; empty if no key is prepared.
    prepared: str = ""

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """The keys that servers accept in addition to the current one."""
        return (self.prepared, *self.former) if self.prepared else self.former

    def prepare(self, key: str) -> KeyRing:
        """Return the ring with a prepared key; the ring itself if it has one."""
        return self if self.prepared else self._replace(prepared=key)

    def rotate(self, key: str) -> KeyRing:
        """Return the ring with the prepared key as the current one, or with the given key if no key is prepared."""
        new = self.prepared or key
        return KeyRing(new, tuple(former for former in (self.current, *self.former) if former != new))

    def keep(self, count: int) -> KeyRing:
        """Return the ring with only the newest `count` former keys."""
        return self._replace(former=self.former[:count])


class Replacement(NamedTuple):
    """A file of keys and its new content."""

    #: ``key``, ``fallbacks`` or ``prepared``.
    file: str
    keys: tuple[str, ...]


def list_replacements(old: KeyRing, new: KeyRing) -> list[Replacement]:
    """Return the files to replace, in an order that keeps every key of both rings accepted.

    A server that starts in between reads the key first, and the fallbacks later. Therefore a new key is added to the
    fallbacks before it gets into its own file. This list does not contain the removal of a prepared key's file.
    """
    fallbacks = new.fallbacks if new.current == old.current else (*new.fallbacks, new.current)
    found = [
        Replacement("fallbacks", fallbacks) if fallbacks != old.fallbacks else None,
        Replacement("key", (new.current,)) if new.current != old.current else None,
        Replacement("prepared", (new.prepared,)) if new.prepared not in ("", old.prepared) else None,
    ]
    return [each for each in found if each]


def write_keys(keys: Iterable[str]) -> str:
    r"""Return the text of a file that ``SECRET_KEY_FALLBACKS`` refers to, a key a line.

    Example::

        >>> write_keys(["abc", "d, e"])
        'abc\n"d, e"\n'
    """
    return "".join(f"{key if re.fullmatch(_PLAIN_KEY, key) else json.dumps(key, ensure_ascii=False)}\n" for key in keys)


def parse_keys(text: str) -> tuple[str, ...]:
    """Return the keys of such a text, converted as for the setting.

    :raises twod.wsgi.exc.BadValueError: if the text is not a list of keys.
    """
    return tuple(str(key) for key in iterate(SECRET_KEYS.read(seal(text))))
