"""The environ of the application: what a server would have given it, and its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from wsgiref.validate import validator

from fidelity_kit import site
from fidelity_kit.applications import TEXT, Recorder, answering
from fidelity_kit.rows import Rows
from fidelity_kit.server import make_environ

if TYPE_CHECKING:
    from fidelity_kit.world import World

rows = Rows()

NOTES = {
    "wsgiorg.routing_args": ((), {"outer": True}),
    "webob.adhoc_attrs": {"outer": True},
}


@rows.add("what the application changes in its environ is not seen outside", needs="wsgi")
def check_leak(world: World) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        environ["inner.note"] = True
        environ["HTTP_X_ANY"] = "changed"
        start_response("200 OK", [TEXT])
        return [b"changed"]

    request = make_environ("GET", "/mnt/a", HTTP_X_ANY="sent")
    assert world.serve(application, request=request).body == b"changed"
    assert "inner.note" not in request
    assert request["HTTP_X_ANY"] == "sent"


def check_note(world: World, name: str) -> None:
    recorder = Recorder()
    world.serve(recorder, **{name: NOTES[name]})
    assert recorder.environ, "the application was not called"
    assert recorder.environ.get(name) != NOTES[name]


for name in NOTES:
    rows.add(f"{name} of the outer application is removed", needs="wsgi")(partial(check_note, name=name))


@rows.add("wsgiref.validate finds nothing wrong with what the application gets")
def check_valid_inside(world: World) -> None:
    answer = world.serve(validator(Recorder()), raw=True)
    assert (answer.code, answer.body) == (200, b"ok"), answer.error


@rows.add("every string of the environ is Latin-1")
def check_latin1(world: World) -> None:
    recorder = Recorder()
    cookie = {"HTTP_COOKIE": site.set_up()} if world.way.has("django") else {}
    world.serve(recorder, url="/mnt/%E6%97%A5?q=%E6%97%A5", HTTP_X_ANY="caf\xe9", **cookie)
    assert recorder.environ, "the application was not called"
    texts = [value for value in recorder.environ.values() if isinstance(value, str)]
    assert [text for text in texts if max(text, default="") > "\xff"] == []


@rows.add("wsgiref.validate finds nothing wrong with what the server gets", needs="wsgi")
def check_valid_outside(world: World) -> None:
    answer = world.serve(answering([b"a", b"b"], TEXT), is_checked_outside=True)
    assert (answer.code, answer.body) == (200, b"ab"), answer.error
