"""The notation of today: a setting is read by its kind, and ``${…}`` refers to something."""

from __future__ import annotations

from twod.wsgi.config.dialects.dialect import Fault


class DialectTwo:
    """How an ini of today reads its settings."""

    errors: frozenset[Fault] = frozenset({"removed", "misspelt", "swallowed"})
    module_wins = False

    def find_reader(self, _name: str) -> None:
        """Return None: the kind of a setting says how to read it."""
