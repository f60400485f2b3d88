"""The forms that visitors fill in."""

from django import forms

from notes.models import Note


class NoteForm(forms.ModelForm):
    """Title and text of a note; the author and the time are not the writer's to choose."""

    class Meta:
        model = Note
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}


class SearchForm(forms.Form):
    """The words that a note must have in its title or text."""

    q = forms.CharField(
        label="Search in titles and texts",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
