"""The parts of a URL."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.config.kinds.urls import Host, split_url
from twod.wsgi.exc import BadValueError


def split(text):
    return split_url(text, "a thing", {"x", "x+y"})


@given(user=st.text(), password=st.text(), path=st.text(), options=st.dictionaries(st.text(min_size=1), st.text()))
@pytest.mark.parametrize("quote_option", [quote, quote_plus])
def test_each_part_is_what_was_encoded(quote_option, user, password, path, options):
    options = {name.lower(): value for name, value in options.items()}
    query = "&".join(f"{quote_option(name, safe='')}={quote_option(value, safe='')}" for name, value in options.items())
    url = split(f"x://{quote(user, safe='')}:{quote(password, safe='')}@h:5/{quote(path, safe='')}?{query}")
    assert (url.user, url.password, url.host) == (user, password, Host("h", 5))
    assert url.decode(url.path) == f"/{path}"
    if len({name.lower() for name in options}) == len(options):
        assert url.read_options() == options


@pytest.mark.parametrize(
    ("authority", "hosts"),
    [
        ("", []),
        ("h", [("h", None)]),
        ("u@h:1", [("h", 1)]),
        ("DB.example.com:65535", [("DB.example.com", 65535)]),
        ("u:p@a,b:2", [("a", None), ("b", 2)]),
        ("[::1]", [("::1", None)]),
        ("[fe80::1%25eth0]:5", [("fe80::1%eth0", 5)]),
        ("%2Fvar%2Frun", [("/var/run", None)]),
        ("d%62:%35", [("db", 5)]),
        ("u:p@w@h", [("h", None)]),
        ("bücher.example", [("bücher.example", None)]),
    ],
)
def test_hosts_are_behind_the_last_at_sign(authority, hosts):
    assert split(f"x://{authority}/n").hosts == hosts


@pytest.mark.parametrize(
    "authority",
    ["a b", "h:x", "h:0", "h:65536", "h:-1", "h:²", "a:b:c", "[::1", "::1", "[h]", "h%40i", "h%3A5", "a,"],
)
def test_what_is_no_host_is_refused(authority):
    url = split(f"x://{authority}/n")
    with pytest.raises(BadValueError, match=r"expected a valid x:// URL \(its (host|port) "):
        _ = url.hosts


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x://h/%ff", "its percent-encoding is not valid UTF-8"),
        ("x://h/n?a", "the option 'a' is not written name=value"),
        ("x://h/n?=a", "the option '' is not written name=value"),
        ("x://h/n?a=1&A=2", "the option 'A' appears twice"),
        ("x://h,i/n", "it has more than one host"),
        ("x://h/n#m", "it ends with a '#' fragment"),
    ],
)
def test_reason_of_a_refusal_is_told(text, reason):
    with pytest.raises(BadValueError) as raised:
        read_all(text)
    assert f"expected a valid x:// URL ({reason}); in a user name or password write '@'" in str(raised.value)


def read_all(text):
    url = split(text)
    return url.decode(url.path), url.host, url.read_options()


@pytest.mark.parametrize("text", ["", "x", "x:h", "y://h", "://h"])
def test_url_of_another_scheme_is_refused(text):
    with pytest.raises(BadValueError, match=r"expected the URL of a thing, beginning with one of x://, x\+y://"):
        split(text)


def test_scheme_with_a_slip_of_the_pen_has_a_hint():
    with pytest.raises(
        BadValueError, match=re.escape("expected the URL of a thing (did you mean x://?), got 'x :// h'")
    ):
        split("x :// h")


def test_scheme_is_read_in_any_case():
    assert split("X+Y://h").scheme == "x+y"


@given(text=st.text(alphabet="x:/?#[]@%&=,+.0aF2é \n"))
def test_any_text_is_split_or_refused(text):
    try:
        url = split(f"x://{text}")
        assert isinstance(url.decode(url.path) + url.user + url.password, str)
        assert isinstance([*url.hosts, url.read_options()], list)
    except BadValueError as error:
        assert error.expected  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    "text",
    ["x://u:s3cret@h#", "y://u:s3cret@h", "x://u:s3?cret@h", "x://u:1?s3cret@h/a", "x://u:1?a=s3cret@h&A=1"],
)
def test_password_is_hidden_in_an_error(text):
    with pytest.raises(BadValueError) as raised:
        read_all(text)
    assert "s3cret" not in str(raised.value)
