"""The application configuration of the console."""

from __future__ import annotations

from django.apps import AppConfig, apps


class ConsoleConfig(AppConfig):
    """The console as a Django application; it has no models and no migrations."""

    name = "twod.wsgi.console"
    label = "twod_console"
    verbose_name = "twod console"

    def ready(self) -> None:
        """Add the console to the menu of Django's admin, if the admin is installed."""
        if apps.is_installed("django.contrib.admin"):
            from django.contrib.admin import site  # noqa: PLC0415 - a site may not install the admin

            from twod.wsgi.console.admin_menu import add_console_entry  # noqa: PLC0415 - see above

            add_console_entry(site)
