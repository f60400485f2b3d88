"""The Celery application; its settings are Django's whose names begin with ``CELERY_``."""

from celery import Celery

app = Celery("digest")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
