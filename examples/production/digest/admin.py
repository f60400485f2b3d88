"""The numbers in Django's admin."""

from django.contrib import admin

from digest.models import DailyTotal, WordCount

admin.site.register([DailyTotal, WordCount])
