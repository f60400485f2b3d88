"""Dash, a single-page application whose page keeps asking the server, behind Django's sign-in."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

#: What the page sends when the choice is made.
CHANGE = {
    "output": "answer.children",
    "outputs": {"id": "answer", "property": "children"},
    "inputs": [{"id": "region", "property": "value", "value": "south"}],
    "changedPropIds": ["region.value"],
}


def find_configuration(page: str) -> dict[str, Any]:
    """Return what the page tells its scripts."""
    (found,) = re.findall(r'<script id="_dash-config" type="application/json">(.*?)</script>', page, re.DOTALL)
    configuration: dict[str, Any] = json.loads(found)
    return configuration


def test_the_page_loads_with_all_its_scripts(browser: httpx.Client) -> None:
    page = browser.get("/dash/")
    assert "<title>Sales</title>" in page.text
    assert find_configuration(page.text)["requests_pathname_prefix"] == "/dash/"
    scripts = re.findall(r'<script src="([^"]+)"', page.text)
    assert len(scripts) > 5
    for script in scripts:
        assert script.startswith("/dash/")
        answer = browser.get(script)
        assert answer.status_code == 200, script
        assert "javascript" in answer.headers["Content-Type"]


def test_the_page_finds_its_layout_and_its_callback(browser: httpx.Client) -> None:
    layout = browser.get("/dash/_dash-layout").json()
    assert [part["type"] for part in layout["props"]["children"]] == ["H1", "Dropdown", "P", "Graph"]
    (callback,) = browser.get("/dash/_dash-dependencies").json()
    assert callback["output"] == "answer.children"


def test_a_callback_knows_the_django_user(browser: httpx.Client) -> None:
    same_origin = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    answer = browser.post("/dash/_dash-update-component", json=CHANGE, headers=same_origin)
    assert answer.status_code == 200
    assert answer.json()["response"] == {"answer": {"children": "zoë looks at the south"}}


def test_another_site_s_page_cannot_call_it(browser: httpx.Client) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.net"}):
        assert browser.post("/dash/_dash-update-component", json=CHANGE, headers=headers).status_code == 403


def test_a_stranger_gets_neither_the_page_nor_an_answer(site: Any) -> None:
    with site.connect(signed_in=False) as client:
        assert client.get("/dash/").headers["Location"] == "/admin/login/?next=/dash/"
        assert client.post("/dash/_dash-update-component", json=CHANGE).status_code == 403
