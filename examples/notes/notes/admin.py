"""The notes in Django's admin."""

from django.contrib import admin

from notes.models import Note

admin.site.site_header = "Notes administration"
admin.site.site_title = "Notes administration"


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):
    """Every note, newest first, found by its words or by its author."""

    list_display = ["title", "author", "created"]
    list_select_related = ["author"]
    list_filter = ["created"]
    search_fields = ["title", "text", "author__username"]
    search_help_text = "Words of the title or of the text, or the author's user name."
    autocomplete_fields = ["author"]
    readonly_fields = ["created"]
    date_hierarchy = "created"
