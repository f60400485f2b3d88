"""Values without the secrets in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from twod.inifile.secrets import HIDDEN, hide_passwords, is_secret


def mask(
    value: object,
    path: tuple[str, ...],
    hidden: Collection[tuple[str, ...]] = (),
    hidden_items: Collection[object] = (),
) -> object:
    """Return a value without its secrets: ``<hidden>`` takes the place of each.

    :param path: the setting and the keys that lead to the value.
    :param hidden: what is a secret wherever it came from, as paths.
    :param hidden_items: items of lists that are secrets.
    """
    if path in hidden or is_secret(path):
        return value if value is None or value in ("", [], {}, ()) or isinstance(value, bool) else HIDDEN
    if isinstance(value, Mapping):
        return {key: mask(item, (*path, str(key)), hidden, hidden_items) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [
            HIDDEN if item in hidden_items else mask(item, (*path, str(index)), hidden, hidden_items)
            for index, item in enumerate(value)
        ]
        return items if isinstance(value, list) else tuple(items)
    return hide_passwords(value) if isinstance(value, str) else value
