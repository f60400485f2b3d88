"""The options of a host are in a file, and the command line goes before it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from twod.wsgi.releases.readiness import Probe
from twod.wsgi.releases.release_error import ReleaseError
from twod.wsgi.releases.release_options import RELEASE_OPTIONS, ReleaseOptions, read_options


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_options(tmp_path, {}) == ReleaseOptions()


def test_an_empty_address_of_the_probe_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "release.ini").write_text("[release]\nready-url =\n")
    assert read_options(tmp_path, {}).ready_url == ()


def test_each_option_is_a_field() -> None:
    assert [option.attribute for option in RELEASE_OPTIONS] == [field.name for field in fields(ReleaseOptions)]


def test_the_command_line_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "release.ini").write_text(
        "[release]\nenvironments = prod worker\nreload-command = systemctl reload 100%\n"
        "pid-file = shared/a.pid /run/b.pid\nready-url = http://127.0.0.1:1/-/ready\nkeep = 9\nready-timeout = 2m\n"
    )
    assert read_options(tmp_path, {"keep": "3", "ready-timeout": "0.5s"}) == ReleaseOptions(
        environments=("prod", "worker"),
        reload_command="systemctl reload 100%",
        pid_file=(tmp_path / "shared/a.pid", Path("/run/b.pid")),
        ready_url=(Probe("http://127.0.0.1:1/-/ready"),),
        ready_timeout=0.5,
        keep=3,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("keep = 3\n", "cannot read FILE: "),
        ("[relase]\nkeep = 3\n", "FILE: expected the section [release], got [relase]"),
        ("[release]\nkeeps = 3\n", "FILE: keeps: not an option; did you mean keep?"),
        (
            "[release]\nkeep = 1\n",
            "FILE: keep: expected 2 or more, so that one release is left to roll back to, got '1'",
        ),
        ("[release]\nready-timeout = x\n", "FILE: ready-timeout: expected seconds, such as 2s, 0.5s or 5m"),
        ("[release]\nready-url = x\n", "FILE: ready-url: expected the address of the probe 'ready'"),
    ],
)
def test_a_mistake_has_its_place(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "release.ini").write_text(text)
    with pytest.raises(ReleaseError) as caught:
        read_options(tmp_path, {})
    assert str(caught.value).startswith(message.replace("FILE", str(tmp_path / "release.ini")))
    with pytest.raises(ReleaseError, match=r"^--keep: expected 2 or more"):
        read_options(tmp_path / "other", {"keep": "x"})
