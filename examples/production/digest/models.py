"""The results of the background work."""

from django.db import models

from notes.models import Note


class WordCount(models.Model):
    """The number of words of a note."""

    note = models.OneToOneField(Note, on_delete=models.CASCADE, related_name="word_count")
    words = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.note}: {self.words}"


class DailyTotal(models.Model):
    """The number of notes and words at the end of a day."""

    day = models.DateField(unique=True)
    notes = models.PositiveIntegerField()
    words = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.notes} notes, {self.words} words"
