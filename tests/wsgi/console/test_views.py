"""Each page of the console, as HTML and as JSON."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kit.console_site import INI
from twod.inifile.checksum import add_checksum, make_marker

PAGES = ["", "changes/", "environments/", "pipeline/", "health/", "versions/"]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_is_html_for_people_and_json_for_programs(start: Any, page: str) -> None:
    site = start()
    answer = site.get(f"/console/{page}")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>" in answer.body.decode()
    assert isinstance(site.read(f"/console/{page}"), dict)
    assert site.get(f"/console/{page}?format=json").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("page", PAGES)
def test_an_integer_of_more_than_4300_digits_breaks_no_page(
    start: Any, page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    name = f"huge_settings_{page.strip('/')}"
    (tmp_path / f"{name}.py").write_text("PRIME = 2**44497 - 1\nPRIMES = {PRIME: [PRIME]}\n")
    site = start(head=f"django_settings_module = {name}\n", dev=f"{INI}PRIME = 7\n")
    assert site.get(f"/console/{page}").code == 200
    content = site.get(f"/console/{page}?format=json")
    assert content.code == 200
    assert page or b"0x1fffff" in content.body


class Elements(HTMLParser):
    """What a strict policy for content forbids, links within the page that lead nowhere, and tags left open."""

    VOID = ("meta", "link", "input")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.targets: set[str] = set()
        self.links: set[str] = set()
        self.open: list[str] = []
        self.feed(text)
        self.faults += [f"#{link} leads nowhere" for link in self.links - self.targets]
        self.faults += [f"<{tag}> is left open" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in ("script", "style") or "style" in named or any(name.startswith("on") for name in named):
            self.faults.append(self.get_starttag_text() or tag)
        if (id_ := named.get("id")) is not None:
            self.faults += [f"id {id_} twice"] if id_ in self.targets else []
            self.targets.add(id_)
        for name in ("href", "aria-labelledby", "for"):
            value = named.get(name) or ""
            if (name != "href" and value) or value.startswith("#"):
                self.links.add(value.removeprefix("#"))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")


@pytest.mark.parametrize("page", [*PAGES, "?all=1", "?q=host"])
def test_a_page_has_no_script_no_inline_style_and_no_loose_end(start: Any, page: str) -> None:
    site = start("SHOP = <script>alert(1)</script>\n", dev="[app:main]\nuse = egg:twod.wsgi\nSHOP = <b>\n")
    site.edit("/sign-in/", "/sign-in/<i>")
    assert Elements(site.show(f"/console/{page}")).faults == []


@pytest.mark.parametrize("page", PAGES)
def test_a_site_without_an_ini_has_pages_too(start: Any, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from twod.wsgi.console import views

    site = start()
    monkeypatch.setattr(views, "find_active", lambda: None)
    assert site.get(f"/console/{page}").code == 200
    assert site.get(f"/console/{page}?format=json").code == 200


def test_settings_have_value_type_origins_and_documentation(start: Any) -> None:
    site = start("SITE_ID = 7\n")
    settings = {
        setting["name"]: setting for subject in site.read("/console/")["subjects"] for setting in subject["settings"]
    }
    assert (settings["SITE_ID"]["value"], settings["SITE_ID"]["type"]) == (7, "int")
    assert settings["SITE_ID"]["origins"][0]["line"] == 12
    assert settings["SECRET_KEY"]["value"] == "<hidden>"
    assert "DEFAULT_CHARSET" not in settings
    page = site.show("/console/")
    assert "ref/settings/#std-setting-SITE_ID" in page
    assert re.search(r"prod\.ini:12 \[app:main\]: <code>7</code>", page)


def test_a_search_looks_through_names_values_summaries_and_places_and_all_its_words_count(start: Any) -> None:
    site = start("SHOP_NAME = Bakery\n")

    def find(query: str) -> list[str]:
        content = site.read(f"/console/?q={query}")
        return [setting["name"] for subject in content["subjects"] for setting in subject["settings"]]

    assert find("bakery") == ["SHOP_NAME"]
    assert find("shop_") == ["SHOP_NAME"]
    assert "DEFAULT_CHARSET" in find("charset")
    assert find("bakery+charset") == []
    assert "ALLOWED_HOSTS" in find("prod.ini+host+names")


def test_a_search_does_not_find_a_secret(start: Any) -> None:
    site = start()
    assert site.read("/console/?q=k3y-of-the-site")["shown"] == 0


def test_a_search_for_anything_is_answered(start: Any) -> None:
    site = start()
    for query in ("%00", "%FF%FE", "x" * 5000, "%3Cscript%3E", "+"):
        assert "<script>" not in site.show(f"/console/?q={query}")


def test_the_settings_page_says_how_many_changes_wait_for_a_reload(start: Any) -> None:
    site = start("SITE_ID = 7\n")
    assert "runs with the settings in the files" in site.show("/console/")
    site.edit("SITE_ID = 7", "SITE_ID = 8")
    assert "1 setting has changed since this process started" in site.show("/console/")


def test_the_settings_page_says_that_somebody_edited_the_ini(start: Any) -> None:
    site = start()
    site.ini.write_text(add_checksum(make_marker("twod", "buildout.cfg") + "\n" + site.ini.read_text()))
    assert site.read("/console/")["edited"] == []
    site.edit("debug = false", "debug = no")
    assert "was edited after buildout wrote it" in site.show("/console/")


def test_a_request_for_another_page_runs_nothing_of_the_console(start: Any) -> None:
    site = start()
    files: set[str] = set()

    def note(frame: Any, event: str, argument: object) -> None:
        files.add(frame.f_code.co_filename)

    def find_files(url: str) -> set[str]:
        files.clear()
        sys.setprofile(note)
        try:
            site.get(url)
        finally:
            sys.setprofile(None)
        return {file for file in files if "/twod/wsgi/console/" in file}

    assert find_files("/console/")
    assert find_files("/nowhere/") == set()
