"""A secret key that is made once and then left alone."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from twod.recipe.files import Generated, replace_file

if TYPE_CHECKING:
    from pathlib import Path

#: Django asks for 50 characters or more; this many random bytes make 64.
RANDOM_BYTES = 48


def make_secret_key(path: Path) -> bool:
    """Write a new secret key that only its owner can read, unless there is one; return whether there was none.

    Of two runs at the same time, one makes the key and the other finds it: a key that a site may use already is never
    replaced.

    :raises OSError: when it cannot be written.
    """
    if path.exists():
        return False
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    replace_file(Generated(own, f"{secrets.token_urlsafe(RANDOM_BYTES)}\n".encode(), 0o600))
    try:
        path.hardlink_to(own)
    except FileExistsError:
        return False
    finally:
        own.unlink()
    return True
