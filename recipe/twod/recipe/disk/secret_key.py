"""A secret key that is made once and then left alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from twod.recipe.disk.generated import Generated, replace_file

#: Django asks for 50 characters or more; this many random bytes make 64.
_RANDOM_BYTES = 48


def make_secret_key(path: Path) -> bool:
    """Write a new secret key that only its owner can read, unless there is one; return whether there was none.

    Of two runs at the same time, one makes the key and the other finds it: a key that a site may use already is never
    replaced.

    :raises OSError: when it cannot be written.
    """
    if path.exists():
        return False
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    replace_file(Generated(own, f"{secrets.token_urlsafe(_RANDOM_BYTES)}\n".encode(), 0o600))
    try:
        path.hardlink_to(own)
    except FileExistsError:
        return False
    finally:
        own.unlink()
    return True
