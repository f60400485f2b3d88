"""A site with well-known applications in it, on an ini, served by real servers."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from kit.environs import make_python_environ
from kit.processes import RunningProcess, run
from kit.servers import serving as serving_process

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = Path(__file__).parent / "site"

#: Who there is. The first is not in ASCII, so that nothing is right by luck; Mercurial sends no such name.
NAMES = ["zoë", "alice"]
PASSWORD = "secret"


class RunningSite:
    """A site that a server is serving."""

    def __init__(self, url: str, home: Path, process: RunningProcess) -> None:
        self.url = url
        self.home = home
        self.process = process

    @contextmanager
    def connect(self, *, signed_in: bool = True, name: str = NAMES[0]) -> Iterator[httpx.Client]:
        """Give a browser: it keeps cookies, and has signed in by the site's own page."""
        with httpx.Client(base_url=self.url, timeout=30, trust_env=False) as client:
            if signed_in:
                client.get("/admin/login/")
                form = {"username": name, "password": PASSWORD, "next": "/flask/"}
                form["csrfmiddlewaretoken"] = client.cookies["csrftoken"]
                assert client.post("/admin/login/", data=form).status_code == 302
            yield client


def environ(home: Path) -> dict[str, str]:
    return make_python_environ(SITE, EMBEDDING_SITE_INI=str(home / "site.ini"), HGRCPATH="")


@pytest.fixture(scope="session")
def embedding_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site that is set up: its ini, its database with a user, a repository, empty folders."""
    home = tmp_path_factory.mktemp("embedding")
    script = home / "script.cgi"
    script.write_text(f"#!{sys.executable}\n{(SITE / 'script.py').read_text(encoding='utf-8')}", encoding="utf-8")
    script.chmod(0o755)
    for name in ("site.ini", "more.ini"):
        shutil.copy(SITE / name, home / name)
    (home / "files").mkdir()
    trac = "from trac.admin.console import run; run()"
    for arguments in (
        ["-m", "kit.set_up_site", "site.ini", PASSWORD, *NAMES],
        ["-m", "mercurial", "init", "repository"],
        ["-c", trac, "trac", "initenv", "Shop", "sqlite:db/trac.db"],
    ):
        done = run([sys.executable, *arguments], cwd=home, environ=environ(home), merged=True)
        assert done.returncode == 0, done.stdout
    (home / "repository" / ".hg" / "hgrc").write_text("[web]\nallow-push = *\npush_ssl = false\n", encoding="ascii")
    return home


@contextmanager
def serving(home: Path, module: str, *arguments: str) -> Iterator[RunningSite]:
    """Run a server until the block is left; as a module, for a script may be where another Python is."""
    command = [sys.executable, "-m", module, *arguments]
    with serving_process(command, cwd=home, environ=environ(home)) as (address, process):
        yield RunningSite(address, home, process)


@pytest.fixture(scope="session")
def site(embedding_home: Path) -> Iterator[RunningSite]:
    """The site behind gunicorn."""
    application = "twod.wsgi.loading:load_application('site.ini')"
    options = ["--bind=127.0.0.1:0", "--worker-class=gthread", "--threads=8", "--no-control-socket"]
    with serving(embedding_home, "gunicorn", *options, application) as running:
        yield running


@pytest.fixture(scope="session")
def asgi_site(embedding_home: Path) -> Iterator[RunningSite]:
    """The same site behind uvicorn."""
    options = ["--host=127.0.0.1", "--port=0", "--lifespan=off"]
    with serving(embedding_home, "uvicorn", *options, "embedding_site.asgi:application") as running:
        yield running


@pytest.fixture(scope="session")
def waitress_site(embedding_home: Path) -> Iterator[RunningSite]:
    """The same site behind waitress."""
    with serving(embedding_home, "kit.waitress_server", "site.ini") as running:
        yield running


@pytest.fixture(params=["site", "asgi_site", "waitress_site"], ids=["gunicorn", "uvicorn", "waitress"])
def every_site(request: pytest.FixtureRequest) -> RunningSite:
    """The site behind each of the servers."""
    running: RunningSite = request.getfixturevalue(request.param)
    return running


@pytest.fixture
def browser(site: RunningSite) -> Iterator[httpx.Client]:
    """A browser that has signed in."""
    with site.connect() as client:
        yield client
