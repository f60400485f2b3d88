"""The pages as HTML, rendered by a separate template engine that is independent of the site's ``TEMPLATES``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest
from django.template import Context, Engine
from django.urls import reverse

#: The pages in the order of the menu, by the names of their URL patterns.
PAGES = {
    "settings": "Settings",
    "drift": "Changes",
    "environments": "Environments",
    "pipeline": "Pipeline",
    "health": "Health",
    "versions": "Versions",
}


@lru_cache(maxsize=1)
def _make_engine() -> Engine:
    folder = Path(__file__).parent / "templates"
    return Engine(dirs=[str(folder)], libraries={"static": "django.templatetags.static"})


def render_page(request: HttpRequest, page: str, content: Mapping[str, object]) -> str:
    """Return a page as HTML.

    :param page: the name of the URL pattern and of the template.
    :param content: the data of the page, the same as in its JSON.
    """
    match = request.resolver_match
    namespace = match.namespace if match is not None else ""
    menu = [
        {"title": title, "url": reverse(f"{namespace}:{name}"), "current": name == page}
        for name, title in PAGES.items()
    ]
    context = {"menu": menu, "title": PAGES[page], "json_url": _add_format(request), **content}
    return _make_engine().get_template(f"twod_console/{page}.html").render(Context(context))


def _add_format(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["format"] = "json"
    return f"?{query.urlencode()}"
