"""The application's entry in INSTALLED_APPS."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Notes that everybody may read and their authors may change."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "notes"
