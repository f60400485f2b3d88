"""Old inis become new ones that are proven equal."""
