"""The current notation: a setting is read by its kind, and ``${…}`` is a reference."""

from __future__ import annotations

from twod.wsgi.config.dialects.dialect import Fault


class DialectTwo:
    """The way that a current ini reads its settings."""

    errors: frozenset[Fault] = frozenset({"removed", "misspelt", "swallowed"})
    module_wins = False

    def find_reader(self, _name: str) -> None:
        """Return None: the kind of a setting decides how to read it."""
