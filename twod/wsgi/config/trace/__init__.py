"""The trace of each setting: its history, its origins, and the display of its value."""
