"""The pages: everybody reads; who signs in writes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from notes.forms import NoteForm, SearchForm
from notes.models import Note

NOTES_ON_START = 5
NOTES_ON_PAGE = 10

require_form_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def show_start(request: HttpRequest) -> HttpResponse:
    """Show the newest notes, and what this site is an example of."""
    context = {
        "notes": Note.objects.select_related("author")[:NOTES_ON_START],
        "has_accounts": get_user_model().objects.exists(),
    }
    return render(request, "notes/start.html", context)


@require_safe
def list_notes(request: HttpRequest) -> HttpResponse:
    """List the notes page by page, all of them or those that have the words searched for."""
    form = SearchForm(request.GET)
    notes = Note.objects.select_related("author")
    query = form.cleaned_data["q"] if form.is_valid() else ""
    if query:
        notes = notes.filter(Q(title__icontains=query) | Q(text__icontains=query))
    page = Paginator(notes, NOTES_ON_PAGE).get_page(request.GET.get("page"))
    return render(request, "notes/list.html", {"form": form, "query": query, "page": page})


@require_safe
def show_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one note, with links for who may change it."""
    note = get_object_or_404(Note.objects.select_related("author"), pk=pk)
    context = {
        "note": note,
        "is_editable": note.is_editable_by(request.user),
        "is_deletable": note.is_deletable_by(request.user),
    }
    return render(request, "notes/detail.html", context)


@require_form_methods
@login_required
def create_note(request: HttpRequest) -> HttpResponse:
    """Write a new note in the name of who is signed in."""
    form = NoteForm(request.POST or None, instance=Note(author_id=request.user.pk))
    return _save_or_show(request, form, "The note is saved.")


@require_form_methods
@login_required
def edit_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a note; its author and its time stay."""
    note = get_object_or_404(Note, pk=pk)
    if not note.is_editable_by(request.user):
        raise PermissionDenied
    return _save_or_show(request, NoteForm(request.POST or None, instance=note), "The changes are saved.")


@require_form_methods
@login_required
def delete_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask before a note is deleted, and delete it."""
    note = get_object_or_404(Note, pk=pk)
    if not note.is_deletable_by(request.user):
        raise PermissionDenied
    if request.method == "POST":
        note.delete()
        messages.success(request, f"“{note.title}” is deleted.")
        return redirect("notes:list")
    return render(request, "notes/delete.html", {"note": note})


def _save_or_show(request: HttpRequest, form: NoteForm, message: str) -> HttpResponse:
    if form.is_valid():
        note = form.save()
        messages.success(request, message)
        return redirect(note)
    return render(request, "notes/form.html", {"form": form, "note": form.instance})


class SignInView(LoginView):
    """Ask for a name and a password, and tell how the first account is made while there is none."""

    template_name = "notes/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether anybody could sign in at all."""
        return super().get_context_data(has_accounts=get_user_model().objects.exists(), **kwargs)
