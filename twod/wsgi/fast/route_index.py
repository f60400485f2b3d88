"""An index that finds the routes that may match a path, without trying them one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from twod.wsgi.fast.fixed_start import FixedStart


class RouteIndex:
    """An index of routes by the fixed start of their paths.

    A search takes as long in three thousand routes as in three hundred, unless many of them may match the same path:

    >>> index = RouteIndex([FixedStart("news/", False), FixedStart("", False), FixedStart("about/", True)])
    >>> list(index.find_candidates("news/2026/")), list(index.find_candidates("contact/"))
    ([0, 1], [1])

    :param starts: the fixed start of each route, in the order of the routes.
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
        """Return the numbers of the routes that may match a path, in the order of the routes."""
        node = self._whole.get(path) or self._find_node(path)
        found, outer = node.numbers, node.outer
        while outer is not None:
            found = sorted(found + outer.numbers)
            outer = outer.outer
        return found

    def _find_node(self, path: str) -> _Node:
        """Return the node with the longest text that a path begins with.

        The texts are sorted. A path sorts after each text that it begins with. Only longer texts with the same start
        can sort between such a text and the path.
        """
        node = self._nodes[bisect_right(self._texts, path, hi=len(self._nodes)) - 1]
        while not path.startswith(node.text) and node.parent is not None:
            node = node.parent
        return node


class _Node:
    """The routes with one fixed start."""

    __slots__ = ("numbers", "outer", "parent", "text")

    def __init__(self, text: str, numbers: list[int], parent: _Node | None) -> None:
        self.text = text
        self.numbers = numbers
        #: The node with the next shorter text that this text begins with.
        self.parent = parent
        #: The nearest parent that has routes.
        self.outer: _Node | None = parent if parent is None or parent.numbers else parent.outer
