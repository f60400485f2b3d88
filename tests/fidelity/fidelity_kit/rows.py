"""The list of the rules: a row of the table each, with the scenario that tries it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fidelity_kit.world import World

    Check = Callable[[World], None]

MODULES = ("paths", "bodies", "headers", "streams", "environ", "identity", "middleware", "asgi", "transactions")
"""Where the scenarios are, in the order of the table."""


@dataclass(frozen=True)
class Row:
    """A rule.

    :param name: the rule in words.
    :param check: tries it in a world, and fails with an AssertionError.
    :param needs: what a world has to have for the rule to make sense there: ``"django"`` around the application, or
        a ``"wsgi"`` server outside, which can be told what ASGI has no word for.
    :param is_policy: whether it is a decision that one can take otherwise, and no law of PEP 3333, RFC 9110 or Django.
    """

    name: str
    check: Check
    needs: str = ""
    is_policy: bool = False


class Rows(list[Row]):
    """The rules of one module."""

    def add(self, name: str, *, needs: str = "", is_policy: bool = False) -> Callable[[Check], Check]:
        """Return a decorator for a rule's scenario."""

        def keep(check: Check) -> Check:
            self.append(Row(name, check, needs, is_policy))
            return check

        return keep


def iterate_rows() -> Iterator[Row]:
    """Give every rule."""
    for module in MODULES:
        yield from import_module(f"fidelity_kit.{module}").rows
