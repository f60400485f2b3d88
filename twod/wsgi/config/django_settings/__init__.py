"""A table of all Django settings, one row each, with the kind of value."""
