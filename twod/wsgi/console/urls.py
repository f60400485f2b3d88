"""The URL patterns of the console: ``path("console/", include("twod.wsgi.console.urls"))``."""

from __future__ import annotations

from django.urls import path

from twod.wsgi.console import views

app_name = "twod_console"

urlpatterns = [
    path("", views.show_settings, name="settings"),
    path("changes/", views.show_drift, name="drift"),
    path("environments/", views.show_environments, name="environments"),
    path("pipeline/", views.show_pipeline, name="pipeline"),
    path("health/", views.show_health, name="health"),
    path("versions/", views.show_versions, name="versions"),
    path("fingerprints/", views.show_fingerprints, name="fingerprints"),
]
