"""What is to be known of settings that were written anew, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from twod.wsgi.migration.transcription.module_environment import SecretAnswer


def list_transcript_lines(
    left: Mapping[str, str], notes: Mapping[str, str], secrets: Iterable[SecretAnswer], reader: str = ""
) -> Iterator[str]:
    """Yield what was left out, what is not the same in every respect, and what has to be set.

    :param left: the reasons, by the names of the settings.
    :param notes: the same.
    :param secrets: the references.
    :param reader: the settings module that may read the variables, too.
    """
    for name, reason in sorted(left.items()):
        yield f"left in the module: {name}: {reason}"
    for name, reason in sorted(notes.items()):
        yield f"note: {name}: {reason}"
    for secret in secrets:
        where = f", which {reader} reads as well" if secret["is_read"] else ""
        yield f"set {secret['variable']}{where}: the secret of {secret['name']}"
