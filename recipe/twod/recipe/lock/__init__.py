"""The lock file: the versions that may be installed, and the hashes of their files."""
