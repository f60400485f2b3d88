"""Who the visitor is, and who may send something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fidelity_kit import site
from fidelity_kit.applications import Recorder
from fidelity_kit.rows import Rows

if TYPE_CHECKING:
    from fidelity_kit.world import World

rows = Rows()


@rows.add("REMOTE_USER is the user who has signed in, as a WSGI string", needs="django")
def check_remote_user(world: World) -> None:
    recorder = Recorder()
    world.serve(recorder, HTTP_COOKIE=site.set_up())
    assert recorder.environ.get("REMOTE_USER") == site.USER.encode().decode("latin-1")


@rows.add("AUTH_TYPE is set for a user who has signed in", needs="django", is_policy=True)
def check_auth_type(world: World) -> None:
    recorder = Recorder()
    world.serve(recorder, HTTP_COOKIE=site.set_up())
    assert recorder.environ.get("AUTH_TYPE")


@rows.add(
    "a REMOTE_USER of the server's is not passed on for a visitor unknown to Django", needs="django", is_policy=True
)
def check_stale_user(world: World) -> None:
    recorder = Recorder()
    world.serve(recorder, REMOTE_USER="stale", AUTH_TYPE="Basic")
    assert recorder.environ, "the application was not called"
    assert not recorder.environ.get("REMOTE_USER")


@rows.add("it works without AuthenticationMiddleware", needs="django")
def check_without_users(world: World) -> None:
    recorder = Recorder()
    answer = world.serve(recorder, middleware=())
    assert (answer.code, answer.body) == (200, b"ok")


@rows.add("a POST of the site's own page without a CSRF token reaches the application", needs="django", is_policy=True)
def check_post(world: World) -> None:
    recorder = Recorder()
    browser = {"HTTP_ORIGIN": "http://example.com", "HTTP_SEC_FETCH_SITE": "same-origin"}
    answer = world.serve(recorder, "POST", body=b"a=1", CONTENT_TYPE="application/x-www-form-urlencoded", **browser)
    assert (answer.code, recorder.body) == (200, b"a=1")
