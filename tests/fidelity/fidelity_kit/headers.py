"""Status, headers and cookies: to the client as the application said them, and nothing else."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from fidelity_kit.applications import TEXT, answering
from fidelity_kit.rows import Rows

if TYPE_CHECKING:
    from fidelity_kit.world import World

rows = Rows()

COOKIES = {
    "two cookies stay two": ["a=1", "b=2"],
    "a cookie keeps SameSite, HttpOnly and Secure": ["s=1; Path=/; SameSite=Lax; HttpOnly; Secure"],
    "a cookie keeps Partitioned": ["s=1; Path=/; Secure; Partitioned"],
    "a cookie keeps Priority": ["s=1; Path=/; Priority=High"],
    "a cookie keeps an attribute of the future": ["s=1; Path=/; Sparkling; Level=9"],
    "a cookie keeps an odd value": ['s="a b,c\\073"; Path=/'],
    "a cookie without a Path gets none": ["s=1"],
    "a cookie keeps Expires": ["s=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT"],
    "a cookie that deletes another does so": ["s=; Max-Age=0; Path=/"],
    "two cookies of one name and two Paths stay two": ["s=1; Path=/a", "s=2; Path=/b"],
}


def check_repeated(world: World, name: str, values: list[str]) -> None:
    answer = world.serve(answering([b"ok"], TEXT, *((name, value) for value in values)))
    assert answer.get(name) == values


def read_cookie(text: str) -> tuple[str, set[str]]:
    """Return what a cookie means to a browser, for which the case of the attributes' names is nothing."""
    value, *attributes = (part.strip() for part in text.split(";"))
    split = (attribute.partition("=") for attribute in attributes)
    return value, {name.lower() + equals + given for name, equals, given in split}


def check_cookies(world: World, cookies: list[str]) -> None:
    answer = world.serve(answering([b"ok"], TEXT, *(("Set-Cookie", cookie) for cookie in cookies)))
    assert list(map(read_cookie, answer.get("Set-Cookie"))) == list(map(read_cookie, cookies))


rows.add("two Link headers stay two")(partial(check_repeated, name="Link", values=["<a>; rel=next", "<b>; rel=prev"]))
rows.add("two WWW-Authenticate headers stay two")(
    partial(check_repeated, name="WWW-Authenticate", values=["Negotiate", 'Basic realm="a"'])
)
for name, cookies in COOKIES.items():
    rows.add(name)(partial(check_cookies, cookies=cookies))


@rows.add("the reason phrase is the application's", needs="wsgi")
def check_reason(world: World) -> None:
    assert world.serve(answering([b"ok"], TEXT, status="404 Nicht gefunden")).status == "404 Nicht gefunden"


@rows.add("a 204 gets no Content-Type")
def check_no_content(world: World) -> None:
    answer = world.serve(answering([], ("X-Own", "1"), status="204 No Content"))
    assert (answer.code, answer.get("X-Own")) == (204, ["1"])
    assert answer.get("Content-Type") == []


@rows.add("a 304 gets no Content-Length")
def check_not_modified(world: World) -> None:
    answer = world.serve(answering([], ("ETag", '"a"'), status="304 Not Modified"))
    assert (answer.code, answer.get("ETag")) == (304, ['"a"'])
    assert answer.get("Content-Length") == []


@rows.add("HEAD keeps the application's Content-Length")
def check_length_of_head(world: World) -> None:
    answer = world.serve(answering([], TEXT, ("Content-Length", "1234")), "HEAD")
    assert (answer.code, answer.get("Content-Length")) == (200, ["1234"])


@rows.add("GET keeps the application's Content-Length")
def check_length(world: World) -> None:
    answer = world.serve(answering([b"four"], TEXT, ("Content-Length", "4")))
    assert (answer.get("Content-Length"), answer.body) == (["4"], b"four")


@rows.add("a header's value in Latin-1 arrives")
def check_latin1(world: World) -> None:
    assert world.serve(answering([b"ok"], TEXT, ("X-Any", "caf\xe9"))).get("X-Any") == ["caf\xe9"]


@rows.add("the case of a header's name is kept", needs="wsgi")
def check_case(world: World) -> None:
    answer = world.serve(answering([b"ok"], TEXT, ("X-UPPER", "1"), ("x-lower", "1")))
    assert {("X-UPPER", "1"), ("x-lower", "1")} <= set(answer.headers)


@rows.add("headers of one connection are not passed on", is_policy=True)
def check_hop_by_hop(world: World) -> None:
    own = [("Connection", "X-Any"), ("Keep-Alive", "timeout=5"), ("Transfer-Encoding", "chunked")]
    answer = world.serve(answering([b"ok"], TEXT, ("X-Own", "1"), *own))
    assert (answer.code, answer.get("X-Own")) == (200, ["1"])
    assert [answer.get(name) for name, _ in own] == [[], [], []]
