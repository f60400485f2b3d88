"""The nearest of some known names, found without comparing with each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class Spelling:
    """Finds a name that differs by one letter lacking, added, wrong or swapped, underscores aside.

    Every name is filed under each text that it becomes when one letter is left out; two names that are that near
    to each other meet in one of these texts. So a look-up costs the length of the name, however many are known.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            for text in _shorten(_simplify(name)):
                self._names.setdefault(text, name)

    def find_near(self, name: str) -> str | None:
        """Return a known name that is near to this one, None when there is none."""
        return next((self._names[text] for text in _shorten(_simplify(name)) if text in self._names), None)


def _simplify(name: str) -> str:
    return name.replace("_", "").replace("-", "").upper()


def _shorten(text: str) -> Iterator[str]:
    yield text
    # Of two letters half the dictionary is a neighbour.
    for index in range(len(text) if len(text) > 3 else 0):
        yield text[:index] + text[index + 1 :]
