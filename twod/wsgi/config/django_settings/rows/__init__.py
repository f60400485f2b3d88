"""The settings of Django, a row each, by subject."""
