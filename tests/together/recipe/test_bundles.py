"""A bundle is the same whoever makes it, and serves wherever it is unpacked: as the manual says."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import stat
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kit.environs import make_environ
from kit.processes import PROVISIONING, run, running
from kit.users import NEEDS_ROOT, User
from twod.inifile.bundle_manifest import read_manifest

from .serving import find_free_port, get, wait_for_server

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from conftest import Block

    from .conftest import Project

    FindBlocks = Callable[..., list[Block]]

pytestmark = [pytest.mark.slow, NEEDS_ROOT]

STRANGER = User(60003)

SETUP = """\
from setuptools import setup

setup(name="shop", version="1.0", packages=["shop", "shop.tests"], package_data={"shop": ["static/*"]})
"""

SETTINGS = """\
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "shop"]
STATIC_URL = "/static/"
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
"""

URLS = """\
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse(static("a.css")))]
"""


@pytest.fixture
def shop(project: Project, manual: FindBlocks) -> Project:
    """The site of the manual's page."""
    for name, text in (
        ("setup.py", SETUP),
        ("shop/__init__.py", ""),
        ("shop/settings.py", SETTINGS),
        ("shop/urls.py", URLS),
        ("shop/static/a.css", "a {}\n"),
        ("shop/templates/forgotten.html", ""),
        ("shop/tests/__init__.py", ""),
    ):
        project.write(f"src/{name}", text)
    site = [block.text for block in manual("docs/how-to/bundle.rst", "ini") if "[bundle]" in block.text]
    project.write("site.cfg", site[0])
    head = project.buildout.settings().replace("extends = ", "extends = site.cfg ", 1)
    project.write("buildout.cfg", f"[buildout]\n{head}allow-picked-versions = true\ndevelop = src\n")
    return project


def provision(project: Project) -> str:
    return project.provision(PIP_NO_BUILD_ISOLATION="0")


def make_bundle(project: Project, umask: int = 0o022, status: int = 0) -> CompletedProcess[str]:
    command = ["sh", "-c", f'umask {umask:03o} && exec "$0"', project.directory / "bin/bundle"]
    environ = project.buildout.environ(PIP_NO_BUILD_ISOLATION="0")
    done = run(command, cwd=Path("/"), environ=environ, patience=PROVISIONING)
    assert done.returncode == status, done.stderr
    return done


def list_made(project: Project) -> dict[str, object]:
    """Return the state of the recipe's own files; develop eggs are zc.buildout's."""
    return {
        name: state
        for name, state in project.list_files().items()
        if name.startswith(("bin/", "parts/twod/", "parts/bundle/"))
    }


def leave_uncompiled(project: Project) -> None:
    """Spare a test what takes most of the time."""
    cfg = (project.directory / "site.cfg").read_text()
    project.write("site.cfg", f"{cfg}\nbytecode = false\n")


def make_read_only(directory: Path) -> None:
    for path in [directory, *directory.rglob("*")]:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~0o222)


def test_a_bundle_serves_a_stranger_from_read_only_files(shop: Project, manual: FindBlocks) -> None:
    assert [line for block in manual("docs/how-to/bundle.rst", "console") for line in block.text.splitlines()][:2] == [
        "$ bin/buildout",
        "$ bin/bundle",
    ]
    provision(shop)
    before = list_made(shop)
    provision(shop)
    assert list_made(shop) == before
    done = make_bundle(shop)
    archive = shop.directory / "dist/shop.tar.gz"
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert done.stdout.startswith(f"{archive}: ")
    assert done.stdout.endswith(f" MiB, sha256 {digest}\n")
    warning = "shop: its wheel lacks 1 files beside its modules: shop/templates/forgotten.html; see package_data\n"
    assert done.stderr == warning
    root = shop.directory.parent / "srv/the shop/releases/1"
    root.mkdir(parents=True)
    unpacked = run(["tar", "xf", archive], cwd=root, environ=make_environ())
    assert unpacked.returncode == 0, unpacked.stderr
    judge_content(root, manual)
    environ = make_environ(SECRET_KEY="s" * 50, DATABASE_URL="sqlite:///:memory:")
    port = find_free_port()
    environ = {name: value for name, value in environ.items() if name != "HOME"} | {"TWOD_PYTHON": ""}
    (root.parent.parent / "current").symlink_to("releases/1")
    shutil.rmtree(shop.directory)
    ini = root / "parts/twod/prod.ini"
    text = ini.read_text()
    assert "listen = 127.0.0.1:8080\n" in text
    ini.write_text(text.replace("127.0.0.1:8080", f"127.0.0.1:{port}"))
    make_read_only(root)
    stranger = STRANGER.make_command(root)
    checked = run([*stranger, root / "bin/manage-prod", "check"], cwd=Path("/"), environ=environ)
    assert checked.returncode == 0, checked.stderr
    server = [*stranger, root.parent.parent / "current/bin/serve-prod"]
    with running(server, cwd=Path("/"), environ=environ, end_by=signal.SIGTERM) as process:
        wait_for_server(process, port)
        address = get(port, "/", Host="example.com")
        assert address.startswith("/static/a.")
        assert get(port, address, Host="example.com") == "a {}\n"


