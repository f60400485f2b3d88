"""The secret keys of a site: the one that it signs with, and others whose signatures count as well."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable
from typing import NamedTuple

from twod.inifile.seals import seal
from twod.wsgi.config.kinds.lists import SECRET_KEYS, iterate

#: Random bytes of a key; they make 64 characters.
_RANDOM_BYTES = 48
#: A key that means itself in a list; others are written as strings of JSON.
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
    #: Those that have signed before, the last one first.
    former: tuple[str, ...] = ()
    #: The next one, which servers accept already; empty when there is none.
    prepared: str = ""

    @property
    def fallbacks(self) -> tuple[str, ...]:
        """The keys besides the current one that servers accept."""
        return (self.prepared, *self.former) if self.prepared else self.former

    def prepare(self, key: str) -> KeyRing:
        """Return the ring with a key to come, unless there is one already."""
        return self if self.prepared else self._replace(prepared=key)

    def rotate(self, key: str) -> KeyRing:
        """Return the ring after the prepared key, or this one when none is prepared, has begun to sign."""
        new = self.prepared or key
        return KeyRing(new, tuple(former for former in (self.current, *self.former) if former != new))

    def keep(self, count: int) -> KeyRing:
        """Return the ring with so many of its former keys, the last ones."""
        return self._replace(former=self.former[:count])


class Replacement(NamedTuple):
    """A file of keys, and what it is to have in it."""

    #: ``key``, ``fallbacks`` or ``prepared``.
    file: str
    keys: tuple[str, ...]


def list_replacements(old: KeyRing, new: KeyRing) -> list[Replacement]:
    """Return the files that make one ring of another, in an order in which keys that both have count at any time.

    A server that starts in between reads the key first, and the fallbacks then or later. So a new key is among the
    fallbacks, too, before it is in its own file. No server reads the file of a prepared key, which is not removed here.
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
    """Return the keys of such a text, as the setting takes it.

    :raises twod.wsgi.exc.BadValueError: when they cannot be read.
    """
    return tuple(str(key) for key in iterate(SECRET_KEYS.read(seal(text))))
