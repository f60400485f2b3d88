"""Settings, for django-stubs' plugin of mypy."""

SECRET_KEY = "a key for type checkers alone"
