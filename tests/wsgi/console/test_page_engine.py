"""The pages need nothing of the site's templates, and name each other by their addresses."""

from __future__ import annotations

from typing import Any

import pytest

from twod.wsgi.console.page_engine import PAGES


@pytest.mark.parametrize("templates", ["[]", '[{"BACKEND": "django.template.backends.jinja2.Jinja2"}]'])
def test_the_site_s_templates_have_no_part_in_it(start: Any, templates: str) -> None:
    assert "<h1>Settings</h1>" in start(f"TEMPLATES = {templates}\n").show("/console/")


def test_each_page_leads_to_all_others_and_says_which_it_is(start: Any) -> None:
    site = start()
    for url, title in zip(
        ["", "changes/", "environments/", "pipeline/", "health/", "versions/"], PAGES.values(), strict=True
    ):
        page = site.show(f"/console/{url}")
        assert f'<a href="/console/{url}" aria-current="page">{title}</a>' in page
        assert page.count("aria-current") == 1
        assert page.count('<li><a href="/console/') == len(PAGES)


def test_a_page_leads_to_its_json_with_the_same_search(start: Any) -> None:
    assert 'href="?q=host&amp;all=1&amp;format=json"' in start().show("/console/?q=host&all=1")
