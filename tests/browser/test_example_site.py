"""A visit to the example site, from the first page to being kept out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Visitor

GUARDED = ["/notes/new/", "/board/", "/files/", "/admin/"]


@pytest.mark.parametrize("path", ["/", "/notes/", "/sign-in/"])
def test_a_stranger_sees_the_public_pages(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    expect(visitor.page.get_by_role("contentinfo")).to_contain_text("Environment: prod")
    expect(visitor.page.get_by_text("Settings that differ")).to_have_count(0)
    assert not visitor.has_sideways_scrolling()
    visitor.keep(f"stranger{path.rstrip('/').replace('/', '-')}")


@pytest.mark.parametrize("path", GUARDED)
def test_a_stranger_is_asked_to_sign_in(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    assert re.match(r"/(sign-in|admin/login)/\?next=", visitor.path())


def test_who_signs_in_is_the_same_everywhere_until_signing_out(visitor: Visitor, picture: Path) -> None:
    page = visitor.page
    visitor.open("/")
    page.get_by_role("link", name="Write a note").click()
    visitor.sign_in()
    assert visitor.path() == "/notes/new/"

    title = f"Milk, by {visitor.name}"
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill("Two bottles.\n\nAnd bread.")
    visitor.keep("new-note")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text("By ada")).to_be_visible()
    visitor.keep("note")

    page.get_by_role("link", name="Board").click()
    expect(page.get_by_role("banner")).to_contain_text("Signed in as ada")
    page.get_by_label("Picture").set_input_files(picture)
    page.get_by_role("button", name="Pin it up").click()
    expect(page.get_by_role("status")).to_contain_text("is on the board")
    image = page.get_by_role("figure").first.locator("img")
    expect(image).to_have_js_property("naturalWidth", 240)
    assert not visitor.has_sideways_scrolling()
    visitor.keep("board")

    page.get_by_role("link", name="Notes").click()
    page.get_by_role("link", name="Files").first.click()
    expect(page.locator("body")).to_contain_text('Authenticated user: "ada"')
    expect(page.get_by_role("link", name="hills.png")).to_be_visible()
    visitor.keep("files")

    page.get_by_role("link", name="Notes").click()
    expect(page.get_by_role("heading", name="Settings that differ")).to_be_visible()
    assert not visitor.has_sideways_scrolling()
    visitor.keep("start")
    page.locator("#settings").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.inside').scrollIntoView()")
    visitor.keep("settings")

    visitor.open("/admin/")
    expect(page.locator("#user-tools")).to_contain_text("ada")
    visitor.keep("admin")

    visitor.open("/")
    page.get_by_role("button", name="Sign out").click()
    for path in GUARDED:
        visitor.open(path)
        assert "next=" in visitor.path()


def test_secrets_are_on_no_page(visitor: Visitor) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in()
    expect(visitor.page.get_by_text("SECRET_KEY")).to_be_visible()
    assert "of no use anywhere else" not in visitor.page.content()


def test_a_keyboard_is_enough_to_skip_to_the_content(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_text("Skip to the content")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("main")).to_be_focused()
