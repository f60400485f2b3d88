"""The options of a ``use`` chain become the values of settings."""
