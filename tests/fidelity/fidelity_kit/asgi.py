"""The same Django site served by ASGI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fidelity_kit.applications import TEXT, Recorder, answering
from fidelity_kit.bodies import WITH_TOKEN
from fidelity_kit.rows import Rows
from fidelity_kit.streams import Patient, check_disconnect_after_a_block

if TYPE_CHECKING:
    from fidelity_kit.world import World

rows = Rows()


@rows.add("under ASGI, the application gets the same request", needs="django")
def check_request(world: World) -> None:
    recorder = Recorder()
    answer = world.serve(recorder, "PUT", "/mnt/caf%C3%A9?q=1", body=b"body", by_asgi=True, **WITH_TOKEN)
    assert (answer.code, answer.body) == (200, b"ok")
    environ = recorder.environ
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == ("/mnt", "/caf\xc3\xa9")
    assert (environ["QUERY_STRING"], recorder.body) == ("q=1", b"body")


@rows.add("under ASGI, each block is sent before the next is made, until the client goes away", needs="django")
def check_stream(world: World) -> None:
    body = Patient(b"0", b"1", b"2")
    answer = world.serve(answering(body, TEXT), by_asgi=True, on_block=lambda block: body.sent.release())
    assert answer.blocks == [b"0", b"1", b"2"]
    assert not body.is_held_back
    check_disconnect_after_a_block(world, by_asgi=True)
