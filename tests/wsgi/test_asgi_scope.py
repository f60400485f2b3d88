"""The paths of a scope: their bytes, as far as the server passes them on."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.asgi_scope import find_scope_paths


@pytest.mark.parametrize(
    ("scope", "script_name", "path_info", "expected"),
    [
        ({"path": "/\ufffd", "raw_path": b"/%FF"}, "", "/\ufffd", ("", "/\xff")),
        ({"path": "/%FF", "raw_path": b"/%25FF"}, "", "/%FF", ("", "/%FF")),
        ({"path": "/\u65e5"}, "", "/\u65e5", ("", "/\xe6\x97\xa5")),
        ({"path": "/shop/\u65e5", "raw_path": None}, "/shop", "/\u65e5", ("/shop", "/\xe6\x97\xa5")),
        ({"path": "/other", "raw_path": b"/asked"}, "", "/other", ("", "/other")),
    ],
    ids=["not-utf-8", "literal-percent", "no-raw-path", "raw-path-of-none", "rewritten"],
)
def test_the_paths_are_those_that_a_wsgi_server_gives(
    scope: dict[str, Any], script_name: str, path_info: str, expected: tuple[str, str]
) -> None:
    assert find_scope_paths(scope, script_name, path_info) == expected


@given(st.text(), st.binary(), st.booleans())
def test_each_byte_arrives_whether_the_root_is_in_the_raw_path_or_not(
    name: str, path: bytes, is_in_raw_path: bool
) -> None:
    root = f"/{name}".rstrip("/").encode(errors="replace")
    raw = b"/" + path
    text = (root + raw).decode(errors="replace")
    raw_path = quote(root) * is_in_raw_path + quote_from_bytes(raw)
    scope: dict[str, Any] = {"path": text, "raw_path": raw_path.encode()}
    script_name = root.decode()
    found = find_scope_paths(scope, script_name, text.removeprefix(script_name))
    assert found == (root.decode("latin-1"), raw.decode("latin-1"))
