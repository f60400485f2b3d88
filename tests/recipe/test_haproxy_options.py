"""The options of a part for HAProxy."""

from __future__ import annotations

import pytest

from twod.recipe.engines.haproxy.haproxy_options import HAPROXY_OPTIONS, read_haproxy_log, read_socket_path


@pytest.mark.parametrize("text", ["stdout", "stderr", "/dev/log", "10.0.0.1:514"])
def test_logs_go_where_haproxy_can_write_them(text: str) -> None:
    assert read_haproxy_log(text) == text


@pytest.mark.parametrize("text", ["file.log", "stdout x", "/dev/my log"])
def test_other_places_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not stdout, stderr, /dev/log or the HOST:PORT of syslog"):
        read_haproxy_log(text)


def test_a_socket_has_a_short_and_plain_path() -> None:
    assert read_socket_path("/run/haproxy/shop.sock") == "/run/haproxy/shop.sock"
    for text in ("shop.sock", "/run/my sock", f"/{'x' * 100}"):
        with pytest.raises(ValueError, match="is not an absolute path of at most 91 plain characters"):
            read_socket_path(text)


def test_no_option_is_there_twice() -> None:
    names = [option.name for option in HAPROXY_OPTIONS]
    assert len(names) == len(set(names))
