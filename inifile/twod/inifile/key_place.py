"""The places of a site's secret key and of its former keys; an ini has references to both."""

from __future__ import annotations

from typing import NamedTuple


class KeyPlace(NamedTuple):
    """A place that a reference in an ini names.

    Example::

        >>> place = KeyPlace("env", "SHOP_KEY")
        >>> place.reference, place.fallbacks.optional_reference
        ('${env:SHOP_KEY}', '${env:SHOP_KEY_FALLBACKS:-}')
    """

    #: ``file``, ``env`` or ``cred``.
    kind: str
    #: The path of a file, or the name of an environment variable or of a credential.
    name: str

    @property
    def reference(self) -> str:
        """The reference to the text in this place."""
        return f"${{{self.kind}:{self.name}}}"

    @property
    def optional_reference(self) -> str:
        """The same reference, for a place that may be empty or missing."""
        return f"${{{self.kind}:{self.name}:-}}"

    @property
    def fallbacks(self) -> KeyPlace:
        """The place of the former keys, next to that of the key."""
        suffix = "_FALLBACKS" if self.kind == "env" else ".fallbacks"
        return KeyPlace(self.kind, f"{self.name}{suffix}")
