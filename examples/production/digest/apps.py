"""The application's entry in Django's registry."""

from django.apps import AppConfig


class DigestConfig(AppConfig):
    """Counts words when notes are saved."""

    name = "digest"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receivers."""
        from digest import receivers  # noqa: F401, PLC0415 - needs the models
