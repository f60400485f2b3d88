"""The error of a bundle that cannot be made."""

from __future__ import annotations


class BundleError(Exception):
    """A bundle cannot be made. The message gives the reason and the cure."""
