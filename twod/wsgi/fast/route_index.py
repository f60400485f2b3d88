"""Which of many routes may match a path, without trying them one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from twod.wsgi.fast.fixed_start import FixedStart


class RouteIndex:
    """An index of routes by the text that the paths begin with.

    It takes as long for three thousand routes as for three hundred, unless many of them may match the same path:

    >>> index = RouteIndex([FixedStart("news/", False), FixedStart("", False), FixedStart("about/", True)])
    >>> list(index.find_candidates("news/2026/")), list(index.find_candidates("contact/"))
    ([0, 1], [1])

    :param starts: what is known of each route.
    """

    def __init__(self, starts: Iterable[FixedStart]) -> None:
        whole: dict[str, list[int]] = {}
        begun: dict[str, list[int]] = {"": []}
        for number, start in enumerate(starts):
            (whole if start.is_whole else begun).setdefault(start.text, []).append(number)
        self._texts = sorted(begun)
        self._nodes: list[_Node] = []
        for text in self._texts:
            self._nodes.append(_Node(text, begun[text], self._find_node(text) if text else None))
        self._whole = {text: _Node(text, numbers, self._find_node(text)) for text, numbers in whole.items()}

    def find_candidates(self, path: str) -> Sequence[int]:
        """Return the numbers of the routes that may match a path, in their order."""
        node = self._whole.get(path) or self._find_node(path)
        found, outer = node.numbers, node.outer
        while outer is not None:
            found = sorted(found + outer.numbers)
            outer = outer.outer
        return found

    def _find_node(self, path: str) -> _Node:
        """Return the node of the longest text that a path begins with, of those that have a node already.

        The texts are sorted: a path comes after all that it begins with, and between them and the path are only
        longer ones that begin with them too.
        """
        node = self._nodes[bisect_right(self._texts, path, hi=len(self._nodes)) - 1]
        while not path.startswith(node.text) and node.parent is not None:
            node = node.parent
        return node


class _Node:
    """The routes whose paths begin with a text, or are it."""

    __slots__ = ("numbers", "outer", "parent", "text")

    def __init__(self, text: str, numbers: list[int], parent: _Node | None) -> None:
        self.text = text
        self.numbers = numbers
        #: The node of the next shorter text that this one begins with.
        self.parent = parent
        #: The next one of those that has routes.
        self.outer: _Node | None = parent if parent is None or parent.numbers else parent.outer
