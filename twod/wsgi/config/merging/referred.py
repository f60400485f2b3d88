"""The parts of a value that references gave, found by reading the same text with other texts in their place.

``postgres://shop:${env:PW}@db/shop`` becomes a dictionary in which the password alone comes from elsewhere. Which part
that is only the reader of the notation knows, and it says so by what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from twod.inifile.masking import name_key
from twod.inifile.opaque import is_equal, is_mapping, is_sequence
from twod.inifile.seals import alter, is_sealed
from twod.inifile.secrets import HIDDEN, hide_passwords
from twod.wsgi.config.trace.history import ReferredParts

#: It has no digit and no sign that could mean something in a URL.
_OTHER = "othersecret"
_NEXT = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "bcdefghijklmnopqrstuvwxyzyBCDEFGHIJKLMNOPQRSTUVWXYZY1234567898",
)


#: All of a value.
WHOLE = ReferredParts(((),))


def find_referred_parts(
    text: str, references: Collection[str], read: Callable[[str], object], given: object
) -> ReferredParts:
    """Return the parts of a value that come from references.

    The host of a database whose whole URL comes from a variable is no such part: the URL itself says that its password
    is the secret.

    :param text: the text with a seal in the place of each reference.
    :param references: the references that matter, as they are spelled.
    :param read: reads such a text; the value must be of the same kind each time.
    :param given: the value that the text stands for.
    """
    if not references:
        return ReferredParts()
    is_whole = is_sealed(text)
    other = _try_to_read(read, alter(text, references, _change_all))
    if other is not None:
        parts = _collect(given, other[0])
        return parts if parts != ReferredParts() else _find_beside_passwords(text, references, read, given)
    other = _try_to_read(read, alter(text, references, _change_passwords)) if is_whole else None
    return WHOLE if other is None or not is_mapping(given) else _collect(given, other[0])


def _find_beside_passwords(
    text: str, references: Collection[str], read: Callable[[str], object], given: object
) -> ReferredParts:
    """Return the parts of a value that references give beside the passwords that its form shows, none as a rule.

    A sign remains the same when a text changes, and may stand behind what the form hides: ``password=${env:PW}`` with a
    space in ``PW``. Longer texts show it.
    """
    longer = _try_to_read(read, alter(text, references, lambda old: f"x{old}x"))
    return WHOLE if longer is None or is_equal(given, longer[0]) else _collect(given, longer[0])


def _try_to_read(read: Callable[[str], object], text: str) -> tuple[object] | None:
    """Return the value in a tuple; None when the changed text is not of the kind."""
    try:
        return (read(text),)
    except Exception:  # noqa: BLE001 - any at all: nobody has written this text
        return None


def _change_all(text: str) -> str:
    """Return a text of the same form with other letters and digits."""
    changed = text.translate(_NEXT)
    return changed if changed != text else f"{text}x"


def _change_passwords(text: str) -> str:
    """Return a text with other passwords in it, where its form shows some."""
    return hide_passwords(text).replace(HIDDEN, _OTHER)


def _collect(given: object, other: object) -> ReferredParts:
    found = list(_compare(given, other, (), is_in_list=False))
    return ReferredParts(
        tuple(path for path, _, is_item in found if not is_item), tuple(value for _, value, is_item in found if is_item)
    )


def _compare(
    given: object, other: object, path: tuple[str, ...], *, is_in_list: bool
) -> Iterator[tuple[tuple[str, ...], object, bool]]:
    """Yield path, value and whether it is in a list of each part that differs."""
    if is_mapping(given) and is_mapping(other) and list(given) == list(other):
        for key, item in given.items():
            yield from _compare(item, other[key], (*path, name_key(key)), is_in_list=is_in_list)
    elif is_sequence(given) and is_sequence(other) and len(given) == len(other):
        for index, item in enumerate(given):
            yield from _compare(item, other[index], (*path, str(index)), is_in_list=True)
    elif not is_equal(given, other) and not _differ_in_passwords_alone(given, other):
        yield path, given, is_in_list


def _differ_in_passwords_alone(given: object, other: object) -> bool:
    """Return whether the form of two texts shows where they differ, so that it will be hidden anyway."""
    return isinstance(given, str) and isinstance(other, str) and hide_passwords(given) == hide_passwords(other)
