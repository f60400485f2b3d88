"""The parts of a value that come from references, found by reading the text again with other texts in their place.

``postgres://shop:${env:PW}@db/shop`` becomes a dictionary in which only the password comes from outside. Only the
reader of the notation can tell which part that is, so this module compares the values that it reads.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from twod.inifile.masking import name_key
from twod.inifile.opaque import is_equal, is_mapping, is_sequence
from twod.inifile.seals import alter, is_sealed
from twod.inifile.secrets import HIDDEN, hide_passwords
from twod.wsgi.config.trace.history import ReferredParts

#: The text in the place of a reference: it has no digits and no characters with a meaning in a URL.
_OTHER = "othersecret"
_NEXT = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "bcdefghijklmnopqrstuvwxyzyBCDEFGHIJKLMNOPQRSTUVWXYZY1234567898",
)


#: The whole value as the referred part.
WHOLE = ReferredParts(((),))


def find_referred_parts(
    text: str, references: Collection[str], read: Callable[[str], object], given: object
) -> ReferredParts:
    """Return the parts of a value that come from references.

    If a whole database URL comes from a variable, its host is not such a part: the form of the URL shows that only the
    password is secret.

    :param text: the text with a seal in the place of each reference.
    :param references: the references to look for, as written in the ini.
    :param read: reads such a text, with the same kind each time.
    :param given: the value of the text.
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
    """Return the parts of a value that come from references, besides the passwords that its form shows; usually none.

    Other letters do not reveal such a part if the reference contains punctuation that ends the hidden text, as in
    ``password=${env:PW}`` with a space in ``PW``. A longer text reveals it.
    """
    longer = _try_to_read(read, alter(text, references, lambda old: f"x{old}x"))
    return WHOLE if longer is None or is_equal(given, longer[0]) else _collect(given, longer[0])


def _try_to_read(read: Callable[[str], object], text: str) -> tuple[object] | None:
    """Return the value in a tuple; None if the changed text cannot be read."""
    try:
        return (read(text),)
    except Exception:  # noqa: BLE001 - a made-up text may cause any error
        return None


def _change_all(text: str) -> str:
    """Return a text with other letters and digits and the same punctuation."""
    changed = text.translate(_NEXT)
    return changed if changed != text else f"{text}x"


def _change_passwords(text: str) -> str:
    """Return a text with other passwords in the places where its form shows passwords."""
    return hide_passwords(text).replace(HIDDEN, _OTHER)


def _collect(given: object, other: object) -> ReferredParts:
    found = list(_compare(given, other, (), is_in_list=False))
    return ReferredParts(
        tuple(path for path, _, is_item in found if not is_item), tuple(value for _, value, is_item in found if is_item)
    )


def _compare(
    given: object, other: object, path: tuple[str, ...], *, is_in_list: bool
) -> Iterator[tuple[tuple[str, ...], object, bool]]:
    """Yield the path and value of each differing part, and whether it is in a list."""
    if is_mapping(given) and is_mapping(other) and list(given) == list(other):
        for key, item in given.items():
            yield from _compare(item, other[key], (*path, name_key(key)), is_in_list=is_in_list)
    elif is_sequence(given) and is_sequence(other) and len(given) == len(other):
        for index, item in enumerate(given):
            yield from _compare(item, other[index], (*path, str(index)), is_in_list=True)
    elif not is_equal(given, other) and not _differ_in_passwords_alone(given, other):
        yield path, given, is_in_list


def _differ_in_passwords_alone(given: object, other: object) -> bool:
    """Return whether two texts differ only in passwords that their form shows, which reports hide anyway."""
    return isinstance(given, str) and isinstance(other, str) and hide_passwords(given) == hide_passwords(other)
