"""The locations of a site in nginx: files that nginx sends, paths that it hides, and requests for the nodes.

No location is a regular expression, so nginx always takes the longest matching path.
"""

from __future__ import annotations

from collections.abc import Iterator

from twod.recipe.engines.front_text import DOWN_PAGE, RETRY_SECONDS
from twod.recipe.engines.nginx.media_types import WITH_CHARSET
from twod.recipe.engines.nginx.nginx_facts import InternalFolder, MediaFolder, NginxFacts, StaticFolder
from twod.recipe.engines.nginx.nginx_words import make_block, quote_word


def make_locations(facts: NginxFacts) -> Iterator[list[str]]:
    """Yield each location of a site, as lines."""
    if facts.static:
        yield _make_static(facts, facts.static)
    if facts.media:
        yield _make_media(facts, facts.media)
    for files in facts.internals:
        yield _make_internal(facts, files)
    for path in facts.streaming:
        yield _make_streaming(facts, path)
    if facts.health_path:
        yield _make_health(facts)
    yield from _make_site(facts)
    yield _make_down(facts)


def name_site(facts: NginxFacts) -> str:
    """Return the name of the location for requests that nginx passes on."""
    return f"@{facts.name}"


def _make_pass(facts: NginxFacts) -> str:
    """Return the line that sends a request to a node."""
    return f"proxy_pass http://${facts.name}_nodes;" if facts.keepalive else f"proxy_pass http://{facts.name};"


def _make_static(facts: NginxFacts, static: StaticFolder) -> list[str]:
    lines = [f"alias {quote_word(static.root)};"]
    if static.has_hashed_names:
        lines.append(f"add_header Cache-Control ${facts.name}_static_caching;")
    elif static.max_age is not None:
        lines.append(f'add_header Cache-Control "max-age={static.max_age}, public";')
    if static.has_compressed_files:
        lines += ["gzip_static on;", "gzip_vary on;"]
    lines += ["charset utf-8;", f"charset_types {' '.join(name for name in WITH_CHARSET if name != 'text/html')};"]
    lines += _make_fallback(facts, r"/$")
    comment = "# If nginx does not have a file, a node of another release may have it."
    return [comment, *make_block(f"location {quote_word(static.path)}", lines)]


def _make_media(facts: NginxFacts, media: MediaFolder) -> list[str]:
    root = quote_word(media.root)
    lines = [
        f"alias {root};",
        # Django's storage decides which links may be followed.
        f"disable_symlinks on {quote_word(f'from={media.root}')};",
        f"add_header Cache-Control max-age={media.max_age};",
        "add_header X-Content-Type-Options nosniff;",
    ]
    if media.has_sandbox:
        lines.append(f"add_header Content-Security-Policy ${facts.name}_sandbox;")
    lines += _make_fallback(facts, r"/(\.|$)")
    comment = "# The site decides on hidden files, links and folders."
    return [comment, *make_block(f"location {quote_word(media.path)}", lines)]


def _make_internal(facts: NginxFacts, files: InternalFolder) -> list[str]:
    kept = (
        f"add_header {name} $upstream_http_{name.lower().replace('-', '_')} always;" for name in facts.passed_headers
    )
    lines = ["internal;", f"alias {quote_word(files.root)};", *kept]
    comment = "# nginx sends a file if the site names it in X-Accel-Redirect. Requests of clients get a 404 response."
    return [comment, *make_block(f"location {quote_word(files.path)}", lines)]


def _make_fallback(facts: NginxFacts, pattern: str) -> list[str]:
    """Return the lines that pass a path to the site if it matches a pattern or nginx may not send a file for it."""
    return [
        "log_not_found off;",
        f"error_page 403 404 = {name_site(facts)};",
        *make_block(f'location ~ "{pattern}"', [_make_pass(facts)]),
    ]


def _make_streaming(facts: NginxFacts, path: str) -> list[str]:
    lines = ["proxy_request_buffering off;", "proxy_buffering off;", "proxy_read_timeout 1h;", _make_pass(facts)]
    comment = "# Not buffered: a slow client occupies a thread or process of the site."
    return [comment, *make_block(f"location {quote_word(path)}", lines)]


def _make_health(facts: NginxFacts) -> list[str]:
    lines = ["return 404;"]
    if facts.health_from:
        lines = [*(f"allow {network};" for network in facts.health_from), "deny all;", _make_pass(facts)]
    comment = "# The health probes are for the operator's machines."
    return [comment, *make_block(f"location {quote_word(facts.health_path)}", lines)]


def _make_site(facts: NginxFacts) -> Iterator[list[str]]:
    """Yield the locations of all requests for the nodes."""
    if facts.prefix:
        prefix = quote_word(facts.prefix)
        yield make_block(f"location = {prefix}", [f"return 308 {prefix}/$is_args$args;"])
        yield make_block("location /", ["return 404;"])
    yield make_block(f"location {quote_word(f'{facts.prefix}/')}", [_make_pass(facts)])
    if facts.static or facts.media:
        yield make_block(f"location {name_site(facts)}", [_make_pass(facts)])


def _make_down(facts: NginxFacts) -> list[str]:
    """Return the location of the response while no node answers."""
    lines = [
        "internal;",
        "default_type text/html;",
        f"add_header Retry-After {RETRY_SECONDS} always;",
        "add_header Cache-Control no-store always;",
    ]
    if facts.maintenance_page:
        folder, _, name = facts.maintenance_page.rpartition("/")
        lines += [f"root {quote_word(folder or '/')};", f"try_files {quote_word(f'/{name}')} =503;"]
    else:
        lines.append(f'return 503 "{DOWN_PAGE}\\n";')
    return make_block(f"location {name_site(facts)}_down", lines)
