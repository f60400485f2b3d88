"""pip's configuration, read and translated for uv."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.fetch.pip_configuration import (
    isolates_builds,
    make_pip_environ,
    make_uv_environ,
    parse_pip_configuration,
    read_pip_configuration,
)


def test_the_environment_goes_before_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pip.conf"
    file.write_text("[global]\nindex-url = https://a\ncert = /a.pem\n[install]\ntimeout = 3\n", encoding="utf-8")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    monkeypatch.setenv("PIP_INDEX_URL", "https://me:it's%20@b")
    found = read_pip_configuration([])
    assert (found["index-url"], found["timeout"]) == ("https://me:it's%20@b", "3")


def test_a_command_goes_before_all_commands() -> None:
    printed = "install.timeout='1'\nglobal.timeout='2'\nlist.timeout='3'\n"
    assert parse_pip_configuration(printed) == {"timeout": "1"}


@given(st.text())
def test_any_value_is_read_back(value: str) -> None:
    assert parse_pip_configuration(f"global.index-url={value!r}\n") == {"index-url": value}


def test_uv_goes_by_it() -> None:
    pip = {
        "cert": "/ca.pem",
        "proxy": "http://proxy:3128",
        "trusted-host": "a\nb",
        "default-timeout": "180",
        "retries": "0",
        "extra-index-url": "https://more",
    }
    environ = make_uv_environ(pip, ["/pip"], {"PATH": "/bin"})
    assert environ == {
        "PATH": "/bin",
        "ALL_PROXY": "http://proxy:3128",
        "SSL_CERT_FILE": "/ca.pem",
        "UV_HTTP_RETRIES": "0",
        "UV_HTTP_TIMEOUT": "180",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_INSECURE_HOST": "a b",
        "UV_LINK_MODE": "copy",
        "UV_NO_PROGRESS": "1",
    }


def test_uvs_own_configuration_wins() -> None:
    assert make_uv_environ({"timeout": "3"}, [], {"UV_HTTP_TIMEOUT": "9"})["UV_HTTP_TIMEOUT"] == "9"


@pytest.mark.parametrize(("value", "expected"), [("false", False), ("0", False), ("true", True), ("1", True)])
def test_builds_are_isolated_as_pips_own_spelling_says(value: str, *, expected: bool) -> None:
    pip = {"no-build-isolation": value}
    assert isolates_builds(pip) is expected
    environ = make_uv_environ(pip, ["/pip"], {"PYTHONPATH": "/mine"})
    assert ("UV_NO_BUILD_ISOLATION" in environ) is not expected
    assert environ["PYTHONPATH"] == ("/mine" if expected else f"/pip{os.pathsep}/mine")


def test_pip_is_on_its_own_search_path() -> None:
    assert make_pip_environ(["/pip"], {"A": "1"}) == {"A": "1", "PYTHONPATH": "/pip"}
