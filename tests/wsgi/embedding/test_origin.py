"""Who may send a request that changes something."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

OWN = "http://example.com"
FOREIGN = "https://evil.example.net"
TRUSTED = ["https://forms.example.org", "https://*.example.edu"]

REFUSED = {
    "cross-site": {"HTTP_SEC_FETCH_SITE": "cross-site"},
    "same-site": {"HTTP_SEC_FETCH_SITE": "same-site"},
    "unknown-site": {"HTTP_SEC_FETCH_SITE": "elsewhere"},
    "cross-site-whatever-origin-says": {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": OWN},
    "foreign-origin": {"HTTP_ORIGIN": FOREIGN},
    "null-origin": {"HTTP_ORIGIN": "null"},
    "empty-origin": {"HTTP_ORIGIN": ""},
    "another-scheme": {"HTTP_ORIGIN": "https://example.com"},
    "another-port": {"HTTP_ORIGIN": "http://example.com:8080"},
    "no-url": {"HTTP_ORIGIN": "http://[broken"},
    "wildcard-itself": {"HTTP_ORIGIN": "https://evil-example.edu"},
    "wildcard-by-another-scheme": {"HTTP_ORIGIN": "http://a.example.edu"},
    "host-not-allowed": {"HTTP_ORIGIN": "http://other.example.com", "HTTP_HOST": "other.example.com"},
}
LET_THROUGH = {
    "no-browser": {},
    "same-origin": {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": OWN},
    "same-origin-behind-a-proxy": {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "https://outside.example.com"},
    "typed-by-the-visitor": {"HTTP_SEC_FETCH_SITE": "none"},
    "own-origin": {"HTTP_ORIGIN": OWN},
    "trusted-origin": {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": TRUSTED[0]},
    "trusted-wildcard": {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://a.example.edu"},
}
SITE: dict[str, Any] = {"CSRF_TRUSTED_ORIGINS": TRUSTED, "ALLOWED_HOSTS": ["example.com"]}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
def test_another_site_cannot_change_anything(
    make_site: Any, recorder: Any, headers: dict[str, str], method: str
) -> None:
    settings = SITE | {"MIDDLEWARE": []}
    answer = make_site(recorder, **settings)(method, body=b"x", **headers)
    assert answer.status == "403 Forbidden"
    assert recorder.environ == {}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("headers", LET_THROUGH.values(), ids=LET_THROUGH)
def test_this_site_and_clients_that_are_no_browsers_can(
    make_site: Any, recorder: Any, headers: dict[str, str], method: str
) -> None:
    assert make_site(recorder, **SITE)(method, body=b"x", **headers).status == "200 OK"
    assert recorder.body == b"x"


ORIGINS = {
    "none": None,
    "own": OWN,
    "own-in-capitals": OWN.upper(),
    "own-at-another-port": f"{OWN}:8080",
    "foreign": FOREIGN,
    "null": "null",
    "empty": "",
    "trusted": TRUSTED[0],
    "trusted-wildcard": "https://a.example.edu",
}
#: For each ``Sec-Fetch-Site``, whether a request of each of these origins may change something.
GRID = {
    #               none  own   OWN   :8080 foreign null empty trusted wildcard
    None:          "yes   yes   no    no    no      no   no    yes     yes",
    "same-origin": "yes   yes   yes   yes   yes     yes  yes   yes     yes",
    "none":        "yes   yes   yes   yes   yes     yes  yes   yes     yes",
    "same-site":   "no    no    no    no    no      no   no    yes     yes",
    "cross-site":  "no    no    no    no    no      no   no    yes     yes",
    "Same-Origin": "no    no    no    no    no      no   no    yes     yes",
    "":            "no    no    no    no    no      no   no    yes     yes",
}  # fmt: skip
CASES = [
    pytest.param(site, ORIGINS[origin], answer == "yes", id=f"{'absent' if site is None else site or 'empty'}-{origin}")
    for site, row in GRID.items()
    for origin, answer in zip(ORIGINS, row.split(), strict=True)
]


@pytest.mark.parametrize(("site", "origin", "is_allowed"), CASES)
def test_the_browser_s_word_decides_which_page_may_change_something(
    make_site: Any, recorder: Any, site: str | None, origin: str | None, is_allowed: bool
) -> None:
    headers = {"HTTP_SEC_FETCH_SITE": site, "HTTP_ORIGIN": origin}
    answer = make_site(recorder, **SITE, MIDDLEWARE=[])("POST", body=b"x", **headers)
    assert answer.status == ("200 OK" if is_allowed else "403 Forbidden")
    assert recorder.body == (b"x" if is_allowed else b"")


@given(site=st.none() | st.text(), origin=st.none() | st.text(), method=st.sampled_from(["POST", "PUT", "DELETE"]))
def test_an_unknown_word_lets_nobody_in(make_site: Any, recorder: Any, site: Any, origin: Any, method: str) -> None:
    # Neither is what a browser says of a page of this site, or of one that is trusted.
    assume((site, origin) != (None, None))
    assume(site not in {"same-origin", "none"})
    assume(origin not in {OWN, *TRUSTED} and not str(origin).endswith(".example.edu"))
    # A server hands headers on as Latin-1.
    headers = {"HTTP_SEC_FETCH_SITE": site, "HTTP_ORIGIN": origin}
    encoded = {name: value and value.encode(errors="replace").decode("latin-1") for name, value in headers.items()}
    assert make_site(recorder, **SITE, MIDDLEWARE=[])(method, body=b"x", **encoded).status == "403 Forbidden"
    assert recorder.body == b""


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
def test_reading_is_for_everybody(make_site: Any, recorder: Any, headers: dict[str, str], method: str) -> None:
    settings = SITE | {"MIDDLEWARE": []}
    assert make_site(recorder, **settings)(method, **headers).status == "200 OK"


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
def test_exempt_lets_everybody_through(make_site: Any, recorder: Any, headers: dict[str, str]) -> None:
    settings = SITE | {"ALLOWED_HOSTS": ["*"]}
    assert make_site(recorder, csrf="exempt", **settings)("POST", body=b"x", **headers).status == "200 OK"


@pytest.mark.parametrize("token", ["a" * 32, "b" * 32, None])
def test_token_asks_for_that_of_django(make_site: Any, recorder: Any, token: str | None) -> None:
    more = {"HTTP_X_CSRFTOKEN": token} if token else {}
    answer = make_site(recorder, csrf="token")("POST", body=b"x", HTTP_COOKIE=f"csrftoken={'a' * 32}", **more)
    assert answer.status == ("200 OK" if token == "a" * 32 else "403 Forbidden")


def test_a_refusal_is_logged_with_its_reason(make_site: Any, recorder: Any, caplog: pytest.LogCaptureFixture) -> None:
    make_site(recorder)("POST", url="/mnt/a", body=b"x", HTTP_ORIGIN=FOREIGN)
    assert f"Forbidden (Origin checking failed - {FOREIGN}" in caplog.text
    assert "/mnt/a" in caplog.text


def test_the_log_names_the_setting_that_would_let_an_origin_through(
    make_site: Any, recorder: Any, caplog: pytest.LogCaptureFixture
) -> None:
    make_site(recorder)("POST", body=b"x", HTTP_ORIGIN=FOREIGN)
    assert f"pages of {FOREIGN}, add it to CSRF_TRUSTED_ORIGINS" in caplog.text
    assert 'csrf="exempt"' in caplog.text


@pytest.mark.parametrize("headers", [{"HTTP_ORIGIN": "null"}, {"HTTP_SEC_FETCH_SITE": "same-site"}], ids=str)
def test_the_log_names_no_setting_for_a_page_without_an_origin(
    make_site: Any, recorder: Any, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    make_site(recorder)("POST", body=b"x", **headers)
    assert "The request names no origin" in caplog.text
    assert "CSRF_TRUSTED_ORIGINS" not in caplog.text
