"""The operators that turn one list into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from twod.wsgi.migration.transcription.exact_text import spell_exactly


class ListChange(NamedTuple):
    """An operator with its items."""

    #: ``append``, ``prepend``, ``remove`` or ``after``.
    operator: str
    items: list[object]
    #: The item after which to insert.
    anchor: object = None


def find_list_changes(before: Sequence[object], after: Sequence[object]) -> list[ListChange]:
    """Return the changes that turn one list into another; empty if no way keeps most of the list.

    Example::

        >>> find_list_changes(["a", "b"], ["a", "x", "b", "c"])[0]
        ListChange(operator='after', items=['x'], anchor='a')
    """
    texts = [spell_exactly(item) for item in after]
    removed = [item for item in before if spell_exactly(item) not in texts]
    kept = [item for item in before if spell_exactly(item) in texts]
    runs = _find_runs([spell_exactly(item) for item in kept], after, texts)
    if not kept or runs is None:
        return []
    changes = [ListChange("remove", removed)] if removed else []
    for position, items in runs:
        if position == len(kept):
            changes.append(ListChange("append", items))
        elif position == 0:
            changes.append(ListChange("prepend", items))
        else:
            changes.append(ListChange("after", items, kept[position - 1]))
    return changes


def _find_runs(kept: list[str], after: Sequence[object], texts: list[str]) -> list[tuple[int, list[object]]] | None:
    """Return each run of new items, with the number of old items before it.

    Return None if the old items are in another order.
    """
    position = 0
    runs: dict[int, list[object]] = {}
    for item, text in zip(after, texts, strict=True):
        if position < len(kept) and kept[position] == text:
            position += 1
        else:
            runs.setdefault(position, []).append(item)
    return list(runs.items()) if position == len(kept) else None
