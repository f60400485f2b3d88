"""The kinds of values that settings have: each reads the text of an option and writes it back."""
