"""Trac, a wiki and issue tracker, which takes its user from the server; behind Django's sign-in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx


def save_page(browser: httpx.Client, name: str, text: str, **headers: str) -> httpx.Response:
    """Fill in the form that edits a page of the wiki."""
    form = browser.get(f"/trac/wiki/{name}", params={"action": "edit"}).text
    (token,) = set(re.findall(r'name="__FORM_TOKEN" value="(\w+)"', form))
    fields = {"__FORM_TOKEN": token, "action": "edit", "text": text, "version": "0", "comment": "new", "save": "Submit"}
    return browser.post(f"/trac/wiki/{name}", data=fields, headers=headers)


def test_the_start_page_loads_with_all_it_asks_for(browser: httpx.Client) -> None:
    page = browser.get("/trac/", follow_redirects=True)
    assert "Welcome to Trac" in page.text
    assets = re.findall(r'(?:src|href)="([^"]+/chrome/common/[^"]+)"', page.text)
    assert len(assets) > 5
    for asset in assets:
        assert asset.startswith("/trac/")
        assert browser.get(asset).status_code == 200, asset


@pytest.mark.parametrize("name", ["alice", "zoë"])
def test_the_django_user_edits_the_wiki(site: Any, name: str) -> None:
    with site.connect(name=name) as browser:
        origin = str(browser.base_url).rstrip("/")
        saved = save_page(browser, f"Of{name}", "= Grüße =", **{"Origin": origin, "Sec-Fetch-Site": "same-origin"})
        assert saved.status_code == 303
        page = browser.get(saved.headers["Location"]).text
        assert f'logged in as <span class="trac-author-user">{name}</span>' in page
        assert "Grüße" in page
        history = browser.get(f"/trac/wiki/Of{name}", params={"action": "history"}).text
        assert f'<span class="trac-author-user">{name}</span>' in history


def test_another_site_s_form_is_refused_before_trac_sees_it(browser: httpx.Client) -> None:
    answer = save_page(browser, "Forged", "text", Origin="https://evil.example.net")
    assert answer.status_code == 403
    assert "does not exist" in browser.get("/trac/wiki/Forged").text


def test_who_signs_out_of_django_is_out_of_trac(site: Any) -> None:
    with site.connect(name="alice") as browser:
        # Trac's own sign-in gives a cookie, which does not let anybody in.
        browser.get("/trac/login")
        assert "trac_auth" in browser.cookies
        browser.post("/admin/logout/", headers={"X-CSRFToken": browser.cookies["csrftoken"]})
        assert browser.get("/trac/wiki").headers["Location"] == "/admin/login/?next=/trac/wiki"
