"""With an index of its routes, a site resolves each path as it does without: the same match, or the same exception."""

from __future__ import annotations

import re
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import Resolver404, clear_url_caches, include, path, re_path, register_converter, resolve, set_urlconf
from django.urls.resolvers import (
    LocalePrefixPattern,
    RegexPattern,
    ResolverMatch,
    RoutePattern,
    URLPattern,
    URLResolver,
)
from django.utils import translation
from django.utils.functional import lazy
from django.views.debug import technical_404_response
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi import mount
from twod.wsgi.fast.route_resolving import speed_up_routes

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder

_stock_resolve = URLResolver.resolve


@contextmanager
def fast() -> Iterator[None]:
    """Turn the switch on for a block."""
    assert speed_up_routes() is None
    try:
        yield
    finally:
        URLResolver.resolve = _stock_resolve  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _site(django_settings: UserSettingsHolder) -> Iterator[None]:
    django_settings.LANGUAGE_CODE = "en"
    clear_url_caches()
    with pytest.MonkeyPatch.context() as patch:
        # Without it, no language can be active.
        patch.setattr(apps, "apps_ready", True)
        yield
    clear_url_caches()


def view(_request: Any, *_args: Any, **_kwargs: Any) -> HttpResponse:
    return HttpResponse("")


class Page:
    """A view that has no name."""

    def __call__(self, _request: Any) -> HttpResponse:
        return HttpResponse("")


class EvenConverter:
    regex = "[0-9]+"

    def to_python(self, value: str) -> int:
        if int(value) % 2:
            raise ValueError
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class LostConverter(EvenConverter):
    def to_python(self, value: str) -> int:
        raise Resolver404({"path": value}) if value == "1" else LookupError(value)


class BranchingConverter(EvenConverter):
    """Its regular expression breaks out of the group that Django puts it into."""

    regex = "[0-9])|(a"


CONVERTERS = {"even": EvenConverter, "lost": LostConverter, "branching": BranchingConverter}


for _name, _converter in CONVERTERS.items():
    register_converter(_converter, _name)


class LenientPattern(RoutePattern):
    def match(self, path: str) -> Any:
        return super().match(path.lower())


class OwnPattern(URLPattern):
    """A pattern of somebody else's, which matches once more than Django's."""

    def resolve(self, path: str) -> ResolverMatch | None:
        return super().resolve(path) or super().resolve(path.removeprefix("own/"))


class OwnResolver(URLResolver):
    """A resolver of somebody else's, which knows another name for its prefix."""

    def resolve(self, path: str) -> ResolverMatch:
        return super().resolve(path.replace("own/", "a/"))


def _translate(en: str, de: str) -> str:
    return de if translation.get_language() == "de" else en


translate = lazy(_translate, str)


# What routes and paths are made of: little, so that they meet.
TEXTS = st.sampled_from(["", "a", "b", "ab", "a/", "b/", "a/b/", "ä/", "a b/", "%61/", "A/", "\n", "1", "2/", "own/"])
PARAMETERS = ["<x>", "<int:i>", "<int:y>/", "<slug:s>/", "<path:p>", "<even:e>/", "<lost:l>", "<branching:b>/", "x>"]
ROUTES = st.lists(TEXTS | st.sampled_from(PARAMETERS), max_size=4).map("".join)
EXPRESSIONS = ["a", "a/", "b/", "/", "$", r"\Z", "(?P<x>[0-9]+)/", r"(\d+)", "a|b", "|", "b*", "a?", "[ab]", r"\."]
REGEXES = st.builds(
    "{}{}".format,
    st.sampled_from(["^", "^", "^", r"\A", "", "(?i)^"]),
    st.lists(st.sampled_from([*EXPRESSIONS * 3, "("]), max_size=4).map("".join),
)
PATHS = st.builds(
    "{}{}".format,
    st.sampled_from(["/", "/", "/", "/", "", "/en/", "/de/"]),
    st.lists(TEXTS | st.sampled_from(["1/", "/", "3", "c", ".", "\r\n", "//", "own/a/"]), max_size=5).map("".join),
)
LANGUAGES = st.sampled_from(["en", "de", None])
EXTRAS = st.none() | st.dictionaries(st.sampled_from("xyq"), st.just("extra"), max_size=1)
NAMES = st.none() | st.sampled_from(["one", "two"])
VIEWS = st.sampled_from([view, Page()])
NAMESPACES = st.sampled_from([None, ("app", None), ("app", "space")])

