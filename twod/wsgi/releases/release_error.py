"""The error of a release that cannot go on."""

from __future__ import annotations


class ReleaseError(Exception):
    """A release, a rollback or its options cannot be used; the message says why, and what helps."""
