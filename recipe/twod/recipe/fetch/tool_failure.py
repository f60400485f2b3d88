"""What a tool printed of a failure, made into one message with the cure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from twod.recipe.fetch.pinned import FetchError, Pinned, describe_pinned, find_named

#: The longest reason that a message repeats, in lines.
_LINES = 6

#: What is in the printed text, and the cure; the first that fits.
_CURES = (
    (
        r"(?i)hash mismatch|do not match the hashes|hashes are required",
        "The file is not the one that the hash was made of. Do not install it before you know why",
    ),
    (
        r"(?i)no space left|file too large|disk quota|os error 28\b|os error 27\b",
        "Make room on the disk, and run buildout again",
    ),
    (
        r"(?i)initialize cache|UV_CACHE_DIR|cache entry|cache bucket",
        "Set UV_CACHE_DIR to a directory that you can write, or remove the broken cache with uv cache clean",
    ),
    (
        r"(?i)\b40[13]\b|unauthorized|forbidden|credentials",
        "The index needs a user and a password: put them into ~/.netrc, or into the URL of pip's index-url",
    ),
    (
        r"(?i)was not found in|no matching distribution|there is no version|no versions? of|has no wheels|no wheels",
        "If it is not published, name its checkout in develop or a folder with its wheel in find-links; if another "
        "index has it, set index; check its version in [versions]",
    ),
    (
        r"(?i)failed to build|build backend|metadata-generation-failed|subprocess-exited",
        "Install what the build needs, or put a wheel of it into a folder that find-links names",
    ),
    (
        r"(?i)zip|wheel",
        "Remove the broken file, or pin another version",
    ),
    ("", "Check the connection and the proxy, and run buildout again; fetch = buildout makes zc.buildout fetch it"),
)


def make_failure(tool: str, pinned: Sequence[Pinned], printed: str, requirers: str = "") -> FetchError:
    """Return the error of a fetch.

    :param tool: name of the program.
    :param pinned: what it was to fetch.
    :param printed: all that it has printed on stderr.
    """
    reason = get_reason(printed)
    named = find_named(pinned, reason)
    cure = next(cure for pattern, cure in _CURES if re.search(pattern, reason))
    return FetchError(f"{tool} cannot fetch {describe_pinned(named)}{requirers}:\n{reason}\n{cure}.")


def get_reason(printed: str) -> str:
    """Return the lines in which a tool tells why it failed, indented: from the first error on, a few of them."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    errors = [number for number, line in enumerate(lines) if re.match(r"(?i)error\b", line)]
    told = lines[errors[0] :] if errors else lines[-_LINES:]
    shown = [*told[: _LINES - 2], "…", told[-1]] if len(told) > _LINES else told
    return "\n".join(f"  {line}" for line in shown) or "  it printed no reason"
