"""Who has the site's key gets the fingerprints of its settings, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.console_site import Person
from twod.wsgi.config.activation import find_active
from twod.wsgi.config.fingerprint import make_setting_fingerprints
from twod.wsgi.console.fingerprint_token import is_good_token, make_token

KEY = "k3y-of-the-site"


@given(st.text(max_size=60))
def test_no_other_text_is_a_token(text: str) -> None:
    assert not is_good_token(text, KEY)


def test_a_token_of_another_key_or_of_another_purpose_is_none() -> None:
    from django.core.signing import TimestampSigner

    assert is_good_token(make_token(KEY), KEY)
    assert not is_good_token(make_token("another"), KEY)
    assert not is_good_token(TimestampSigner(key=KEY, fallback_keys=[]).sign("fingerprints"), KEY)


def test_a_token_holds_for_a_few_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    token = make_token(KEY)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 290)
    assert is_good_token(token, KEY)
    monkeypatch.setattr(time, "time", lambda: now + 310)
    assert not is_good_token(token, KEY)


def test_the_token_opens_the_fingerprints_alone(start: Any) -> None:
    site = start("SITE_ID = 7\n")
    token = make_token(KEY)
    answer = site.get("/console/fingerprints/", None, HTTP_X_TWOD_TOKEN=token)
    assert answer.code == 200
    loaded = find_active()
    assert loaded is not None
    assert json.loads(answer.body) == {"fingerprints": make_setting_fingerprints(loaded)}
    assert answer.headers["Cache-Control"] == "no-store, private"
    for page in ("", "changes/", "versions/"):
        assert site.get(f"/console/{page}", None, HTTP_X_TWOD_TOKEN=token).code == 403


@pytest.mark.parametrize("token", ["", "guess", make_token("another")], ids=["empty", "guess", "of-another-key"])
def test_without_the_key_there_are_none(start: Any, token: str) -> None:
    answer = start().get("/console/fingerprints/", Person(), HTTP_X_TWOD_TOKEN=token)
    assert answer.code == 403


def test_who_may_see_the_console_needs_no_token(start: Any) -> None:
    assert "SECRET_KEY" in start().read("/console/fingerprints/")["fingerprints"]
