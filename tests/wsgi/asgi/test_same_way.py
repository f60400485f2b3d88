"""Whatever stands in an ini, a request passes the same filters in the same order by ASGI as by WSGI."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from paste.deploy import loadapp

from twod.wsgi.asgi.following import follow_to_asgi

# The applications of this module are functions of the words that a request has collected, for WSGI and for ASGI.


def make_end(global_conf: Any, word: str = "end") -> Any:
    return lambda words: (*words, word)


def make_filter(global_conf: Any, word: str) -> Any:
    return lambda application: lambda words: application((*words, word))


def make_filtered(application: Any, global_conf: Any, word: str) -> Any:
    return lambda words: application((*words, word))


def make_composite(loader: Any, global_conf: Any, inner: str) -> Any:
    return loader.get_app(inner, global_conf=global_conf)


def make_async(factory: Any) -> Any:
    """Return a factory whose applications and filters are those of another one, asynchronous."""

    def make(*arguments: Any, **options: Any) -> Any:
        made = factory(*[_await_none(each) if callable(each) else each for each in arguments], **options)
        return made if factory is make_composite else _Asynchronous(made)

    return make


class _Asynchronous:
    """An application, or a filter, that is asked by ASGI: the words are the scope, and are sent back."""

    def __init__(self, made: Any) -> None:
        self.made = made

    def __call__(self, *arguments: Any) -> Any:
        if len(arguments) == 1:
            return _Asynchronous(self.made(_await_none(arguments[0])))
        return self.answer(*arguments)

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        await send(self.made(scope))


def _await_none(application: Any) -> Any:
    return application.made


for _factory in (make_end, make_filter, make_filtered, make_composite):
    vars(_factory)["asgi_factory"] = make_async(_factory)

_NAMES = st.sampled_from("abcd")
_FILTERS = "".join(
    f"[filter:{name}]\npaste.{protocol} = {__name__}:{factory}\nword = {name}\n{more}"
    for name, protocol, factory, more in (
        ("a", "filter_factory", "make_filter", ""),
        ("b", "filter_app_factory", "make_filtered", ""),
        ("c", "filter_factory", "make_filter", "filter-with = a\n"),
        ("d", "filter_app_factory", "make_filtered", "filter-with = c\n"),
    )
)
_ENDS = st.builds(
    lambda word, outer: [
        f"paste.app_factory = {__name__}:make_end\nword = {word}\n" + (f"filter-with = {outer}\n" if outer else "")
    ],
    st.sampled_from(["end", "stop"]),
    st.none() | _NAMES,
).map(lambda bodies: [("app", bodies[0])])


def _add(kind: str, make_body: Any) -> Any:
    """Return a function that puts a section before those that a route consists of."""
    return lambda route, *more: [(kind, make_body(*more)), *route]


_ROUTES = st.recursive(
    _ENDS,
    lambda inner: st.one_of(
        st.builds(
            _add("pipeline", lambda names: f"pipeline = {' '.join(names)} NEXT\n"), inner, st.lists(_NAMES, max_size=3)
        ),
        st.builds(_add("filter-app", lambda name: f"use = {name}\nnext = NEXT\n"), inner, _NAMES),
        st.builds(
            _add("composite", lambda: f"paste.composite_factory = {__name__}:make_composite\ninner = NEXT\n"), inner
        ),
    ),
    max_leaves=4,
)


def write_ini(folder: str, route: Iterable[tuple[str, str]]) -> Path:
    """Write sections that lead from each one to the next; the first one is main."""
    text = _FILTERS
    for number, (kind, body) in enumerate(route):
        text += f"[{kind}:{f'at{number}' if number else 'main'}]\n{body.replace('NEXT', f'at{number + 1}')}"
    path = Path(folder, "site.ini")
    path.write_text(text)
    return path


@given(_ROUTES)
def test_the_order_is_the_same(route: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ini = write_ini(folder, route)
        by_wsgi = loadapp(f"config:{ini}")(())
        by_asgi: list[Any] = []

        async def send(words: Any) -> None:
            by_asgi.append(words)

        asyncio.run(follow_to_asgi(ini)((), None, send))  # type: ignore[arg-type]
    assert by_asgi == [by_wsgi]
