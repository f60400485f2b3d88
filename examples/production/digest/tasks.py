"""The tasks of Celery's worker. Each may run twice: a worker that is killed leaves its task to another one."""

from celery import shared_task
from django.db.models import Sum
from django.utils import timezone

from digest.models import DailyTotal, WordCount
from notes.models import Note


@shared_task
def count_words(pk: int) -> int:
    """Store the number of words of a note, and return it; 0 for one that is gone."""
    note = Note.objects.filter(pk=pk).first()
    if note is None:
        return 0
    words = len(note.text.split())
    WordCount.objects.update_or_create(note=note, defaults={"words": words})
    return words


@shared_task
def sum_up() -> None:
    """Store the numbers of today."""
    words = WordCount.objects.aggregate(total=Sum("words"))["total"] or 0
    numbers = {"notes": Note.objects.count(), "words": words}
    DailyTotal.objects.update_or_create(day=timezone.localdate(), defaults=numbers)
