"""The locations of a site in nginx."""

from __future__ import annotations

from twod.recipe.engines.nginx.nginx_facts import InternalFolder, MediaFolder, NginxFacts, StaticFolder
from twod.recipe.engines.nginx.nginx_locations import make_locations, name_site

SITE = NginxFacts("shop", ("127.0.0.1:8080",))


def find_location(facts: NginxFacts, head: str) -> list[str]:
    """Return the lines inside of a location; none when there is no such location."""
    for lines in make_locations(facts):
        if f"location {head} {{" in lines:
            return [line.strip() for line in lines[lines.index(f"location {head} {{") + 1 : -1]]
    return []


def test_a_site_alone_goes_to_the_nodes() -> None:
    assert find_location(SITE, "/") == ["proxy_pass http://$shop_nodes;"]
    assert find_location(SITE._replace(keepalive=0), "/") == ["proxy_pass http://shop;"]
    assert len(list(make_locations(SITE))) == 2
    assert name_site(SITE) == "@shop"


def test_static_files_are_kept_as_long_as_their_names_allow() -> None:
    static = StaticFolder("/static/", "/srv/static/", 60)
    lines = find_location(SITE._replace(static=static), "/static/")
    assert lines[:2] == ["alias /srv/static/;", 'add_header Cache-Control "max-age=60, public";']
    assert "gzip_static on;" not in lines
    lines = find_location(SITE._replace(static=static._replace(max_age=None)), "/static/")
    assert not any("Cache-Control" in line for line in lines)
    static = static._replace(has_hashed_names=True, has_compressed_files=True)
    lines = find_location(SITE._replace(static=static), "/static/")
    assert "add_header Cache-Control $shop_static_caching;" in lines
    assert "gzip_static on;" in lines


def test_what_is_no_file_goes_to_the_site() -> None:
    facts = SITE._replace(static=StaticFolder("/s/", "/s/"), media=MediaFolder("/m/", "/m/"))
    for path in ("/s/", "/m/"):
        assert "error_page 403 404 = @shop;" in find_location(facts, path)
    assert find_location(facts, "@shop") == ["proxy_pass http://$shop_nodes;"]


def test_media_files_have_the_headers_that_the_site_gives_them() -> None:
    media = MediaFolder("/media/", "/srv/my media/", 60)
    lines = find_location(SITE._replace(media=media), "/media/")
    assert lines[:5] == [
        'alias "/srv/my media/";',
        'disable_symlinks on "from=/srv/my media/";',
        "add_header Cache-Control max-age=60;",
        "add_header X-Content-Type-Options nosniff;",
        "add_header Content-Security-Policy $shop_sandbox;",
    ]
    lines = find_location(SITE._replace(media=media._replace(has_sandbox=False)), "/media/")
    assert not any("Content-Security-Policy" in line for line in lines)


def test_folders_for_the_site_to_send_from_are_internal() -> None:
    facts = SITE._replace(internals=(InternalFolder("/-/files/", "/srv/files/"),), passed_headers=("X-Frame-Options",))
    assert find_location(facts, "/-/files/") == [
        "internal;",
        "alias /srv/files/;",
        "add_header X-Frame-Options $upstream_http_x_frame_options always;",
    ]


def test_nothing_is_buffered_where_it_streams() -> None:
    lines = find_location(SITE._replace(streaming=("/events",)), "/events")
    assert {"proxy_buffering off;", "proxy_request_buffering off;"} < set(lines)


def test_probes_are_for_nobody_or_for_networks() -> None:
    facts = SITE._replace(health_path="/-/")
    assert find_location(facts, "/-/") == ["return 404;"]
    lines = find_location(facts._replace(health_from=("10.0.0.0/8",)), "/-/")
    assert lines == ["allow 10.0.0.0/8;", "deny all;", "proxy_pass http://$shop_nodes;"]


def test_a_site_below_a_path_has_nothing_above_it() -> None:
    facts = SITE._replace(prefix="/shop")
    assert find_location(facts, "/") == ["return 404;"]
    assert find_location(facts, "= /shop") == ["return 308 /shop/$is_args$args;"]
    assert find_location(facts, "/shop/") == ["proxy_pass http://$shop_nodes;"]


def test_a_page_of_ones_own_is_sent_while_no_node_answers() -> None:
    assert "root /srv/shop;" in find_location(SITE._replace(maintenance_page="/srv/shop/down.html"), "@shop_down")
    assert "try_files /down.html =503;" in find_location(
        SITE._replace(maintenance_page="/srv/shop/down.html"), "@shop_down"
    )
    assert any("Retry-After" in line for line in find_location(SITE, "@shop_down"))
