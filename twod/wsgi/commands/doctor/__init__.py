"""Checks of a site for trouble in production, run on the machine that serves it."""
