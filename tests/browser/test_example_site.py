"""A visit to the example site, from the first page to being kept out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Visitor

GUARDED = ["/notes/new/", "/board/", "/files/", "/admin/", "/console/"]


@pytest.mark.parametrize("path", ["/", "/notes/", "/sign-in/"])
def test_a_stranger_sees_the_public_pages(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    expect(visitor.page.get_by_role("contentinfo")).to_contain_text("Environment: prod")
    expect(visitor.page.get_by_role("link", name="Console", exact=True)).to_have_count(0)
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

    page.get_by_label("Title").fill("Groceries")
    page.get_by_label("Text").fill("Two bottles.\n\nAnd bread.")
    visitor.keep("new-note")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Groceries")).to_be_visible()
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
    expect(page.get_by_role("banner")).to_contain_text("Signed in as ada")
    expect(page.get_by_role("link", name="hills.png")).to_be_visible()
    visitor.keep("files")

    page.get_by_role("link", name="Notes").click()
    assert not visitor.has_sideways_scrolling()
    visitor.keep("start")

    visitor.open("/admin/")
    expect(page.locator("#user-tools")).to_contain_text("ada")
    visitor.keep("admin")

    visitor.open("/")
    page.get_by_role("button", name="Sign out").click()
    for path in GUARDED:
        visitor.open(path)
        assert "next=" in visitor.path()


PUBLIC_PAGES = ["/", "/notes/", "/notes/?q=nothing", "/notes/1/", "/sign-in/"]
PAGES = ["/", "/notes/", "/notes/new/", "/board/", "/files/", "/admin/"]


def test_nothing_keeps_anybody_from_using_the_pages(visitor: Visitor, picture: Path) -> None:
    page = visitor.page
    for path in PUBLIC_PAGES:
        visitor.open(path)
        assert visitor.find_barriers() == []
    visitor.sign_in()
    visitor.open("/board/")
    page.get_by_label("Picture").set_input_files(picture)
    page.get_by_role("button", name="Pin it up").click()
    assert visitor.find_barriers() == []
    for path in PAGES:
        visitor.open(path)
        assert visitor.find_barriers() == []
    visitor.open("/notes/new/")
    page.get_by_label("Title").fill("Bread")
    page.get_by_label("Text").fill("Two loaves.")
    page.get_by_role("button", name="Save").click()
    assert visitor.find_barriers() == []
    for link in ("Edit", "Delete"):
        page.get_by_role("link", name=link, exact=True).click()
        visitor.keep(f"{link.lower()}-note")
        assert visitor.find_barriers() == []
        page.go_back()


@pytest.mark.parametrize(
    ("path", "heading"), [("/nowhere", "There is nothing here"), ("/notes/1/edit/", "You are not allowed to do this")]
)
def test_a_refusal_is_a_page_of_the_site(visitor: Visitor, path: str, heading: str) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in()
    visitor.open(path)
    expect(visitor.page.get_by_role("heading", name=heading)).to_be_visible()
    assert visitor.find_barriers() == []
    visitor.keep(heading.lower().replace(" ", "-"))
    # The browser complains of the status alone.
    (complaint,) = visitor.complaints
    assert "Failed to load resource" in complaint
    visitor.complaints.clear()


def test_a_file_that_is_no_picture_is_refused_on_the_board(visitor: Visitor, tmp_path: Path) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in()
    visitor.open("/board/")
    (tmp_path / "note.png").write_text("no picture")
    visitor.page.get_by_label("Picture").set_input_files(tmp_path / "note.png")
    visitor.page.get_by_role("button", name="Pin it up").click()
    expect(visitor.page.get_by_role("alert")).to_have_text("This is no PNG, JPEG or GIF picture.")
    assert visitor.find_barriers() == []
    (complaint,) = visitor.complaints
    assert "415" in complaint
    visitor.complaints.clear()


CONSOLE = ["", "changes/", "environments/", "pipeline/", "health/", "versions/"]


def test_each_page_of_the_console_can_be_used_by_everybody_who_may(visitor: Visitor) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in("grace")
    for path in CONSOLE:
        visitor.open(f"/console/{path}")
        assert visitor.find_barriers() == []
        visitor.keep(f"console-{path.rstrip('/') or 'settings'}")


def test_the_console_has_value_origins_and_documentation_of_a_setting(visitor: Visitor) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in("grace")
    visitor.page.get_by_role("link", name="Console", exact=True).first.click()
    visitor.page.get_by_label("Search names").fill("TIME_ZONE Madrid")
    visitor.page.get_by_role("button", name="Search").click()
    zone = visitor.page.get_by_role("article")
    expect(zone).to_have_count(1)
    expect(zone).to_contain_text("'Europe/Madrid'")
    expect(zone).to_contain_text("prod.ini:18 [app:django]")
    expect(zone).to_contain_text("over settings module notes_site.settings")
    expect(zone).to_contain_text("Django's default: 'America/Chicago'")
    # Only settings without a path on this machine are for the manual.
    visitor.open("/console/?q=host")
    visitor.keep("console")
    visitor.page.go_back()
    expect(zone.get_by_role("link", name="documentation")).to_have_attribute(
        "href", re.compile("std-setting-TIME_ZONE")
    )


def test_secrets_are_on_no_page_of_the_console(visitor: Visitor) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in("grace")
    for path in CONSOLE:
        visitor.open(f"/console/{path}?all=1")
        assert "of no use anywhere else" not in visitor.page.content()


def test_the_menu_of_the_admin_leads_to_the_console(visitor: Visitor) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in("grace")
    visitor.open("/admin/")
    visitor.page.locator("#content-main").get_by_role("link", name="Running site").first.click()
    expect(visitor.page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()


def test_the_console_is_for_superusers(visitor: Visitor) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in()
    visitor.open("/console/")
    expect(visitor.page.get_by_role("heading", name="You are not allowed to do this")).to_be_visible()
    (complaint,) = visitor.complaints
    assert "403" in complaint
    visitor.complaints.clear()


def test_a_keyboard_is_enough_to_skip_to_the_content(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_text("Skip to the content")).to_be_focused()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("main")).to_be_focused()


#: The width of the outline of what has the focus, or of its ``::after``, which a card has in its place.
OUTLINE = """() => {
    const widths = [null, "::after"].map(part => {
        const style = getComputedStyle(document.activeElement, part);
        return style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
    });
    return [document.activeElement.outerHTML.slice(0, 80), Math.max(...widths)];
}"""


@pytest.mark.parametrize("path", ["/", "/notes/new/", "/board/", "/files/", "/console/?q=time"])
def test_a_keyboard_shows_where_it_is(visitor: Visitor, path: str) -> None:
    visitor.open("/sign-in/")
    visitor.sign_in("grace")
    visitor.open(path)
    focusable = visitor.page.locator("a[href], button, input:not([type=hidden]), textarea").count()
    assert focusable > 0
    for _ in range(focusable):
        visitor.page.keyboard.press("Tab")
        element, outline = visitor.page.evaluate(OUTLINE)
        assert outline >= 2, element
