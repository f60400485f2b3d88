"""Django's transactions around the application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fidelity_kit import site
from fidelity_kit.applications import TEXT
from fidelity_kit.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fidelity_kit.world import World

rows = Rows()


@rows.add(
    "what the application does while it streams is in the transaction of ATOMIC_REQUESTS",
    needs="django",
    is_policy=True,
)
def check_atomic_stream(world: World) -> None:
    site.set_up()
    from django.db import connection, connections

    seen = []

    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [TEXT])
        for _ in range(2):
            seen.append(connection.in_atomic_block)
            yield b"x"

    settings = connections.settings["default"]
    settings["ATOMIC_REQUESTS"] = True
    try:
        world.serve(application)
    finally:
        settings["ATOMIC_REQUESTS"] = False
    assert seen == [True, True]
