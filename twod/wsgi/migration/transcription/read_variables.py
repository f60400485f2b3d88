"""Options that refer to the environment variables which a settings module reads itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from twod.wsgi.migration.transcription.option_text import OptionText

#: What a whole item below a setting is usually made of.
_URLS = {
    "DATABASES": ("DATABASES.default", ("DATABASE_URL",)),
    "CACHES": ("CACHES.default", ("CACHE_URL", "REDIS_URL", "VALKEY_URL")),
}


#: A shorter text is in a variable by chance.
_SHORTEST = 4


def guess_references(name: str, value: object, variables: Mapping[str, str]) -> Iterator[OptionText]:
    """Yield options that may be where a setting comes from, by the names and texts of variables.

    Whether one gives the value is for the caller to find out. Example::

        >>> list(guess_references("EMAIL_HOST", "mx", {"DJANGO_EMAIL_HOST": "mx", "PATH": "/bin"}))
        [OptionText(name='EMAIL_HOST', text='${env:DJANGO_EMAIL_HOST}')]

    :param variables: those that the module reads and that are set.
    """
    option, urls = _URLS.get(name, ("", ()))
    for variable, text in variables.items():
        words = variable.upper()
        is_named_so = name == words or words.endswith(f"_{name}") or name.endswith(f"_{words}")
        if option and words.endswith(urls):
            yield OptionText(option, f"${{env:{variable}}}")
        elif is_named_so or (len(text) >= _SHORTEST and type(value) is str and value == text):
            yield OptionText(name, f"${{env:{variable}}}")
