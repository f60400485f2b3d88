"""The output of ``secret-key``: the places of keys and the next steps, and never a key."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from twod.wsgi.commands.rotation.key_files import KeyFiles
from twod.wsgi.commands.rotation.key_options import KeyOptions
from twod.wsgi.commands.rotation.key_ring import KeyRing

#: What an operator does where the command cannot write.
_STEPS = """\
The key is in the {noun} {key}, which only you can change. Take these steps, \
and restart the servers of all hosts after each:
1. Add a new key to {former}. This command prints one: python3 -c "import secrets; print(secrets.token_urlsafe(48))"
2. Put the new key into {key}, and the one that was there into {former}, in the place of the new one.
3. When nothing that the former key has signed is in use any more, empty {former}.
{former} has one key or several, apart by white space; write a key that has white space, a comma or a quotation mark \
in it as a JSON string, in double quotes."""
_NOUNS = {"env": "environment variable", "cred": "credential"}
_NEXT = "Reload all servers of the site"


def describe_steps(found: KeyOptions) -> str:
    """Return how to rotate a key that comes from an environment variable or a credential."""
    beside = found.place.fallbacks
    named = [place.name for place in found.former if place.kind == found.place.kind]
    former = beside.name if beside.name in named or not named else named[0]
    steps = _STEPS.format(noun=_NOUNS[found.place.kind], key=found.place.name, former=former)
    if named:
        return steps
    line = f"SECRET_KEY_FALLBACKS = {found.written.fallbacks.optional_reference}"
    return f"{steps}\nThe ini names no place for former keys. Add this line to it first: {line}"


def describe_state(files: KeyFiles, ring: KeyRing) -> str:
    """Return where the keys are."""
    lines = [
        f"{files.key}: the key, since {_get_date(files.key)}",
        f"{files.fallbacks}: {_count(ring.former)}",
    ]
    if ring.prepared:
        lines.append(f"{files.prepared}: the next key, since {_get_date(files.prepared)}")
    return "\n".join([*lines, *_warn(files)])


def describe_change(files: KeyFiles, old: KeyRing, new: KeyRing, command: str) -> str:
    """Return what was changed, and what to do next.

    :param command: this command, without its options.
    """
    lines = []
    if new.current != old.current:
        lines.append(f"Wrote a new key into {files.key}.")
        if old.current in new.former:
            lines.append(f"Moved the former one to {files.fallbacks}; what it has signed stays valid.")
        else:
            lines.append("Dropped the former one: all visitors have to sign in again.")
    elif new.prepared:
        what = "Prepared the next key" if new.prepared != old.prepared else "The next key is prepared already"
        lines.append(f"{what}, in {files.prepared}.")
    if dropped := [key for key in old.former if key not in new.fallbacks]:
        lines.append(f"Dropped {_count(dropped)} of {len(old.former)}.")
    elif not lines:
        return f"There is nothing to drop: {_count(new.former)}."
    return "\n".join([*lines, *_advise(new, command), *_warn(files)])


def _advise(new: KeyRing, command: str) -> list[str]:
    """Return what to do next."""
    if new.prepared:
        return [f"{_NEXT}, on each host. After that: {command} --rotate"]
    if new.former:
        return [f"{_NEXT}. When nothing that a former key has signed is in use any more: {command} --drop"]
    return [f"{_NEXT}."]


def _warn(files: KeyFiles) -> list[str]:
    mode = stat.S_IMODE(files.key.stat().st_mode)
    return [f"Everybody has access to {files.key} (mode {mode:04o}); run chmod o= {files.key}"] if mode & 0o007 else []


def _get_date(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime).astimezone().isoformat(" ", "minutes")[:16]


def _count(keys: Sequence[str]) -> str:
    return f"{len(keys) or 'no'} former key{'' if len(keys) < 2 else 's'}"
