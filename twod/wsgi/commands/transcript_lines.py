"""What is to be known of settings that were written anew, a line each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def list_transcript_lines(
    left: Mapping[str, str],
    notes: Mapping[str, str],
    needed: Mapping[str, Collection[str]],
    read: Collection[str] = (),
    reader: str = "",
) -> Iterator[str]:
    """Yield what was left out, what is not the same in every respect, and what has to be set.

    :param left: the reasons, by the names of the settings.
    :param notes: the same.
    :param needed: the options that refer to a variable, by its name.
    :param read: the variables that the settings module reads as well.
    :param reader: its name.
    """
    for name, reason in sorted(left.items()):
        yield f"left in the module: {name}: {reason}"
    for name, reason in sorted(notes.items()):
        yield f"note: {name}: {reason}"
    for variable, options in sorted(needed.items()):
        where = f" ({reader} reads it, too)" if variable in read else ""
        yield f"set {variable} for {', '.join(options)}{where}"
