"""The lock file: which versions may be installed, and what the bytes of their files are."""
