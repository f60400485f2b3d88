"""Markers stand for values that are not there, and say so where they are shown."""

from __future__ import annotations

from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN


def test_markers_differ_and_are_shown_by_their_names():
    assert MISSING != UNKNOWN
    assert (repr(MISSING), repr(UNKNOWN)) == ("MISSING", "UNKNOWN")
