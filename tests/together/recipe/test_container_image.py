"""The image of a site, whose steps run for real, where no Docker is needed."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kit.container_builder import Job
from kit.containers import Container, start_container
from kit.dockerfiles import read_steps
from kit.ports import find_free_port
from kit.servers import fetch
from kit.users import NEEDS_ROOT

if TYPE_CHECKING:
    from .conftest import Project

pytestmark = [NEEDS_ROOT, pytest.mark.slow]

USER = 10001

CFG = """\
[buildout]
extends = versions.cfg
parts = twod bundle container
relative-paths = true
allow-picked-versions = true
newest = false
index = ${{buildout:directory}}/empty-index
find-links = ${{buildout:directory}}/wheels

[twod]
recipe = twod.recipe
eggs =
extra-paths = src
environments = prod
settings = pages.settings

[prod]
http-address = 0.0.0.0:{port}
health = /-/
secret-key = cred:secret-key
ALLOWED_HOSTS = localhost 127.0.0.1 www.example.com
DATABASES.default = sqlite:///${{twod:var}}/db.sqlite3
STATIC_ROOT = ${{twod:location}}/static
INSTALLED_APPS.append = pages

[bundle]
recipe = twod.recipe:bundle
name = shop

[container]
recipe = twod.recipe:container
image = registry.example.com/shop:1.4
{options}
"""
SETTINGS = """
ROOT_URLCONF = "pages.urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.staticfiles"]
STATIC_URL = "static/"
"""


def write_site(project: Project, port: int, options: str) -> None:
    """Write a site that can be provisioned from its own directory alone."""
    home = project.directory
    project.write("buildout.cfg", CFG.format(port=port, options=options))
    project.write("src/pages/settings.py", SETTINGS)
    project.write("src/pages/static/pages/site.css", "body { margin: 0 }\n")
    for name in ("__init__.py", "urls.py"):
        shutil.move(home / "pages" / name, home / "src" / "pages" / name)
    shutil.rmtree(home / "pages")
    for name in ("bootstrap.py", "versions.cfg"):
        shutil.copy2(project.buildout.home / name, home)
    (home / "empty-index").mkdir()
    shutil.copytree(project.buildout.wheels, home / "wheels", copy_function=os.link)


def make_job(project: Project, tmp_path: Path) -> Job:
    """Return what to build: without the pip.conf, nothing could be fetched before buildout is there."""
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "secret-key").write_text("for this test alone, and for nothing that anybody else would want to sign")
    configuration = tmp_path / "pip.conf"
    configuration.write_text("[global]\nno-index = true\nfind-links = /build/wheels\n", encoding="utf-8")
    (tmp_path / "work").mkdir()
    return Job(
        dockerfile=str(project.directory / "parts" / "container" / "Dockerfile"),
        context=str(project.directory),
        work=str(tmp_path / "work"),
        build_secrets={"pip-conf": str(configuration)},
        secrets=str(secrets),
        volumes=["/srv/shop/var/twod"],
        environ={},
    )


def check_container(container: Container, dockerfile: Path, port: int) -> None:
    """Check what an operator expects of a container."""

    def call(*command: str) -> tuple[int, str]:
        done = container.call(*command, user=USER)
        return done.returncode, done.stdout

    assert fetch(f"http://127.0.0.1:{port}/").text == "/"
    assert fetch(f"http://127.0.0.1:{port}/static/pages/site.css").status == 200
    assert call("id", "-u", "-n") == (0, "site\n")
    assert "serve-prod" in call("cat", "/proc/1/cmdline")[1]
    for place in ("/srv/shop/x", "/usr/local/x", "/x"):
        assert "Read-only file system" in call("touch", place)[1]
    for module in ("pip", "ensurepip", "zc.buildout"):
        assert "No module named" in call("python", "-m", module)[1]
    for place in ("/build", "/srv/shop/bin/buildout", "/srv/shop/.venv"):
        assert "No such file" in call("ls", place)[1]
    setup = ("/srv/shop/bin/twod", "setup-app", "/srv/shop/parts/twod/prod.ini", "--no-static")
    assert [call(*setup, "--check")[0], call(*setup)[0], call(*setup, "--check")[0]] == [1, 0, 0]
    assert fetch(f"http://127.0.0.1:{port}/-/ready").status == 200
    for step in read_steps(dockerfile.read_text(encoding="utf-8")):
        if step.keyword == "HEALTHCHECK":
            assert call(*json.loads(step.rest.removeprefix("CMD "))) == (0, "")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("options", ["", "from-bundle = true"])
def test_the_image_serves_the_site_and_ends_well(project: Project, tmp_path: Path, options: str) -> None:
    port = find_free_port()
    write_site(project, port, options)
    run = project.buildout.run(project.directory, f"buildout:eggs-directory={project.buildout.eggs}")
    assert run.returncode == 0, run.stdout
    if options:
        project.call("bundle")
    job = make_job(project, tmp_path)
    with start_container(job, "Serving") as container:
        check_container(container, Path(job.dockerfile), port)
        container.stop()
        assert container.process.ends_within(30)
    assert container.process.status == 0
