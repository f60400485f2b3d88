"""Each line that a server or a worker writes is JSON, if the ini says so: docs/how-to/logging.rst."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.ports import find_free_port
from kit.processes import PATIENCE
from kit.redis_server import running_redis
from kit.servers import fetch
from kit.sites import write_files

PAGE = "docs/how-to/logging.rst"
FILES = {
    "shop_urls.py": """
        import logging, sys, warnings
        from django.http import HttpResponse, StreamingHttpResponse
        from django.urls import path
        from twod.wsgi import mount

        log = logging.getLogger("shop")

        def make_noise(request):
            log.info("asked")
            print("printed")
            print("on the other stream", file=sys.stderr)
            warnings.warn("old code")
            return HttpResponse("noise")

        def fail(request):
            raise RuntimeError("broken")

        def stream(request):
            def make_parts():
                for number in range(3):
                    log.info("part %s", number)
                    yield b"x" * 1000
            return StreamingHttpResponse(make_parts())

        def send(request):
            from shop_tasks import add
            return HttpResponse(add.delay(1, 2).id)

        def wiki(environ, start_response):
            environ["wsgi.errors"].write("the wiki complains\\n")
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [environ["HTTP_X_REQUEST_ID"].encode()]

        urlpatterns = [
            path("", make_noise),
            path("fail", fail),
            path("stream", stream),
            path("send", send),
            mount("wiki/", wiki),
        ]
    """,
    "shop_wsgi.py": """
        from pathlib import Path
        from twod.wsgi.loading import load_application

        application = load_application(Path(__file__).with_name("prod.ini"))
    """,
    "shop_asgi.py": """
        from pathlib import Path
        from twod.wsgi.loading import load_asgi_application

        application = load_asgi_application(Path(__file__).with_name("prod.ini"))
    """,
    # bin/paster of a buildout.
    "paster.py": """
        import sys
        from twod.wsgi.commands.pastescript.paster import main

        if __name__ == "__main__":
            sys.exit(main())
    """,
    # A script of a buildout's scripts-with-settings, for the module and the callable that come first.
    "bound.py": """
        import sys
        from twod.wsgi.commands.console_script import run_console_script

        if __name__ == "__main__":
            module, name = sys.argv.pop(1), sys.argv.pop(1)
            sys.exit(run_console_script("prod.ini", module, name))
    """,
    "shop_tasks.py": """
        import logging
        from celery import Celery
        from django.conf import settings

        app = Celery("shop", broker=settings.BROKER)

        @app.task
        def add(a, b):
            logging.getLogger("shop").info("adding")
            print("printed by the task")
            return a + b
    """,
}
SITE = """\
[DEFAULT]
debug = false
twod.types = BROKER:str

{pipeline}
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
ALLOWED_HOSTS = 127.0.0.1
BROKER = {broker}

[server:main]
{server}

