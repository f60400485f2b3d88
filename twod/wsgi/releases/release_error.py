"""The error that ends a release or a rollback."""

from __future__ import annotations


class ReleaseError(Exception):
    """A release, a rollback or an option of theirs that fails; the message names the reason and the cure."""
