"""Checks of an ini against the machine and the installed software: factories, servers, log handlers, paths."""
