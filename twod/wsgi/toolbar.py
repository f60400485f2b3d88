"""A panel for django-debug-toolbar, which shows each setting of the ini with its origin.

Add it to the settings, together with the other panels that you want::

    DEBUG_TOOLBAR_PANELS = ["twod.wsgi.toolbar.OriginsPanel", "debug_toolbar.panels.sql.SQLPanel"]
"""

from __future__ import annotations

from typing import Any

from debug_toolbar.panels import Panel
from django.utils.html import format_html
from django.utils.safestring import SafeString

from twod.wsgi.config.activation import find_active
from twod.wsgi.exc import NotConfiguredError
from twod.wsgi.origin_rows import OriginRow, list_origin_rows, write_origin_table


class OriginsPanel(Panel):
    """The settings that the ini or the settings module sets, with secrets hidden."""

    is_async = True
    nav_icon = "debug_toolbar/img/settings.svg"

    @property
    def nav_title(self) -> str:
        """The title in the bar."""
        return "Origins"

    @property
    def nav_subtitle(self) -> str:
        """The number of settings and a description of them, shown below the title."""
        loaded = find_active()
        return "no ini is loaded" if loaded is None else loaded.summary

    @property
    def title(self) -> str:
        """The title of the page."""
        loaded = find_active()
        return "Settings" if loaded is None else f"Settings of {loaded.source}"

    @property
    def content(self) -> SafeString:
        """The page."""
        stats = self.get_stats()
        if not stats or stats.get("error"):
            return format_html("<p>{}</p>", stats.get("error", "") if stats else "")
        rows: list[OriginRow] = stats["settings"]
        return write_origin_table(rows)

    def generate_stats(self, _request: Any, _response: Any) -> None:
        """Record the rows; the toolbar keeps them until a developer opens the page."""
        try:
            self.record_stats({"settings": list_origin_rows()})
        except NotConfiguredError as error:
            self.record_stats({"error": str(error)})
