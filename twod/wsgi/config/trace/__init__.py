"""The trace of each setting: its history, its origins, and how a value is shown."""
