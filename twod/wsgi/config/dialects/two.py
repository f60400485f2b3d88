"""The current notation: the kind of a setting reads its text, and ``${…}`` is a reference."""

from __future__ import annotations

from twod.wsgi.config.dialects.dialect import Fault


class DialectTwo:
    """The notation of a current ini."""

    errors: frozenset[Fault] = frozenset({"removed", "misspelt", "swallowed"})
    module_wins = False

    def find_reader(self, _name: str) -> None:
        """Return None, because the kind of a setting reads it."""
