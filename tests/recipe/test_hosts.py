"""The hosts of an environment, read from one option."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.cfg.hosts import SiteHost, read_hosts


def test_words_behind_a_host_are_what_it_runs() -> None:
    assert read_hosts("web1:10.0.0.11:8080 web2:10.0.0.12:8080\njobs:10.0.0.13 worker beat") == (
        SiteHost("web1", "10.0.0.11", 8080),
        SiteHost("web2", "10.0.0.12", 8080),
        SiteHost("jobs", "10.0.0.13", None, ("worker", "beat")),
    )


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("a:[::1]:8080", SiteHost("a", "::1", 8080)),
        ("a:[::1]", SiteHost("a", "::1")),
        ("a:web1.example.com", SiteHost("a", "web1.example.com")),
        ("a:localhost:1 server worker", SiteHost("a", "localhost", 1, ("server", "worker"))),
    ],
)
def test_an_address_has_a_port_or_none(text: str, host: SiteHost) -> None:
    assert read_hosts(text) == (host,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("worker web1:10.0.0.1", "got 'worker'"),
        ("web1:", "got 'web1:'"),
        ("web1:::1:80", r"write an IPv6 address in brackets: web1:\[fd00::2\]:8080"),
        ("-a:10.0.0.1", "expected NAME:ADDRESS:PORT"),
        ("a:10.0.0.1:99999", "got '99999'"),
        ("a:10.0.0.1 a:10.0.0.2", "two hosts are called a"),
        ("a:10.0.0.1:80 b:10.0.0.1:80", "two servers have the address of b"),
        ("a:10.0.0.1:80 worker worker", "a lists a process twice"),
    ],
)
def test_a_mistake_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_hosts(text)


def test_two_hosts_without_a_server_may_have_the_same_address() -> None:
    assert len(read_hosts("a:10.0.0.1 worker b:10.0.0.1 beat")) == 2


@given(st.text(alphabet="ab:[]1.- \n", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        hosts = read_hosts(text)
    except ValueError:
        return
    assert len({host.name for host in hosts}) == len(hosts)
    assert all(host.runs for host in hosts)
