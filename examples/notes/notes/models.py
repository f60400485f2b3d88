"""The notes of the site."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone


class Note(models.Model):
    """A title and a text that somebody wrote at some time."""

    title = models.CharField(max_length=120)
    text = models.TextField(help_text="Plain text; an empty line starts a new paragraph.")
    # A note outlives its author's account; the welcome note never had an author.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    created = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        # The key settles the order of notes of the same instant, so that pages never overlap.
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the path of the page that shows this note."""
        return reverse("notes:detail", args=[self.pk])

    def is_editable_by(self, user: AbstractUser | AnonymousUser) -> bool:
        """Tell whether this user wrote the note or may change everybody's."""
        return self._is_written_by(user) or user.has_perm("notes.change_note")

    def is_deletable_by(self, user: AbstractUser | AnonymousUser) -> bool:
        """Tell whether this user wrote the note or may delete everybody's."""
        return self._is_written_by(user) or user.has_perm("notes.delete_note")

    def _is_written_by(self, user: AbstractUser | AnonymousUser) -> bool:
        # An anonymous visitor has no key, and neither has the author of an orphaned note.
        return self.author_id is not None and self.author_id == user.pk