LAZY_ROUTES = st.builds(translate, ROUTES, ROUTES)


def include_all(patterns: list[Any], namespace: tuple[str, str | None] | None) -> Any:
    return include(patterns) if namespace is None else include((patterns, namespace[0]), namespace[1])


def own_pattern(route: str, name: str | None) -> URLPattern:
    return OwnPattern(RoutePattern(route, name, is_endpoint=True), view, name=name)


def lenient_pattern(route: str, name: str | None) -> URLPattern:
    return URLPattern(LenientPattern(route, name, is_endpoint=True), view, name=name)


def own_resolver(route: str, patterns: list[Any]) -> URLResolver:
    return OwnResolver(RoutePattern(route), patterns)


def locale_resolver(patterns: list[Any], prefix_default_language: bool) -> URLResolver:
    return URLResolver(LocalePrefixPattern(prefix_default_language), patterns)


def mount_below(route: str) -> URLPattern:
    return mount(f"{route.rstrip('/')}/", lambda _environ, _start_response: [])


# The endpoints of a URLconf, and what includes others.
LEAVES = st.one_of(
    st.builds(path, ROUTES, VIEWS, EXTRAS, NAMES),
    st.builds(re_path, REGEXES, VIEWS, EXTRAS, NAMES),
    st.builds(path, LAZY_ROUTES, VIEWS),
    st.builds(own_pattern, ROUTES, NAMES),
    st.builds(lenient_pattern, ROUTES, NAMES),
    st.builds(mount_below, ROUTES),
)


