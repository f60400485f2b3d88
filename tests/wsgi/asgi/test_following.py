"""The way through an ini: pipelines, filters and composites in their order, and what has no way by ASGI."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twod.wsgi.asgi.following import follow_to_asgi
from twod.wsgi.exc import ConfigurationError

#: An application that tells its own name, and filters that put theirs before it.
FACTORIES = """
    def make_wsgi(global_conf, **local_conf): ...

    def make_app(global_conf, word="end"):
        async def application(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": word.encode()})
        return application

    def make_filter(global_conf, word):
        return lambda application: make_filtered(application, global_conf, word)

    def make_filtered(application, global_conf, word):
        async def filtered(scope, receive, send):
            async def send_more(message):
                if "body" in message:
                    message = {**message, "body": word.encode() + b" " + message["body"]}
                await send(message)
            await application(scope, receive, send_more)
        return filtered

    def make_composite(loader, global_conf, inner, around):
        return loader.get_filter(around, global_conf)(loader.get_app(inner, global_conf))

    def app(global_conf, **local_conf): ...
    def filter(global_conf, **local_conf): ...
    def filter_app(application, global_conf, **local_conf): ...
    def composite(loader, global_conf, **local_conf): ...
    def lost(global_conf, **local_conf): ...
    app.asgi_factory = make_app
    filter.asgi_factory = "asgi_factories_of_test:make_filter"
    filter_app.asgi_factory = make_filtered
    composite.asgi_factory = make_composite
    lost.asgi_factory = "no_such_module:make"
"""
SECTIONS = """
[app:end]
paste.app_factory = asgi_factories_of_test:app

[filter:a]
paste.filter_factory = asgi_factories_of_test:filter
word = a

[filter:b]
paste.filter_app_factory = asgi_factories_of_test:filter_app
word = b

[filter:c]
use = call:asgi_factories_of_test:filter
word = c

[filter:wsgi]
paste.filter_factory = asgi_factories_of_test:make_wsgi

[app:flask]
use = call:asgi_factories_of_test:make_wsgi

[filter:lost]
paste.filter_factory = asgi_factories_of_test:lost
"""


@pytest.fixture
def make_ini(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], Path]:
    """Write an ini with some sections before those of the factories."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "asgi_factories_of_test", raising=False)
    write("asgi_factories_of_test.py", FACTORIES)
    return lambda sections: write("site.ini", f"{sections}\n{SECTIONS}")


@pytest.mark.parametrize(
    ("sections", "body"),
    [
        ("[app:main]\nuse = end", b"end"),
        ("[app:main]\nuse = end\nword = x", b"x"),
        ("[app:main]\nuse = config:site.ini#end", b"end"),
        ("[pipeline:main]\npipeline = a b c end", b"a b c end"),
        ("[pipeline:main]\npipeline = a inner\n[pipeline:inner]\npipeline = b c end", b"a b c end"),
        ("[filter-app:main]\nuse = a\nnext = end", b"a end"),
        ("[filter-app:main]\npaste.filter_factory = asgi_factories_of_test:filter\nword = x\nnext = end", b"x end"),
        ("[app:main]\nuse = end\nfilter-with = a", b"a end"),
        ("[app:main]\nuse = inner\nfilter-with = a\n[app:inner]\nuse = end\nfilter-with = b", b"a b end"),
        ("[app:main]\nuse = end\nfilter-with = x\n[filter:x]\nuse = a\nfilter-with = b", b"b a end"),
        (
            "[composite:main]\nuse = call:asgi_factories_of_test:composite\ninner = end\naround = a",
            b"a end",
        ),
        (
            "[composite:main]\npaste.composite_factory = asgi_factories_of_test:composite\ninner = end\naround = b",
            b"b end",
        ),
    ],
)
def test_everything_is_called_in_the_order_of_the_ini(
    make_ini: Callable[[str], Path], ask: Any, sections: str, body: bytes
) -> None:
    assert ask(follow_to_asgi(make_ini(sections))).blocks == [body]


def test_the_uri_names_the_application(make_ini: Callable[[str], Path], ask: Any) -> None:
    ini = make_ini("[app:main]\nuse = flask")
    assert ask(follow_to_asgi(f"config:{ini}#end")).blocks == [b"end"]


def test_all_that_is_for_wsgi_only_is_told_with_its_place(make_ini: Callable[[str], Path]) -> None:
    ini = make_ini("[pipeline:main]\npipeline = a wsgi b lost flask")
    with pytest.raises(ConfigurationError) as raised:
        follow_to_asgi(ini)
    assert str(raised.value).splitlines() == [
        "site.ini:20 [filter:wsgi] paste.filter_factory: call:asgi_factories_of_test:make_wsgi supports WSGI only: it"
        " has no asgi_factory, but this ini is loaded for ASGI; remove the filter, or serve the ini with a WSGI"
        " server",
        "site.ini:23 [app:flask] use: call:asgi_factories_of_test:make_wsgi supports WSGI only: it has no asgi_factory,"
        " but this ini is loaded for ASGI; mount it in the URLconf of the site (twod.wsgi.mount), or serve the ini"
        " with a WSGI server",
        "site.ini:26 [filter:lost] paste.filter_factory: raised ModuleNotFoundError: No module named 'no_such_module'"
        " (TWOD_TRACEBACK=1 shows the traceback)",
    ]


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ("[pipeline:main]\npipeline = nobody end", "there is no filter called 'nobody'"),
        ("[app:main]\nuse = egg:twod.wsgi#nothing", "Entry point 'nothing' not found"),
        ("", "there is no application called 'main'"),
    ],
)
def test_what_leads_nowhere_is_told_as_a_mistake_of_the_ini(
    make_ini: Callable[[str], Path], sections: str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        follow_to_asgi(make_ini(sections))


@pytest.mark.parametrize("name", ["a", "b"])
def test_an_error_of_a_factory_is_located(make_ini: Callable[[str], Path], name: str) -> None:
    ini = make_ini(f"[pipeline:main]\npipeline = x y end\n[filter:x]\nuse = {name}\nwrd = 1\n[filter:y]\nuse = a\n")
    with pytest.raises(
        ConfigurationError, match=r"^site.ini:\d+ \[filter:.\] paste.filter_.*: raised TypeError: make_f"
    ):
        follow_to_asgi(ini)


def test_what_a_composite_loads_beside_its_options_has_to_have_a_side_too(make_ini: Callable[[str], Path]) -> None:
    ini = make_ini("[composite:main]\nuse = call:asgi_factories_of_test:composite\ninner = end\naround = wsgi")
    with pytest.raises(ConfigurationError, match=r"site.ini: .*make_wsgi.* supports WSGI only: it has no asgi_factory"):
        follow_to_asgi(ini)


@pytest.mark.parametrize("by_name", [True, False])
def test_websockets_pass_the_filters_on_their_way(
    make_ini: Callable[[str], Path], converse: Any, by_name: bool
) -> None:
    async def websocket(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": scope["type"], "body": b"given"})

    ini = make_ini("[pipeline:main]\npipeline = a b end")
    given = "asgi_factories_of_test:make_app" if by_name else websocket
    application = follow_to_asgi(ini, given)  # type: ignore[arg-type]
    if not by_name:
        assert converse(application, "websocket") == [{"type": "websocket", "body": b"a b given"}]
    assert converse(application, "http")[1]["body"] == b"a b end"


def test_references_have_their_values(
    make_ini: Callable[[str], Path], ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORD_OF_TEST", "blue")
    ini = make_ini(
        "[composite:main]\npaste.composite_factory = asgi_factories_of_test:composite\ninner = piped\naround = plain\n"
        "[filter:plain]\npaste.filter_factory = asgi_factories_of_test:filter\nword = ${env:WORD_OF_TEST}\n"
        "[pipeline:piped]\npipeline = wrapped end\n[filter:wrapped]\nuse = egg:twod.wsgi#references\n"
        "twod.use = call:asgi_factories_of_test:filter\nword = ${env:NOT_SET_IN_TEST:-green}\n"
    )
    assert ask(follow_to_asgi(ini)).blocks == [b"blue green end"]
