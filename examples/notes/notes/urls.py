"""The addresses of the notes' pages."""

from django.urls import path

from notes import views

app_name = "notes"

urlpatterns = [
    path("", views.show_start, name="start"),
    path("notes/", views.list_notes, name="list"),
    path("notes/new/", views.create_note, name="create"),
    path("notes/<int:pk>/", views.show_note, name="detail"),
    path("notes/<int:pk>/edit/", views.edit_note, name="edit"),
    path("notes/<int:pk>/delete/", views.delete_note, name="delete"),
]
