"""One message of a tool's failure, with the cure."""

from __future__ import annotations

from subprocess import CompletedProcess

import pytest

from twod.recipe.fetch.pinned import Pinned
from twod.recipe.fetch.tool_failure import get_reason, make_failure, read_output

SHOP = Pinned("shop", "1.0")

#: What uv 0.13 and pip 26 print, and a word of the cure.
PRINTED = [
    ("error: Failed to download `shop==1.0`\n  cause: Hash mismatch for `shop==1.0`", "do not install it"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "do not install it"),
    ("error: Failed to install: shop\n  cause: No space left on device (os error 28)", "Make room"),
    ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "Make room"),
    ("error: Failed to initialize cache at `/proc/x`\n  cause: failed to create directory", "UV_CACHE_DIR"),
    ("error: No solution\nhint: lack of valid authentication credentials (401 Unauthorized)", "netrc"),
    ("WARNING: 401 Error, Credentials not correct for http://x\nERROR: No matching distribution found", "netrc"),
    ("error: Failed to fetch: http://x\n  cause: Connection refused", "Check the connection"),
    ("  Could not fetch URL http://x: connection error\nERROR: No matching distribution found", "Check the connection"),
    ("error: No solution\n  cause: Because shop was not found in the package registry", "find-links"),
    ("error: No solution\n  cause: Because there is no version of shop==1.0", "find-links"),
    ("ERROR: No matching distribution found for shop==1.0", "find-links"),
    ("error: Failed to build `shop==1.0`\n  cause: The build backend returned an error", "tools that the build needs"),
    (
        "error: Failed to download and build `shop==1.0`\n"
        "  cause: Failed to resolve requirements from `setup.py` build\n"
        "  cause: Because setuptools was not found in the package registry",
        "tools that the build needs",
    ),
    ("error: Failed to extract archive: shop.whl\n  cause: Invalid zip file structure", "broken file"),
    ("ERROR: Wheel 'shop' located at /shop.whl is invalid.", "broken file"),
    ("error: unexpected argument '--prefix' found", "Update the tool"),
    ("error: ended by SIGXFSZ (File size limit exceeded)", "Make room"),
    ("error: something new", "run buildout again"),
]


@pytest.mark.parametrize(("printed", "cure"), PRINTED)
def test_each_failure_has_its_cure(printed: str, cure: str) -> None:
    message = str(make_failure("uv", [SHOP], printed))
    assert message.startswith("uv cannot fetch shop 1.0:\n  ")
    assert cure in message.splitlines()[-1]


def test_the_reason_begins_with_the_error_and_is_short() -> None:
    printed = "Resolved 1 package\nerror: no\n" + "".join(f"  cause: {number}\n" for number in range(20))
    lines = ["error: no", "cause: 0", "cause: 1", "…", "cause: 16", "cause: 17", "cause: 18", "cause: 19"]
    assert get_reason(printed) == "\n".join(f"  {line}" for line in lines)


def test_the_place_in_the_lock_is_that_of_the_one_that_is_named() -> None:
    pinned = [SHOP._replace(locked_at="pylock.toml:1"), Pinned("cart", "2.0", locked_at="pylock.toml:9")]
    assert str(make_failure("uv", pinned, "error: no `cart==2.0`")).startswith(
        "uv cannot fetch cart 2.0 (pylock.toml:9):"
    )
    assert str(make_failure("uv", pinned, "error: no room")).startswith("uv cannot fetch shop 1.0; cart 2.0:\n")


def test_pips_own_traceback_is_left_out() -> None:
    printed = 'ERROR: Exception:\nTraceback (most recent call last):\n  File "pip"\n    copy()\nOSError: no room\n'
    assert get_reason(printed) == "  ERROR: Exception:\n  OSError: no room"


def test_a_tool_that_is_killed_tells_by_what() -> None:
    assert read_output(CompletedProcess("uv", -9, "out\n", "err\n")) == "out\nerr\nerror: ended by SIGKILL (Killed)\n"
    assert read_output(CompletedProcess("uv", 2, "out\n", "err\n")) == "out\nerr\n"


def test_a_tool_that_prints_nothing_has_no_reason() -> None:
    assert get_reason("\n") == "  It printed no reason."
