"""A site, and the servers that can serve its ini, each started for real on a free port."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit.environs import make_environ
from kit.inis import LOGGING, make_server
from kit.ports import find_free_port
from kit.processes import RunningProcess, running
from kit.sites import write_file, write_files

PROD = """\
[DEFAULT]
debug = false

[composite:main]
use = egg:twod.wsgi#full_django
django_app = django

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone
ALLOWED_HOSTS = 127.0.0.1
DATABASES.default = sqlite:///%(here)s/db.sqlite3
MEDIA_ROOT = %(here)s/media
MEDIA_URL = media/

"""
FILES = {
    "shop_urls.py": """
        import logging
        from django.http import HttpResponse
        from django.urls import path, reverse
        from django.views.decorators.csrf import csrf_exempt

        @csrf_exempt
        def echo(request, name=""):
            logging.getLogger("shop").info("asked for %s", request.path)
            return HttpResponse(f"{request.method} {name} {len(request.body)} {reverse('home')}")

        def tell_origin(request):
            return HttpResponse(f"{request.scheme}://{request.get_host()} {request.META['REMOTE_ADDR']}")

        urlpatterns = [path("", echo, name="home"), path("origin", tell_origin), path("<name>", echo)]
    """,
    "media/digits.txt": "0123456789",
}


class Site:
    """The files of the site, in a directory that other users may read, and the port that it is to be served at."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = find_free_port()
        write_files(home, FILES | {"prod.ini": f"{PROD}{make_server(self.port)}\n{LOGGING}"})

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def write(self, name: str, text: str) -> Path:
        return write_file(self.home / name, text)

    @contextmanager
    def served(self, *command: str | Path, ready: str) -> Iterator[RunningProcess]:
        """Run a server as long as the block; gives its process, which has all that it printed behind the block.

        :param ready: what stands in the line that it prints when it can be asked.
        """
        with running(command, cwd=self.home, environ=make_environ(PYTHONPATH=str(self.home))) as server:
            server.wait_for(ready)
            yield server


#: The pages that these tests are about.
PAGE = "docs/how-to/deployment.rst"
ASGI_PAGE = "docs/how-to/asgi.rst"
SIGNALS_PAGE = "docs/reference/signals.rst"


@pytest.fixture
def site(manual):
    """The site, with the modules that the manual shows."""
    (wsgi,) = manual(PAGE, "python")
    asgi, *_ = manual(ASGI_PAGE, "python")
    with tempfile.TemporaryDirectory(prefix="twod-servers-") as home:
        Path(home).chmod(0o755)
        site = Site(Path(home))
        site.write("shop_wsgi.py", wsgi.text)
        site.write("shop_asgi.py", asgi.text)
        yield site


def find_script(name: str, distribution: str) -> Path:
    """The console script of a distribution that has to be installed for these tests."""
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        pytest.fail(f"{path} is not there: these tests need {distribution} (tox -e servers installs it)")
    return path


@pytest.fixture
def command(site):
    """A command line of the manual, as words, at the site's own address."""
    root = Path(__file__).parents[2]
    pages = [root.joinpath(page).read_text(encoding="utf-8") for page in (PAGE, ASGI_PAGE, SIGNALS_PAGE)]

    def command(shown: str, distribution: str) -> list[str | Path]:
        """:param distribution: what has to be installed for it."""
        assert any(f"``{shown}``" in page for page in pages)
        here = shown.replace("127.0.0.1:8080", site.address).replace("--port 8080", f"--port {site.port}")
        name, *arguments = here.split()
        return [find_script(name, distribution), *arguments]

    return command
