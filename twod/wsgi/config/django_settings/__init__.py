"""The settings that Django reads: a row each, with the kinds of their values."""
