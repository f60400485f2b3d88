"""The remarks on converted settings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def list_transcript_lines(
    left: Mapping[str, str],
    notes: Mapping[str, str],
    needed: Mapping[str, Collection[str]],
    read: Collection[str] = (),
    reader: str = "",
) -> Iterator[str]:
    """Yield a line for each setting that was left out or changed its type, and for each variable to set.

    :param left: the reasons for leaving settings out, by name.
    :param notes: the remarks on converted settings, by name.
    :param needed: the options that refer to a variable, by the variable's name.
    :param read: the variables that the settings module itself reads too.
    :param reader: the name of the settings module.
    """
    for name, reason in sorted(left.items()):
        yield f"left in the module: {name}: {reason}"
    for name, reason in sorted(notes.items()):
        yield f"note: {name}: {reason}"
    for variable, options in sorted(needed.items()):
        where = f" ({reader} also reads it)" if variable in read else ""
        use = "" if list(options) == [variable] else f", for {', '.join(options)}"
        yield f"set the environment variable {variable}{use}{where}"
