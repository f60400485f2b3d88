"""Options that refer to environment variables which a settings module reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from twod.wsgi.migration.transcription.option_text import OptionText

#: The parts of a setting that an item usually has.
_URLS = {
    "DATABASES": ("DATABASES.default", ("DATABASE_URL",)),
    "CACHES": ("CACHES.default", ("CACHE_URL", "REDIS_URL", "VALKEY_URL")),
}


#: The text of a variable may contain a shorter one by chance.
_SHORTEST = 4


def guess_references(name: str, value: object, variables: Mapping[str, str]) -> Iterator[OptionText]:
    """Yield possible sources of a setting: options that refer to variables by similar names or equal texts.

    The caller has to check whether an option gives the value. Example::

        >>> list(guess_references("EMAIL_HOST", "mx", {"DJANGO_EMAIL_HOST": "mx", "PATH": "/bin"}))
        [OptionText(name='EMAIL_HOST', text='${env:DJANGO_EMAIL_HOST}')]

    :param variables: the variables that the module reads and that are set.
    """
    option, urls = _URLS.get(name, ("", ()))
    for variable, text in variables.items():
        words = variable.upper()
        is_named_so = name == words or words.endswith(f"_{name}") or name.endswith(f"_{words}")
        if option and words.endswith(urls):
            yield OptionText(option, f"${{env:{variable}}}")
        elif is_named_so or (len(text) >= _SHORTEST and type(value) is str and value == text):
            yield OptionText(name, f"${{env:{variable}}}")
