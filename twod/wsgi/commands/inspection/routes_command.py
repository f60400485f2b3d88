"""``twod routes x.ini``: list every URL of a site, with its name, its view and its permission."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from twod.wsgi.commands.command import Command
from twod.wsgi.commands.inspection.ini_way import Step, find_way
from twod.wsgi.commands.inspection.settings_command import write
from twod.wsgi.config import configure
from twod.wsgi.config.activation import locating_errors, set_up_django

if TYPE_CHECKING:
    from twod.wsgi.commands.inspection.site_routes import SiteRoute


class RoutesCommand(Command):
    """The command ``routes``."""

    name = "routes"
    summary = "List every URL of a site, with its name, view, application and permission"
    usage = "CONFIG_FILE[#NAME] [WORD...]"
    description = """
    Shows the sections of the ini in front of the Django application, and then the URLs in
    the order in which Django tries them. With WORD, shows only those with that word in the
    URL, the name, the view or the application."""

    def add_options(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--format", choices=["text", "json"], default="text", help="format of the output (default: text)"
        )

    def run(self, options: Namespace) -> int:
        """Print the routes.

        :raises twod.wsgi.exc.ConfigurationError: if the ini has errors, or the URLconf cannot be loaded.
        """
        config_uri, *words = options.arguments
        configure(config_uri)
        set_up_django()
        way = find_way(config_uri)
        routes = [route for route in _list_routes(way) if _has_word(route, words)]
        if words and not routes and options.format == "text":
            raise self.refuse(f"no URL, name, view or application contains {' or '.join(map(repr, words))}")
        write(_write_json(way, routes) if options.format == "json" else "\n".join(_list_lines(way, routes)))
        return 0


def _list_routes(way: Sequence[Step]) -> list[SiteRoute]:
    """Return the routes of the site, and of the other applications in the ini."""
    # This module needs settings, so Django must be set up first.
    from django.urls import get_resolver  # noqa: PLC0415

    from twod.wsgi.commands.inspection.site_routes import find_routes  # noqa: PLC0415

    ends = [step for step in way if step.is_end]
    common = set(ends[0].filters).intersection(*(step.filters for step in ends)) if ends else set()
    found: list[SiteRoute] = []
    for step in ends:
        routes = [_make_foreign_route(step)]
        if step.is_django:
            with locating_errors():
                routes = [*_list_files(step), *find_routes(get_resolver().url_patterns, f"{step.prefix}/")]
        behind = tuple(f"behind [{name}]" for name in step.filters if name not in common)
        found += [route._replace(differs=behind + route.differs) for route in routes]
    return found


def _list_files(step: Step) -> Iterator[SiteRoute]:
    """Yield the routes of the static and media files that ``full_django`` serves."""
    from django.conf import settings  # noqa: PLC0415 - as above

    from twod.wsgi.commands.inspection.site_routes import SiteRoute  # noqa: PLC0415 - as above

    if not step.has_files:
        return
    media = f"users with the permission {step.media_permission}" if step.media_permission else "everybody"
    for name, visitors in (("STATIC", "everybody"), ("MEDIA", media)):
        url, root = getattr(settings, f"{name}_URL"), getattr(settings, f"{name}_ROOT")
        if url and root and url.startswith("/"):
            yield SiteRoute(f"{step.prefix}{url}", "", "", f"the files of {name}_ROOT", visitors)


def _make_foreign_route(step: Step) -> SiteRoute:
    """Return the route of an application that a composite of the ini mounts beside Django."""
    from twod.wsgi.commands.inspection.site_routes import SiteRoute  # noqa: PLC0415 - as above

    return SiteRoute(f"{step.prefix}/", "", "", f"[{step.section}] {step.factory}".strip(), "")


def _has_word(route: SiteRoute, words: Iterable[str]) -> bool:
    fields = (route.url, route.name, route.view, route.application)
    return not words or any(word in field for word in words for field in fields)


def _list_lines(way: Iterable[Step], routes: Sequence[SiteRoute]) -> Iterator[str]:
    for step in way:
        yield f"{'  ' * step.depth}[{step.section}] {step.factory}".rstrip()
    yield ""
    widths = [max((len(getattr(route, name)) for route in routes), default=0) for name in ("url", "name")]
    for route in routes:
        yield f"{route.url:{widths[0]}}  {route.name:{widths[1]}}  {route.application or route.view}".rstrip()
        facts = [*([] if route.visitors in ("", "everybody") else [route.visitors]), *route.differs]
        if facts:
            yield f"    {'; '.join(facts)}"


def _write_json(way: Iterable[Step], routes: Iterable[SiteRoute]) -> str:
    content = {"way": [step.describe() for step in way], "routes": [route._asdict() for route in routes]}
    return json.dumps(content, indent=2, ensure_ascii=False)
