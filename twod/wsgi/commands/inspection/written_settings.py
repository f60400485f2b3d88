"""``twod settings x.ini --as-ini``: print the settings in force as options of an ini or of buildout.cfg."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from twod.wsgi.commands.inspection.selection import select_settings
from twod.wsgi.commands.transcript_lines import list_transcript_lines
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.trace.below import split_name
from twod.wsgi.migration.transcription.loaded_settings import write_anew
from twod.wsgi.migration.transcription.rendering import Style


def write_settings_anew(
    loaded: Loaded, base: Loaded | None, names: Sequence[str], style: Style
) -> tuple[str, Sequence[str]]:
    """Return the text of settings, and messages for the requested ones that it lacks; print remarks to stderr.

    :param base: the ini that the text will use; None to write all settings.
    :param names: the settings to write; empty for those that differ from Django's defaults, or from the base.
    """
    mistakes = list(select_settings(loaded, names).mistakes)
    paths = [path for name in names if (path := split_name(name)) is not None]
    mistakes += [
        f"{'.'.join(path)}: a part of a setting cannot be written; name {path[0]}" for path in paths if len(path) > 1
    ]
    written = write_anew(loaded, base, {path[0] for path in paths if len(path) == 1} if names else None, style)
    transcript = written.transcript
    new = {secret.variable for secret in transcript.secrets}
    needed = {name: options for name, options in written.needed.items() if name in new}
    lines = list_transcript_lines(transcript.left, transcript.notes, needed)
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    return written.text, mistakes