def make_branches(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(children, max_size=4)
    included = st.builds(include_all, lists, NAMESPACES)
    return st.one_of(
        st.builds(path, ROUTES, included, EXTRAS),
        st.builds(re_path, REGEXES, included, EXTRAS),
        st.builds(path, LAZY_ROUTES, included),
        st.builds(own_resolver, ROUTES, lists),
    )


TREES = st.recursive(LEAVES, make_branches, max_leaves=5)
# Django allows prefixes for languages at the root alone.
URLCONFS = st.lists(TREES | st.builds(locale_resolver, st.lists(TREES, max_size=3), st.booleans()), max_size=6)


def find_outcome(resolver: URLResolver, path: Any) -> Any:
    """Return all that is to be seen of a match or of an exception."""
    try:
        match = resolver.resolve(path)
    except Exception as error:  # noqa: BLE001 - whatever it is, it has to be the same
        return type(error), error.args, repr(error.__context__), repr(error.__cause__)
    return vars(match), repr(match), tuple(match), [type(value) for value in match.kwargs.values()]


def make_likely_urls(patterns: list[Any], begin: str = "/") -> Iterator[str]:
    """Yield a URL for each route, which it matches more often than not."""
    for route in patterns:
        url = begin + re.sub(r"[\\^$?*|()\[\]]|Z$", "", re.sub(r"<[^/]*>|\(.*\)", "2", str(route.pattern)))
        yield url
        if isinstance(route, URLResolver):
            yield from make_likely_urls(route.url_patterns, url)


def compare(patterns: Any, requests: list[tuple[str, str | None]]) -> list[Any]:
    """Return what comes of the requests, which has to be the same without an index and with one."""
    stock, ours = (URLResolver(RegexPattern(r"^/"), patterns) for _ in range(2))
    outcomes = []
    for url, language in requests:
        with translation.override(language):
            expected = find_outcome(stock, url)
            with fast():
                found = find_outcome(ours, url)
        assert found == expected
        outcomes.append(expected)
    return outcomes


REQUESTS = st.lists(st.tuples(PATHS, LANGUAGES), min_size=1, max_size=8)


def compare_all(patterns: list[Any], requests: list[tuple[str, str | None]]) -> list[Any]:
    """Return what comes of the requests, and of one to each route in each language."""
    likely = []
    for language in ("de", "en"):
        with translation.override(language):
            likely += [(url, language) for url in make_likely_urls(patterns)]
    return compare(patterns, requests + likely)


@given(URLCONFS, REQUESTS)
def test_any_urlconf_resolves_any_path_as_without(patterns: list[Any], requests: list[tuple[str, str | None]]) -> None:
    compare_all(patterns, requests)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(max_examples=10_000)
@given(URLCONFS, REQUESTS)
def test_ten_thousand_urlconfs_resolve_as_without(patterns: list[Any], requests: list[tuple[str, str | None]]) -> None:
    compare_all(patterns, requests)


def make_site() -> list[Any]:
    """Return the routes of a site of some size."""
    return [
        path("", view, name="home"),
        *(
            path(f"app{app}/", include(([path(f"page{page}/<int:x>/", view) for page in range(4)], "app"), f"app{app}"))
            for app in range(4)
        ),
        re_path(r"^files/(.*)$", view),
        path("<slug:y>/", view),
    ]


SITE_PATHS = ["/", "/app2/page3/7/", "/app2/page3/x/", "/app3/", "/files/a/b", "/other/", "/other/more/", "", "no"]


def test_a_site_resolves_as_without() -> None:
    outcomes = compare(make_site(), [(url, None) for url in SITE_PATHS])
    lost = [url for url, outcome in zip(SITE_PATHS, outcomes, strict=True) if outcome[0] is Resolver404]
    assert lost == ["/app2/page3/x/", "/other/more/", "", "no"]


def test_routes_that_cannot_match_are_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = URLResolver(RegexPattern("^/"), [path(f"page{number}/<int:x>/", view) for number in range(300)])
    with fast():
        assert resolver.resolve("/page0/1/")
        for route in resolver.url_patterns[:-1]:
            del route.pattern
        assert resolver.resolve("/page299/1/")


@pytest.mark.parametrize("size", [4, 700], ids=["short", "long"])
@pytest.mark.parametrize(
    "change",
    [
        lambda patterns: patterns.append(path("new/", view)),
        lambda patterns: patterns.insert(0, path("<path:rest>", view)),
        lambda patterns: patterns.__delitem__(2),
        lambda patterns: patterns.clear(),
    ],
    ids=["append", "insert", "del", "clear"],
)
def test_a_list_that_changes_is_resolved_as_it_is_then(change: Callable[[list[Any]], Any], size: int) -> None:
    patterns = [path(f"page{number}/", view) for number in range(size)]
    stock, ours = (URLResolver(RegexPattern("^/"), patterns) for _ in range(2))
    for _ in range(2):
        for url in ("/new/", "/page2/", "/page3/", "/other/"):
            expected = find_outcome(stock, url)
            with fast():
                assert find_outcome(ours, url) == expected
        change(patterns)


def test_a_route_that_is_replaced_in_its_place_is_seen() -> None:
    patterns = [path("old/", view), path("other/", view)]
    resolver = URLResolver(RegexPattern("^/"), patterns)
    with fast():
        assert resolver.resolve("/old/")
        patterns[0] = path("new/", view)
        assert resolver.resolve("/new/")
        with pytest.raises(Resolver404):
            resolver.resolve("/old/")


def test_a_resolver_whose_routes_depend_on_something_is_asked_each_time() -> None:
    shown = "page/"

    class Changing(URLResolver):
        @property
        def url_patterns(self) -> Any:
            return [path(shown, view)]

    resolver = Changing(RegexPattern("^/"), [])
    with fast():
        for shown in ("page/", "seite/", "page/"):
            assert resolver.resolve(f"/{shown}")


class Routes:
    """Routes that are in no list."""

    _pages = (path("page/", view),)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._pages)


