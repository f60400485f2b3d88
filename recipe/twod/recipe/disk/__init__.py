"""The files of a part on disk."""
