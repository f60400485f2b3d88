"""Background work of the notes site: it counts the words of each note, and sums them up once a day."""

# Celery's tasks find the application that they belong to by this import.
from digest.celery import app as celery_app

__all__ = ["celery_app"]
