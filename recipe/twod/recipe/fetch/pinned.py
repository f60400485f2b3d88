"""A distribution that ``[versions]`` pins, and the error of a fetch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from packaging.utils import canonicalize_name

from twod.inifile.secrets import hide_passwords


class Pinned(NamedTuple):
    """One version of a distribution.

    Example::

        >>> Pinned("Flask", "3.1.3", ("sha256:f4bc…",)).requirement
        'Flask==3.1.3 --hash=sha256:f4bc…'

    :param name: its name, in any spelling.
    :param hashes: the accepted hashes of its file, ``sha256:`` and 64 hexadecimal digits each; empty for any file.
    :param required_by: name of the distribution that requires it; empty if the user does.
    :param locked_at: place of the hashes, such as ``pylock.toml:12``; empty without hashes.
    """

    name: str
    version: str
    hashes: tuple[str, ...] = ()
    required_by: str = ""
    locked_at: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def key(self) -> str:
        """The normalised name, for comparisons."""
        return canonicalize_name(self.name)

    @property
    def requirement(self) -> str:
        """The line of a requirements file."""
        return " ".join([f"{self.name}=={self.version}", *(f"--hash={digest}" for digest in self.hashes)])


class FetchError(Exception):
    """A distribution cannot be fetched. The message ends with a cure and contains no password."""

    def __init__(self, message: str) -> None:
        super().__init__(hide_passwords(message))


def describe_pinned(pinned: Iterable[Pinned]) -> str:
    """Return names and versions for a message, at most five of them."""
    names = [f"{each}, which {each.required_by} requires" if each.required_by else str(each) for each in pinned]
    return "; ".join(names) if len(names) <= 5 else f"{'; '.join(names[:4])} and {len(names) - 4} more"


def find_named(pinned: Sequence[Pinned], text: str) -> list[Pinned]:
    """Return the distributions that a tool's output names, or all if it names no distribution."""
    words = re.sub("[`'()]", " ", text).split()
    names = {canonicalize_name(_find_name(word) if "/" in word else word.partition("==")[0]) for word in words}
    return [each for each in pinned if each.key in names] or list(pinned)


def _find_name(url: str) -> str:
    """Return the name in the URL of a distribution's page or of its wheel."""
    last = url.partition("#")[0].rstrip("/").rpartition("/")[2]
    return last.partition("-")[0] if last.endswith(".whl") else last
