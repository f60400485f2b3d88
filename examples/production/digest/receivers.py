"""The receivers of signals: a saved note sets off a task."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from digest.tasks import count_words
from notes.models import Note


@receiver(post_save, sender=Note)
def send_count(instance: Note, **_more: Any) -> None:
    """Have a worker count the words once the note is in the database, where the worker looks for it."""
    transaction.on_commit(partial(count_words.delay, instance.pk))
