"""The output of ``secret-key``: places of keys and next steps, but never a key."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from twod.wsgi.commands.rotation.key_files import KeyFiles
from twod.wsgi.commands.rotation.key_options import KeyOptions
from twod.wsgi.commands.rotation.key_ring import KeyRing

#: The steps for keys that only the operator can change.
_STEPS = """\
The key is in the {noun} {key}, which only you can change. Take these steps, \
and restart the servers of all hosts after each:
1. Add a new key to {former}. This command prints one: python3 -c "import secrets; print(secrets.token_urlsafe(48))"
2. Put the new key into {key}, and replace it in {former} by the key that was in {key}.
3. When no signature of the former key is in use any more, empty {former}.
{former} contains one or more keys separated by white space. Write a key that contains white space, a comma or a \
quotation mark as a JSON string, in double quotes."""
_NOUNS = {"env": "environment variable", "cred": "credential"}
_NEXT = "Reload all servers of the site"


def describe_steps(found: KeyOptions) -> str:
    """Return the steps to rotate a key that is in an environment variable or a credential."""
    beside = found.place.fallbacks
    named = [place.name for place in found.former if place.kind == found.place.kind]
    former = beside.name if beside.name in named or not named else named[0]
    steps = _STEPS.format(noun=_NOUNS[found.place.kind], key=found.place.name, former=former)
    if named:
        return steps
    line = f"SECRET_KEY_FALLBACKS = {found.written.fallbacks.optional_reference}"
    return f"{steps}\nThe ini names no place for former keys. Add this line to it first: {line}"


def describe_state(files: KeyFiles, ring: KeyRing) -> str:
    """Return the places of the keys."""
    lines = [
        f"{files.key}: the key, since {_get_date(files.key)}",
        f"{files.fallbacks}: {_count(ring.former)}",
    ]
    if ring.prepared:
        lines.append(f"{files.prepared}: the next key, since {_get_date(files.prepared)}")
    return "\n".join([*lines, *_warn(files)])


def describe_change(files: KeyFiles, old: KeyRing, new: KeyRing, command: str) -> str:
    """Return the changes that were made, and the next steps.

    :param command: this command without its options.
    """
    lines = []
    if new.current != old.current:
        lines.append(f"Wrote a new key into {files.key}.")
        if old.current in new.former:
            lines.append(f"Moved the former key to {files.fallbacks}; its signatures stay valid.")
        else:
            lines.append("Dropped the former key: all visitors have to sign in again.")
    elif new.prepared:
        what = "Prepared the next key" if new.prepared != old.prepared else "The next key is prepared already"
        lines.append(f"{what}, in {files.prepared}.")
    if dropped := [key for key in old.former if key not in new.fallbacks]:
        lines.append(f"Dropped {_count(dropped)} of {len(old.former)}.")
    elif not lines:
        return f"There is nothing to drop: {_count(new.former)}."
    return "\n".join([*lines, *_advise(new, command), *_warn(files)])


def _advise(new: KeyRing, command: str) -> list[str]:
    """Return the next steps."""
    if new.prepared:
        return [f"{_NEXT}, on each host. After that: {command} --rotate"]
    if new.former:
        return [f"{_NEXT}. When no signature of a former key is in use any more: {command} --drop"]
    return [f"{_NEXT}."]


def _warn(files: KeyFiles) -> list[str]:
    mode = stat.S_IMODE(files.key.stat().st_mode)
    return [f"Every user can access {files.key} (mode {mode:04o}); run chmod o= {files.key}"] if mode & 0o007 else []


def _get_date(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(" ", "minutes")[:16]


def _count(keys: Sequence[str]) -> str:
    return f"{len(keys) or 'no'} former key{'' if len(keys) < 2 else 's'}"