@pytest.mark.parametrize("routes", [Routes(), (path("page/", view),), ["page/"], [("page/", view)], None])
def test_anything_may_be_in_the_place_of_a_list_of_routes(routes: Any) -> None:
    compare(routes, [("/page/", None), ("/other/", None)])


def test_a_route_may_have_a_resolve_that_is_not_of_its_class() -> None:
    route = path("page/", view)
    route.resolve = path("other/", view).resolve  # type: ignore[method-assign]
    compare([route], [("/page/", None), ("/other/", None)])


def test_the_urlconf_may_change_from_request_to_request() -> None:
    first, second = (types.ModuleType(name) for name in ("first", "second"))
    for module in (first, second):
        module.urlpatterns = [path(f"{module.__name__}/", view)]  # type: ignore[attr-defined]
    with fast():
        for module in (first, second, first):
            with override_settings(ROOT_URLCONF=module):
                assert resolve(f"/{module.__name__}/")
        set_urlconf(second)  # type: ignore[arg-type]
        assert resolve("/second/")
        set_urlconf(None)
        assert resolve("/first/", first)  # type: ignore[arg-type]
        first.urlpatterns = [path("third/", view)]  # type: ignore[attr-defined]
        with pytest.raises(Resolver404):
            resolve("/third/", first)  # type: ignore[arg-type]
        clear_url_caches()
        assert resolve("/third/", first)  # type: ignore[arg-type]


def test_a_converter_may_come_after_the_first_request() -> None:
    patterns: list[Any] = [path("first/", view)]
    resolver = URLResolver(RegexPattern("^/"), patterns)
    with fast():
        assert resolver.resolve("/first/")
        register_converter(EvenConverter, "later")
        patterns.append(path("<later:x>/", view))
        assert resolver.resolve("/2/").kwargs == {"x": 2}


def test_threads_may_resolve_the_first_path_at_once() -> None:
    resolver = URLResolver(RegexPattern("^/"), make_site())
    ready = threading.Barrier(8)
    found = []

    def run() -> None:
        ready.wait()
        found.append(resolver.resolve("/app2/page3/7/").route)

    with fast():
        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == ["app2/page3/<int:x>/"] * 8


@pytest.mark.parametrize("url", ["/app2/page9/", "/other/more/"])
def test_the_page_of_a_404_is_the_same(django_settings: UserSettingsHolder, url: str) -> None:
    django_settings.DEBUG = True
    urlconf = types.ModuleType("urlconf")
    urlconf.urlpatterns = make_site()  # type: ignore[attr-defined]
    django_settings.ROOT_URLCONF = urlconf  # type: ignore[assignment]
    pages = []
    for switch in (nullcontext, fast):
        with switch(), pytest.raises(Resolver404) as caught:
            resolve(url)
        pages.append(technical_404_response(RequestFactory().get(url), caught.value).content)
    assert pages[0] == pages[1]
    assert b"Django tried these URL patterns" in pages[0]


def test_it_can_be_turned_on_twice() -> None:
    with fast():
        assert speed_up_routes() is None


def test_the_classes_are_django_s() -> None:
    resolver = URLResolver(RegexPattern("^/"), make_site())
    with fast():
        match = resolver.resolve("/app2/page3/7/")
    assert (type(resolver), type(match)) == (URLResolver, ResolverMatch)


@pytest.mark.parametrize(
    ("owner", "name"),
    [(URLResolver, "resolve"), (URLPattern, "resolve"), (RoutePattern, "match"), (RegexPattern, "match")],
)
def test_it_stays_off_where_somebody_else_has_replaced_what_it_replaces(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    monkeypatch.setattr(owner, name, view)
    assert speed_up_routes() == f"{__name__} has replaced {owner.__name__}.{name}"


def test_a_function_that_is_replaced_later_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver = URLResolver(RegexPattern("^/"), [path("page/", view)])
    with fast():
        assert resolver.resolve("/page/")
        monkeypatch.setattr(URLPattern, "resolve", lambda _self, _path: None)
        with pytest.raises(Resolver404):
            resolver.resolve("/page/")