{logging}
"""
#: The servers that an ini names, and the option of their addresses.
SERVERS = {
    "waitress": "use = egg:waitress\nlisten = {address}",
    "paste": "use = egg:Paste#http\nhost = 127.0.0.1\nport = {port}",
    "gunicorn": "use = egg:gunicorn#main\nbind = {address}",
}
PATHS = ("", "missing", "fail", "stream", "wiki/page")


class Program(NamedTuple):
    """The files that the streams of a program lead to."""

    stdout: Path
    stderr: Path

    def has_written(self, text: str) -> bool:
        return any(text in file.read_text() for file in self)

    def parse(self) -> list[dict[str, Any]]:
        """Return the objects that its lines are, those of standard output first."""
        return [each for file in self for each in parse(file.read_text().splitlines())]


class Site:
    """The files of a site, whose log is JSON as the manual has it."""

    def __init__(self, home: Path, manual: Any) -> None:
        _, self.uwsgi, self.text, pipeline, self.of_django, sections = (block.text for block in manual(PAGE, "ini"))
        self.home = home
        self.port = find_free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.pipeline = pipeline.partition("ROOT_URLCONF")[0].strip()
        self.logging = sections
        write_files(home, FILES)
        self.write_ini()

    def write_ini(self, server: str = "waitress", broker: str = "memory://") -> None:
        named = SERVERS[server].format(address=self.address, port=self.port)
        text = SITE.format(pipeline=self.pipeline, server=named, logging=self.logging, broker=broker)
        write_files(self.home, {"prod.ini": text})

    @contextmanager
    def running(self, *command: str) -> Iterator[Program]:
        """Run a program as long as a block lasts, and end it by SIGTERM; it has written everything behind the block."""
        program = Program(*(self.home / f"{len(list(self.home.iterdir()))}.{name}" for name in ("stdout", "stderr")))
        with (
            program.stdout.open("w") as out,
            program.stderr.open("w") as err,
            subprocess.Popen(
                [sys.executable, *command],
                cwd=self.home,
                env=self.environ,
                stdout=out,
                stderr=err,
                start_new_session=True,
            ) as process,
        ):
            try:
                yield program
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(PATIENCE)
                finally:
                    with suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGKILL)

    @property
    def environ(self) -> dict[str, str]:
        return make_environ(PYTHONPATH=str(self.home))

    def is_there(self) -> bool:
        try:
            return fetch(f"http://{self.address}/missing").status == 404
        except OSError:
            return False

    def visit(self) -> None:
        wait_until(self.is_there, "the site does not answer")
        for path in PATHS:
            answer = fetch(f"http://{self.address}/{path}", x_request_id=f"of/{path}")
            assert answer.headers["X-Request-ID"] == f"of/{path}"
        assert answer.text == "of/wiki/page"


@pytest.fixture
def site(tmp_path: Path, manual: Any) -> Site:
    return Site(tmp_path, manual)


def parse(lines: list[str]) -> list[dict[str, Any]]:
    """Return the objects that lines are; a line that is none fails."""
    objects = []
    for line in lines:
        try:
            objects.append(json.loads(line))
        except ValueError:
            pytest.fail(f"no JSON: {line!r}")
    return objects


def check_requests(records: list[dict[str, Any]]) -> None:
    """Check that each visit was logged once, with its fields."""
    visits = [record for record in records if record["logger"] == "wsgi" and record["request_id"].startswith("of/")]
    assert [(each["path"], each["status"]) for each in visits] == [
        ("/", 200),
        ("/missing", 404),
        ("/fail", 500),
        ("/stream", 200),
        ("/wiki/page", 200),
    ]
    assert {each["request_id"] for each in visits} == {f"of/{path}" for path in PATHS}
    assert visits[3]["bytes"] == 3000
    assert all(each["time"].endswith("Z") and each["milliseconds"] >= 0 for each in visits)
    assert all(each["remote"] == "127.0.0.1" and "aborted" not in each for each in visits)


def check_site(records: list[dict[str, Any]], *, prints: bool = True) -> None:
    """Check what the code of the site has logged, and what it has printed."""
    of_noise = [(each["logger"], each["message"]) for each in records if each.get("request_id") == "of/"]
    assert ("shop", "asked") in of_noise
    assert any(logger == "py.warnings" for logger, _ in of_noise)
    if prints:
        assert {("stdout", "printed"), ("stderr", "on the other stream")} <= set(of_noise)
        assert ("stderr", "the wiki complains") in [(each["logger"], each["message"]) for each in records]
    (failed,) = [each for each in records if "RuntimeError: broken" in each.get("exc_info", "")]
    assert failed["request_id"] == "of/fail"


COMMANDS = {
    "paster serve with waitress": ("waitress", ["paster.py", "serve", "prod.ini"]),
    "paster serve with Paste": ("paste", ["paster.py", "serve", "prod.ini"]),
    "paster serve with gunicorn": ("gunicorn", ["paster.py", "serve", "prod.ini"]),
    "twod serve": (
        "waitress",
        ["-c", "from twod.wsgi.commands.command_line import run_command_line as run; run()", "serve", "prod.ini"],
    ),
    "gunicorn --paste": ("waitress", ["-m", "gunicorn", "--paste", "prod.ini", "--bind", "ADDRESS"]),
    "bin/gunicorn-prod": (
        "waitress",
        [
            "bound.py",
            "gunicorn.app.wsgiapp",
            "run",
            "--bind",
            "ADDRESS",
            "twod.wsgi.loading:make_application('prod.ini')",
        ],
    ),
    "bin/granian-prod": (
        "waitress",
        ["bound.py", "granian", "cli.entrypoint", "--interface", "wsgi", "--port", "PORT", "shop_wsgi:application"],
    ),
    "uvicorn": ("waitress", ["-m", "uvicorn", "--port", "PORT", "shop_asgi:application"]),
    "bin/uvicorn-prod": ("waitress", ["bound.py", "uvicorn.main", "main", "--port", "PORT", "shop_asgi:application"]),
    "waitress-serve": ("waitress", ["-m", "waitress", "--listen=ADDRESS", "shop_wsgi:application"]),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_line_of_a_server_is_json(site: Site, name: str) -> None:
    server, words = COMMANDS[name]
    site.write_ini(server)
    command = [word.replace("ADDRESS", site.address).replace("PORT", str(site.port)) for word in words]
    with site.running(*command) as program:
        site.visit()
    records = program.parse()
    check_requests(records)
    check_site(records)


@pytest.mark.parametrize("debug", ["false", "true"])
def test_lines_of_text_have_each_message_and_each_request_once(site: Site, debug: str) -> None:
    site.logging = site.text
    if debug == "true":
        site.logging = site.text.replace("keys = root, wsgi", "keys = root, django, wsgi") + site.of_django
    site.write_ini()
    ini = site.home / "prod.ini"
    ini.write_text(ini.read_text().replace("debug = false", f"debug = {debug}"))
    with site.running("paster.py", "serve", "prod.ini") as program:
        site.visit()
    requests, messages = program.stdout.read_text(), program.stderr.read_text()
    assert re.search(r'^127\.0\.0\.1 - - \[.+\] "GET /missing HTTP/1\.1" 404 .* of/missing$', requests, re.MULTILINE)
    assert re.search(r"^20\S+ \S+ INFO  \[shop\] \[of/\] asked$", messages, re.MULTILINE)
    assert messages.count("Not Found: /missing") == requests.count('"GET /missing ')


def test_each_line_of_uwsgi_is_json_once_it_has_read_its_options(site: Site) -> None:
    write_files(site.home, {"uwsgi.ini": site.uwsgi.replace("127.0.0.1:8080", site.address)})
    start = "import os, sys; os.execv(os.path.join(os.path.dirname(sys.executable), 'uwsgi'), ['uwsgi', 'uwsgi.ini'])"
    with site.running("-c", start) as program:
        site.visit()
    records = parse(program.stdout.read_text().splitlines())
    check_requests(records)
    check_site(records, prints=False)
    assert ("uwsgi", "printed") in [(each["logger"], each["message"]) for each in records]
    assert len(program.stderr.read_text().splitlines()) <= 5


def test_a_start_that_fails_is_json_too(site: Site) -> None:
    ini = site.home / "prod.ini"
    ini.write_text(ini.read_text().replace("debug = false", "debug = perhaps"))
    for command in (["paster.py", "serve", "prod.ini"], ["bound.py", "gunicorn.app.wsgiapp", "run"]):
        done = subprocess.run(
            [sys.executable, *command], cwd=site.home, env=site.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert any("perhaps" in each["message"] for each in parse(done.stdout.splitlines() + done.stderr.splitlines()))


def test_a_log_file_that_cannot_be_opened_at_a_reload_leaves_the_old_one_in_use(site: Site) -> None:
    site.write_ini("gunicorn")
    ini = site.home / "prod.ini"
    stream = "class = StreamHandler\nargs = (sys.stderr,)"
    file = "class = handlers.WatchedFileHandler\nargs = ('%(here)s/{}', 'a', 'utf-8')"
    ini.write_text(ini.read_text().replace(stream, file.format("event.log")))
    log = site.home / "event.log"
    with site.running("paster.py", "serve", "prod.ini"):
        wait_until(site.is_there, "the site does not answer")
        (starting,) = [each for each in parse(log.read_text().splitlines()) if "Listening at" in each["message"]]
        master = int(starting["message"].rpartition("(")[2].rstrip(")"))
        ini.write_text(ini.read_text().replace("event.log", "no/such/event.log"))
        os.kill(master, signal.SIGHUP)
        wait_until(lambda: "no/such" in log.read_text(), "nothing is said of the file")
        site.visit()
    records = parse(log.read_text().splitlines())
    assert "asked" in [each["message"] for each in records]


def test_a_task_of_celerys_has_the_id_of_the_request_that_sent_it(site: Site, tmp_path: Path) -> None:
    with running_redis(tmp_path) as redis:
        site.write_ini(broker=redis.url)
        worker = ["bound.py", "celery.__main__", "main", "-A", "shop_tasks", "worker", "--pool", "solo"]
        with site.running("paster.py", "serve", "prod.ini") as served, site.running(*worker) as worked:
            wait_until(site.is_there, "the site does not answer")
            sent = fetch(f"http://{site.address}/send", x_request_id="of/send")
            assert sent.status == 200
            wait_until(lambda: worked.has_written("succeeded"), "the worker has not run the task")
    served.parse()
    records = worked.parse()
    of_task = [(each["logger"], each["message"]) for each in records if each.get("request_id") == "of/send"]
    assert {("shop", "adding"), ("stdout", "printed by the task")} <= set(of_task)


def test_the_lines_that_the_manual_shows_are_json(manual: Any) -> None:
    (shown,) = manual(PAGE, "json")
    message, request = parse(shown.text.splitlines())
    assert message["request_id"] == request["request_id"]
