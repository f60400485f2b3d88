"""The merge of the options of a ``use`` chain into the values of settings."""
