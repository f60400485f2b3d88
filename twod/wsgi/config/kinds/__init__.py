"""The kinds of values of settings: each kind reads the text of an option, and writes a value as text."""
