"""Every exception of :mod:`twod.wsgi`; this module imports nothing of ours."""

from __future__ import annotations


class TwodError(Exception):
    """Base of all that twod.wsgi raises on purpose."""
