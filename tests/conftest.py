"""What pytest does with the folders below."""

#: They need a Chromium: ``pytest tests/browser`` runs them, and nothing else does.
collect_ignore = ["browser"]
