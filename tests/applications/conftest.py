"""A site with well-known applications in it, on an ini, served by real servers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SITE = Path(__file__).parent / "site"
LISTENS = re.compile(r"(?:Listening at:|running on) (http://[\w.:]+)")

#: Who there is. The first is not in ASCII, so that nothing is right by luck; Mercurial sends no such name.
NAMES = ["zoë", "alice"]
PASSWORD = "secret"


class RunningSite:
    """A site that a server is serving."""

    def __init__(self, url: str, home: Path, process: subprocess.Popen[str]) -> None:
        self.url = url
        self.home = home
        self.process = process
        self.output: list[str] = []

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
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "TWOD_"))}
    return clean | {
        "PYTHONPATH": os.pathsep.join([str(SITE), *filter(None, sys.path)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "EMBEDDING_SITE_INI": str(home / "site.ini"),
        "HGRCPATH": "",
    }


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
    setup = (
        "import os, django\n"
        "from twod.wsgi.config import configure\n"
        "configure(os.environ['EMBEDDING_SITE_INI'])\n"
        "django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from django.contrib.auth.models import User\n"
        f"for name in {NAMES!r}: User.objects.create_user(name, password={PASSWORD!r}, is_staff=True)\n"
    )
    subprocess.run([sys.executable, "-c", setup], env=environ(home), check=True)
    subprocess.run([sys.executable, "-m", "mercurial", "init", home / "repository"], env=environ(home), check=True)
    command = [sys.executable, "-c", "from trac.admin.console import run; run()", home / "trac"]
    subprocess.run([*command, "initenv", "Shop", "sqlite:db/trac.db"], env=environ(home), check=True)
    (home / "repository" / ".hg" / "hgrc").write_text("[web]\nallow-push = *\npush_ssl = false\n", encoding="ascii")
    return home


@contextmanager
def serving(home: Path, module: str, *arguments: str) -> Iterator[RunningSite]:
    """Run a server until the block is left; as a module, for a script may be where another Python is."""
    command = [sys.executable, "-m", module, *arguments]
    process = subprocess.Popen(
        command, env=environ(home), cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if found := LISTENS.search(line):
                break
        else:
            pytest.fail("".join(lines))
        site = RunningSite(found[1], home, process)
        # A full pipe would stop the server.
        reader = threading.Thread(target=lambda: site.output.extend(process.stdout or ()), daemon=True)
        reader.start()
        yield site
    finally:
        process.terminate()
        process.wait(30)
        reader.join(30)
        process.stdout.close()


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


@pytest.fixture
def browser(site: RunningSite) -> Iterator[httpx.Client]:
    """A browser that has signed in."""
    with site.connect() as client:
        yield client