def test_files_of_variables_are_the_hosts_and_in_no_bundle(shop: Project, tmp_path: Path) -> None:
    leave_uncompiled(shop)
    hosts, unpacked = tmp_path / "etc/env", tmp_path / "unpacked"
    shop.write("more/.env", "DATABASE_URL=sqlite:///hunter2\n")
    shop.write("more/readme", "")
    cfg = (shop.directory / "site.cfg").read_text()
    listed = f"[prod]\nenvironment-file =\n    {hosts}\n    -more/.env\n"
    shop.write("site.cfg", cfg.replace("[prod]\n", listed) + "include = more\n")
    assert f"[prod] environment-file: cannot read {hosts}" in provision(shop)
    make_bundle(shop)
    with tarfile.open(shop.directory / "dist/shop.tar.gz") as opened:
        opened.extractall(unpacked, filter="data")
    shutil.rmtree(shop.directory)
    assert [path.name for path in (unpacked / "more").iterdir()] == ["readme"]
    assert (unpacked / "parts/twod/static/staticfiles.json").is_file()
    command = [unpacked / "bin/twod", "settings", unpacked / "parts/twod/prod.ini", "DATABASES"]
    refused = run(command, cwd=Path("/"), environ=make_environ())
    assert f"cannot read {hosts}: no such file or directory" in refused.stderr
    hosts.parent.mkdir()
    hosts.write_text(f"SECRET_KEY={'s' * 50}\nDATABASE_URL=sqlite:////srv/db.sqlite3\n")
    shown = run(command, cwd=Path("/"), environ=make_environ())
    assert f"environment variable DATABASE_URL of {hosts}:2" in shown.stdout


def test_a_bundle_is_released_by_its_own_command(shop: Project, tmp_path: Path) -> None:
    provision(shop)
    make_bundle(shop)
    archive, host, unpacked = tmp_path / "shop.tar.gz", tmp_path / "the host", tmp_path / "unpacked"
    shutil.move(shop.directory / "dist/shop.tar.gz", archive)
    shutil.rmtree(shop.directory)
    with tarfile.open(archive) as opened:
        opened.extractall(unpacked, filter="data")
    environ = make_environ(SECRET_KEY="s" * 50, DATABASE_URL=f"sqlite:///{host}/shared/var/twod/db.sqlite3")
    command = [unpacked / "bin/twod", "release", archive, "--to", host, "--no-reload"]
    released = run(command, cwd=Path("/"), environ=environ, merged=True)
    assert released.returncode == 0, released.stdout
    shutil.rmtree(unpacked)
    listed = run([host / "current/bin/twod", "releases"], cwd=Path("/"), environ=environ)
    assert listed.stdout.split()[1:] == ["current", "shop.tar.gz"]
    assert (host / "current/bin/serve-prod").is_file()


def judge_content(root: Path, manual: FindBlocks) -> None:
    """Judge what is in an unpacked bundle, and what is not."""
    (shown,) = (block.text for block in manual("docs/how-to/bundle.rst", "text"))
    tops = {line.split("/")[0].split()[0] for line in shown.splitlines()}
    assert {path.name for path in root.iterdir()} == tops
    manifest = read_manifest((root / "manifest.json").read_bytes())
    files = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert manifest.files.keys() == files - {"manifest.json"}
    for name in ("bin/serve-prod", "parts/twod/prod.ini"):
        assert manifest.files[name] == hashlib.sha256((root / name).read_bytes()).hexdigest()
    assert manifest.environments == {"prod": "parts/twod/prod.ini"}
    assert (manifest.project, manifest.part, manifest.var) == ("shop", "twod", ("var/twod",))
    assert manifest.versions["shop"] == "1.0"
    assert manifest.versions.keys().isdisjoint({"pip", "zc-buildout", "twod-recipe"})
    assert "parts/twod/static/staticfiles.json" in files
    assert [name for name in files if "/tests/" in name or "dev" in Path(name).name.split("-")] == []
    place = str(root.parents[3] / "project").encode()
    assert [name for name in files if place in (root / name).read_bytes()] == []


def test_two_trees_make_the_same_bundle(shop: Project, tmp_path: Path) -> None:
    """By another umask, of files with other times, below another directory."""
    leave_uncompiled(shop)
    provision(shop)
    make_bundle(shop)
    first = (shop.directory / "dist/shop.tar.gz").read_bytes()
    other = tmp_path / "another" / "clone"
    shutil.copytree(
        shop.directory, other, ignore=shutil.ignore_patterns("bin", "parts", "develop-eggs", "dist", ".installed.cfg")
    )
    for path in other.rglob("*"):
        os.utime(path, (0, 0))
    shop.directory = other
    provision(shop)
    make_bundle(shop, 0o077)
    assert (other / "dist/shop.tar.gz").read_bytes() == first


def test_settings_that_need_a_variable_of_the_host_can_have_a_stand_in(shop: Project) -> None:
    shop.write("src/shop/settings.py", f"import os\nREGION = os.environ['REGION']\n{SETTINGS}")
    leave_uncompiled(shop)
    provision(shop)
    done = make_bundle(shop, status=1)
    assert done.stderr.splitlines()[1].startswith("bundle: [prod] its settings need variables that only a host has")
    assert "REGION" in done.stderr
    assert [path.name for path in (shop.directory / "dist").iterdir()] == []
    cfg = (shop.directory / "site.cfg").read_text()
    shop.write("site.cfg", f"{cfg}\nenvironment-vars = REGION = eu\n")
    provision(shop)
    make_bundle(shop)
    shop.provision("buildout:parts=twod", PIP_NO_BUILD_ISOLATION="0")
    assert not (shop.directory / "parts/bundle").exists()
    assert not (shop.directory / "bin/bundle").exists()
    assert (shop.directory / "dist/shop.tar.gz").exists()
