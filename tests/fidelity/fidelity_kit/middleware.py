"""Django's own middleware and handling of errors around the application."""

from __future__ import annotations

import gzip
from random import Random
from typing import TYPE_CHECKING, Any

from fidelity_kit import site
from fidelity_kit.applications import TEXT, Body, answering
from fidelity_kit.rows import Rows
from fidelity_kit.streams import Patient

if TYPE_CHECKING:
    from fidelity_kit.world import World

rows = Rows()

CONDITIONAL = (*site.MIDDLEWARE, "django.middleware.http.ConditionalGetMiddleware")


@rows.add("GZipMiddleware compresses block by block, and leaves no wrong Content-Length", needs="django")
def check_gzip(world: World) -> None:
    # Digits that get half as long: a compressor holds back some kilobytes, and these are more.
    blocks = [Random(number).randbytes(100_000).hex().encode() for number in range(3)]
    body = Patient(*blocks)
    answer = world.serve(
        answering(body, TEXT, ("Content-Length", "600000")),
        middleware=("django.middleware.gzip.GZipMiddleware", *site.MIDDLEWARE),
        on_block=lambda block: body.sent.release(),
        HTTP_ACCEPT_ENCODING="gzip",
    )
    assert not body.is_held_back
    assert answer.get("Content-Encoding") == ["gzip"]
    assert gzip.decompress(answer.body) == b"".join(blocks)
    assert answer.get("Content-Length") in ([], [str(len(answer.body))])


@rows.add("ConditionalGetMiddleware answers 304 to the application's ETag, and the body is closed", needs="django")
def check_etag_of_the_application(world: World) -> None:
    body = Body(b"x")
    app = answering(body, TEXT, ("ETag", '"a"'))
    answer = world.serve(app, middleware=CONDITIONAL, HTTP_IF_NONE_MATCH='"a"')
    assert (answer.code, answer.body) == (304, b"")
    assert body.log.count("closed") == 1


@rows.add("ConditionalGetMiddleware makes an ETag for a list", needs="django")
def check_etag_of_a_list(world: World) -> None:
    answer = world.serve(answering([b"x"], TEXT), raw=True, middleware=CONDITIONAL)
    assert (answer.body, len(answer.get("ETag"))) == (b"x", 1)


@rows.add("an X-Frame-Options of the application is kept", needs="django")
def check_frame_options(world: World) -> None:
    answer = world.serve(answering([b"ok"], TEXT, ("X-Frame-Options", "SAMEORIGIN")))
    assert answer.get("X-Frame-Options") == ["SAMEORIGIN"]


@rows.add("the answer has Vary: Cookie when the user was looked up", needs="django")
def check_vary(world: World) -> None:
    answer = world.serve(answering([b"ok"], TEXT), HTTP_COOKIE=site.set_up())
    assert answer.get("Vary") == ["Cookie"]


@rows.add("a 404 of the application keeps its body, and is no redirect by APPEND_SLASH", needs="django")
def check_not_found(world: World) -> None:
    answer = world.serve(answering([b"no such page"], TEXT, status="404 Not Found"), url="/mnt/no-slash")
    assert (answer.code, answer.body) == (404, b"no such page")


@rows.add("an error of the application is Django's 500, with got_request_exception", needs="django")
def check_error(world: World) -> None:
    from django.core.signals import got_request_exception

    errors = []

    def keep(request: Any, **more: Any) -> None:
        errors.append(request.path)

    def application(environ: Any, start_response: Any) -> list[bytes]:
        raise LookupError("by the application")

    got_request_exception.connect(keep)
    try:
        answer = world.serve(application)
    finally:
        got_request_exception.disconnect(keep)
    assert (answer.code, errors) == (500, ["/mnt/"])
