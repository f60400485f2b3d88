"""``request.META``: a dictionary in all respects, over an environ that it does not change behind anybody's back."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from twod.wsgi.request.meta import DecodedEnviron

pytestmark = pytest.mark.usefixtures("django_settings")

TEXT = {"PATH_INFO": "/café", "SCRIPT_NAME": "", "REMOTE_ADDR": "::1"}


@pytest.fixture
def environ() -> dict[str, Any]:
    return {"PATH_INFO": "/caf\xc3\xa9", "SCRIPT_NAME": "", "REMOTE_ADDR": "::1"}


@pytest.fixture
def meta(environ: dict[str, Any]) -> DecodedEnviron:
    return DecodedEnviron(environ, "/café", "")


def test_it_reads_as_a_dictionary(meta: DecodedEnviron) -> None:
    assert isinstance(meta, dict)
    assert (len(meta), sorted(meta), list(reversed(meta))) == (3, sorted(TEXT), list(reversed(TEXT)))
    assert (sorted(meta.keys()), sorted(meta.items()), sorted(meta.values())) == (
        sorted(TEXT.keys()),
        sorted(TEXT.items()),
        sorted(TEXT.values()),
    )
    assert ("PATH_INFO" in meta, "HTTP_HOST" in meta) == (True, False)
    assert (meta.get("PATH_INFO"), meta.get("HTTP_HOST"), meta.get("HTTP_HOST", "x")) == ("/café", None, "x")
    assert repr(meta) == repr(TEXT)
    with pytest.raises(KeyError):
        meta["HTTP_HOST"]


def test_it_compares_as_a_dictionary(meta: DecodedEnviron, environ: dict[str, Any]) -> None:
    assert meta == TEXT
    assert TEXT == meta  # noqa: SIM300 - the other direction
    assert meta == DecodedEnviron(environ, "/café", "")
    assert meta != environ
    assert bool(meta)
    with pytest.raises(TypeError):
        hash(meta)


@pytest.mark.parametrize(
    "make_copy",
    [
        dict,
        copy.copy,
        copy.deepcopy,
        lambda meta: meta.copy(),
        lambda meta: {**meta},
        lambda meta: meta | {},
        lambda meta: {} | meta,
        lambda meta: pickle.loads(pickle.dumps(meta)),
        lambda meta: json.loads(json.dumps(meta.copy())),
    ],
)
def test_its_copies_are_plain_dictionaries_of_text(meta: DecodedEnviron, make_copy: Any) -> None:
    made = make_copy(meta)
    assert type(made) is dict
    assert made == TEXT
    made["REMOTE_ADDR"] = "other"
    assert meta == TEXT


def test_what_is_written_is_in_the_environ(meta: DecodedEnviron, environ: dict[str, Any]) -> None:
    meta["REMOTE_ADDR"] = "192.0.2.1"
    meta.update({"HTTP_A": "a", "HTTP_B": "b"})
    assert meta.setdefault("HTTP_C", "c") == "c"
    assert meta.pop("HTTP_A") == "a"
    meta |= {"HTTP_D": "d"}
    del meta["HTTP_B"]
    assert environ == {
        "PATH_INFO": "/caf\xc3\xa9",
        "SCRIPT_NAME": "",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_C": "c",
        "HTTP_D": "d",
    }


@pytest.mark.parametrize("text", ["/日", "/%FF", "", "/a"])
def test_a_path_that_is_written_is_text_here_and_wsgis_string_in_the_environ(
    meta: DecodedEnviron, environ: dict[str, Any], text: str
) -> None:
    meta["PATH_INFO"] = text
    assert meta["PATH_INFO"] == text
    assert environ["PATH_INFO"] == text.encode().decode("latin-1")


def test_a_path_that_was_edited_in_the_environ_is_read_anew(meta: DecodedEnviron, environ: dict[str, Any]) -> None:
    environ["PATH_INFO"] = "/\xff"
    environ["SCRIPT_NAME"] = "/\xe6\x97\xa5"
    assert (meta["PATH_INFO"], meta.get("SCRIPT_NAME")) == ("/%FF", "/日")


def test_a_path_can_be_deleted(meta: DecodedEnviron, environ: dict[str, Any]) -> None:
    del meta["PATH_INFO"]
    assert "PATH_INFO" not in environ
    assert meta.get("PATH_INFO") is None
    assert meta == {"SCRIPT_NAME": "", "REMOTE_ADDR": "::1"}
    with pytest.raises(KeyError):
        meta["PATH_INFO"]
