"""A site, and the servers that can serve its ini, each started for real on a free port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

FILES = {
    "prod.ini": """
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

        [server:main]
        use = egg:waitress
        listen = 127.0.0.1:PORT

        [loggers]
        keys = root

        [handlers]
        keys = console

        [formatters]
        keys = plain

        [logger_root]
        level = INFO
        handlers = console

        [handler_console]
        class = StreamHandler
        args = ()
        formatter = plain

        [formatter_plain]
        format = LOGGED %(name)s %(message)s
    """,
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
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        for name, text in FILES.items():
            self.write(name, textwrap.dedent(text).lstrip("\n").replace("PORT", str(self.port)))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def write(self, name: str, text: str) -> Path:
        path = self.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    @contextmanager
    def served(self, *command: str | Path, ready: str):
        """Run a server as long as the block; gives the lines that it prints, all of them only behind the block.

        :param ready: what stands in the line that it prints when it can be asked.
        """
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "TWOD_"))}
        with subprocess.Popen(
            command,
            cwd=self.home,
            env=clean | {"PYTHONPATH": str(self.home), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as server:
            watchdog = threading.Timer(60, os.killpg, (server.pid, signal.SIGKILL))
            watchdog.start()
            lines: list[str] = []
            try:
                for line in server.stdout or ():
                    lines.append(line)
                    if ready in line:
                        break
                else:
                    pytest.fail("The server ended:\n" + "".join(lines))
                yield lines
            finally:
                os.killpg(server.pid, signal.SIGINT)
                lines += server.stdout or ()
                watchdog.cancel()


#: The page that these tests are about.
PAGE = "docs/deployment.rst"


@pytest.fixture
def site(manual):
    """The site, with the module that the manual shows."""
    (module,) = manual(PAGE, "python")
    with tempfile.TemporaryDirectory(prefix="twod-servers-") as home:
        Path(home).chmod(0o755)
        site = Site(Path(home))
        site.write("shop_wsgi.py", module.text)
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
    page = Path(__file__).parents[2].joinpath(PAGE).read_text(encoding="utf-8")

    def command(shown: str, distribution: str) -> list[str | Path]:
        """:param distribution: what has to be installed for it."""
        assert f"``{shown}``" in page
        name, *arguments = shown.replace("127.0.0.1:8080", site.address).split()
        return [find_script(name, distribution), *arguments]

    return command
