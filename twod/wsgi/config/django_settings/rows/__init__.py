"""The table of Django's settings, one module for each subject."""
