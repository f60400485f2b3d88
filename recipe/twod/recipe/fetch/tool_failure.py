"""The error message for the output of a failed tool, with a cure."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from subprocess import CompletedProcess

from twod.recipe.fetch.pinned import FetchError, Pinned, describe_pinned, find_named

#: Lines that a message repeats from the beginning and the end of a reason; build tools report the mistake at the end.
_HEAD, _TAIL = 3, 4

#: Lines that a message leaves out, since they have no information.
_EMPTY = re.compile(r"(?i)$|note:|hint: (?:see above|this usually)|\[end of output\]|(?:warning|\[notice\])")

#: The cure for a distribution that no index and no folder has.
UNKNOWN_CURE = (
    "If it is not published, name its checkout in develop, or a folder with its wheel in find-links; if another index "
    "has it, set index, and allow-hosts where that is used; and check its version in [versions]"
)

_CREDENTIALS = r"(?i)\b40[13] (?:error|unauthorized|forbidden|client error)|authentication credentials"
_CONNECTION = (
    r"(?i)could not fetch url|failed to fetch|error sending request|failed to establish|connection (?:broken|reset)"
)

#: Expressions for the output of a tool, each with a cure. The first match counts, so causes precede failed connections,
#: which may be their consequence.
_CURES = (
    (
        r"(?i)hash mismatch|do not match the hashes|hashes are required",
        "The file does not have the locked hash: do not install it before you know why",
    ),
    (
        r"(?i)no space left|file too large|file size limit|quota exceeded|os error 2[78]\b",
        "Make room on the disk, and run buildout again",
    ),
    (
        r"(?i)failed to initialize cache|failed to open cache",
        "Set UV_CACHE_DIR to a directory that you can write, or set fetch = pip",
    ),
    (
        r"(?i)unexpected argument|unrecognized subcommand|no such option",
        "Update the tool, or set fetch in [buildout] to another one",
    ),
    (
        _CREDENTIALS,
        "The index requires a user and a password: write them into ~/.netrc, or into the URL of pip's index-url",
    ),
    (
        _CONNECTION,
        "Check the connection and the proxy, and run buildout again",
    ),
    (
        # This row also matches a build whose requirements are not found, for which uv prints the words of the next row.
        r"(?i)failed to (?:download and )?build|build backend|metadata-generation-failed|subprocess-exited",
        "Install the tools that the build needs, or put its wheel into a folder that find-links names",
    ),
    (
        r"(?i)was not found in|no matching distribution|there (?:is|are) no versions? of|no wheels",
        UNKNOWN_CURE,
    ),
    (
        r"(?i)\bzip\b|invalid wheel|\bis invalid|dist-info",
        "Remove the broken file from the index or the folder, or pin another version",
    ),
    ("", "Check the connection and the proxy, and run buildout again"),
)


def read_output(done: CompletedProcess[str]) -> str:
    """Return all output of a tool, and the signal that ended it."""
    end = ""
    if done.returncode < 0:
        end = f"error: ended by {signal.Signals(-done.returncode).name} ({signal.strsignal(-done.returncode)})\n"
    return f"{done.stdout}{done.stderr}{end}"


def make_failure(tool: str, pinned: Sequence[Pinned], printed: str) -> FetchError:
    """Return the error of a fetch.

    :param tool: name of the program.
    :param pinned: the distributions that it should fetch.
    :param printed: all its output.
    """
    reason = get_reason(printed)
    named = find_named(pinned, reason)
    cure = next(cure for pattern, cure in _CURES if re.search(pattern, printed))
    place = f" ({named[0].locked_at})" if len(named) == 1 and named[0].locked_at else ""
    return FetchError(f"{tool} cannot fetch {describe_pinned(named)}{place}:\n{reason}\n{cure}.")


def get_reason(printed: str) -> str:
    """Return the lines with the tool's reason, indented: a few lines from the first error on."""
    # pip prints a traceback of its code before the one informative line.
    printed = re.sub(r"(?m)^(ERROR: Exception:)\nTraceback.*\n(?:\s.*\n)*", r"\1\n", printed)
    lines = [line.strip() for line in printed.splitlines()]
    errors = [number for number, line in enumerate(lines) if re.match(r"(?i)error\b", line)]
    start = errors[0] if errors else 0
    # pip warns of an unreachable index before it reports that the distribution was not found.
    before = [line for line in lines[:start] if re.search(_CREDENTIALS, line) or re.search(_CONNECTION, line)]
    told = [*before[-1:], *(line for line in lines[start:] if not _EMPTY.match(line))]
    shown = [*told[:_HEAD], "…", *told[-_TAIL:]] if len(told) > _HEAD + _TAIL else told
    return "\n".join(f"  {line}" for line in shown) or "  It printed no reason."
