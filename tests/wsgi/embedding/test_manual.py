"""The code of ``docs/reference/embedding.rst`` and ``docs/how-to/applications.rst`` does what the pages describe."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import path

from twod.wsgi import mount

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "docs/reference/embedding.rst"
GUIDE = "docs/how-to/applications.rst"


@pytest.fixture
def run(manual: Any) -> Callable[..., dict[str, Any]]:
    """Run a block of a page, by its number, with names that the page takes for granted; gives all names."""

    def run(number: int, page: str = PAGE, **names: Any) -> dict[str, Any]:
        code = manual(page, "python")[number].text
        names["__name__"] = "shop.urls"
        # The page tells of a function after the line that uses it.
        for definition in re.findall(r"(?:^|\n)(def .*(?:\n    .*)+)", code):
            exec(definition, names)
        exec(code, names)
        return names

    return run


def test_each_block_of_the_pages_is_run_below(manual: Any) -> None:
    assert len(manual(PAGE, "python")) == 3
    assert len(manual(GUIDE, "python")) == 1


def test_the_wiki_is_for_who_has_signed_in(
    run: Any, make_site: Any, recorder: Any, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("mywiki.wsgi")
    module.application = recorder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "mywiki", ModuleType("mywiki"))
    monkeypatch.setitem(sys.modules, "mywiki.wsgi", module)
    site = make_site(run(0, start_page=lambda request: None)["urlpatterns"])
    assert site("POST", "/wiki/Home").status == "403 Forbidden"
    assert site(url="/wiki/Home", **{"test.user": user("ada")}).body == b"ok"
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == ("/wiki", "/Home")
    assert recorder.environ["REMOTE_USER"] == "ada"
    assert site(url="/files/", **{"test.user": user("ada")}).status == "403 Forbidden"


def test_the_handbook_is_the_same_for_everybody(run: Any, make_site: Any, recorder: Any, user: Any) -> None:
    patterns: list[Any] = []
    run(0, GUIDE, mount=lambda route, app, **options: patterns.append(mount(route, recorder, **options)))
    answer = make_site(patterns)(url="/docs/", REMOTE_USER="basic", **{"test.user": user("ada")})
    assert (answer.body, answer.get("Vary")) == (b"ok", [])
    assert "REMOTE_USER" not in recorder.environ


def test_the_environ_of_trac_names_the_project(run: Any, make_site: Any, recorder: Any) -> None:
    def mount_recorder(route: str, app: str, **options: Any) -> Any:
        """Mount an application that is there, in the place of Trac."""
        assert app == "trac.web.main:dispatch_request"
        patterns.append(mount(route, recorder, **options))

    patterns: list[Any] = []
    run(1, mount=mount_recorder)
    assert make_site(patterns)(url="/trac/shop/wiki").body == b"ok"
    assert recorder.environ["trac.env_path"] == "/srv/trac/shop"
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == ("/trac/shop", "/wiki")


def test_a_view_calls_the_application_and_changes_what_it_answers(run: Any, make_site: Any, recorder: Any) -> None:
    names = run(2, wiki=recorder)
    site = make_site([path("served/<path:path_info>", names["page"]), *names["urlpatterns"]])
    assert site(url="/wiki/Home").get("X-Served-By") == []
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == ("/wiki", "/Home")
    assert site(url="/served/Home").get("X-Served-By") == ["the wiki"]
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == ("/served", "/Home")


def test_the_manual_s_options_are_those_of_mount() -> None:
    page = (Path(__file__).parents[3] / PAGE).read_text(encoding="utf-8")
    for option in inspect.signature(mount).parameters.keys() - {"route", "app", "name"}:
        assert f"``{option}" in page
