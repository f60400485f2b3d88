"""``twod.recipe:nginx`` and ``:haproxy`` with a site of the same buildout, that of docs/how-to/proxies.rst."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import make_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Block

    from kit.buildouts import Buildout

    from .conftest import Project

pytestmark = pytest.mark.slow

PAGE = "docs/how-to/proxies.rst"


@pytest.fixture(scope="module")
def provisioned(
    tmp_path_factory: pytest.TempPathFactory, buildout: Buildout, manual: Callable[..., list[Block]]
) -> Project:
    """The buildout of the page, with a site in a tree of its own."""
    project = make_project(tmp_path_factory.mktemp("proxies") / "project", buildout)
    whole, _ = manual(PAGE, "ini")
    text = whole.text.replace("[buildout]\n", f"[buildout]\n{buildout.settings()}allow-picked-versions = true\n")
    project.write("buildout.cfg", text.replace("eggs = shop", "eggs =\nextra-paths = .\nROOT_URLCONF = pages.urls"))
    printed = project.provision()
    assert "WARNING" not in printed.upper()
    return project


def test_the_files_have_what_the_site_says_of_itself(provisioned: Project, manual: Callable[..., list[Block]]) -> None:
    (include,) = manual(PAGE, "nginx")
    name = include.text.strip().removeprefix("include /srv/shop/current/").removesuffix(";")
    nginx = provisioned.directory.joinpath(name).read_text(encoding="utf-8")
    for line in (
        "server 10.0.0.11:8080 max_fails=0;",
        "server 10.0.0.12:8080 max_fails=0;",
        "server_name www.example.com;",
        "listen 443 ssl http2;",
        "location /static/ {",
        f"alias {provisioned.directory}/parts/twod/static/;",
        "location /-/ {",
    ):
        assert f"{line}\n" in nginx, line
    haproxy = (provisioned.directory / "parts/haproxy/haproxy.cfg").read_text(encoding="utf-8")
    for line in (
        "server web1 10.0.0.11:8080",
        "http-check send meth GET uri /-/ready ver HTTP/1.1 hdr Host www.example.com",
        "default-server check inter 1660ms fall 2 rise 2",
    ):
        assert f"{line}\n" in haproxy, line


def test_a_second_run_changes_nothing_and_a_changed_setting_changes_its_lines(provisioned: Project) -> None:
    before = provisioned.list_files()
    provisioned.provision()
    assert provisioned.list_files() == before
    text = (provisioned.directory / "buildout.cfg").read_text(encoding="utf-8")
    provisioned.write("buildout.cfg", text.replace("STATIC_URL = static/", "STATIC_URL = files/"))
    provisioned.provision()
    nginx = (provisioned.directory / "parts/nginx/twod-prod.conf").read_text(encoding="utf-8")
    assert "location /files/ {\n" in nginx
    provisioned.write("buildout.cfg", text.replace("parts = twod nginx haproxy", "parts = twod"))
    provisioned.provision()
    assert not (provisioned.directory / "parts/nginx").exists()
    assert not (provisioned.directory / "parts/haproxy").exists()
    provisioned.write("buildout.cfg", text)


def test_a_wrong_setting_leaves_the_files_as_they_are(provisioned: Project) -> None:
    provisioned.provision()
    before = provisioned.list_files()
    text = (provisioned.directory / "buildout.cfg").read_text(encoding="utf-8")
    provisioned.write("buildout.cfg", text.replace("www.example.com", "www.example.com;evil"))
    message = provisioned.fail()
    assert "[nginx] server-name: ALLOWED_HOSTS has 'www.example.com;evil', which is not a host name" in message
    after = provisioned.list_files()
    provisioned.write("buildout.cfg", text)
    del before["buildout.cfg"], after["buildout.cfg"]
    assert after == before
