"""Files that nginx and Apache send for a site, as the page on it says."""

from __future__ import annotations

import http.client
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from kit.environs import make_environ
from kit.inis import LOGGING
from kit.ports import find_free_port
from kit.processes import PATIENCE, RunningProcess, running
from kit.sites import write_files

from .conftest import find_script
from .test_servers import NGINX

#: The page that these tests are about.
PAGE = "docs/how-to/send-file.rst"

XSENDFILE = Path("/usr/lib/apache2/modules/mod_xsendfile.so")

FILES = {
    "shop_urls.py": """
        import os
        from pathlib import Path

        from django.http import FileResponse, HttpResponse
        from django.urls import path

        from twod.wsgi import mount

        INVOICES = Path(__file__).with_name("invoices")

        def download(request, name):
            if request.GET.get("key") != "right":
                return HttpResponse("who are you?", status=403)
            if "hex" in request.GET:
                name = os.fsdecode(bytes.fromhex(name))
            response = FileResponse((INVOICES / name).open("rb"), as_attachment=True, filename="invoice.txt")
            response["Cache-Control"] = "private"
            response["Vary"] = "Cookie"
            response.set_cookie("a", "1")
            response.set_cookie("b", "2")
            if "total" in request.GET:
                response["X-Total-Count"] = "3"
            return response

        def may_see(request):
            return request.GET.get("key") == "right"

        def order(request):
            response = HttpResponse("a page")
            response["X-Accel-Redirect"] = response["X-Sendfile"] = request.GET["url"]
            return response

        urlpatterns = [
            path("invoices/<path:name>", download),
            path("order", order),
            mount("flask/", "flask_files:app"),
            mount("ranges/", "flask_files:app", environ={"HTTP_RANGE": None}),
            mount("hostile/", "flask_files:hostile"),
        ]
    """,
    "flask_files.py": """
        import os
        from pathlib import Path

        from flask import Flask, request, send_file

        INVOICES = Path(__file__).with_name("invoices")
        app = Flask(__name__)

        @app.get("/<path:name>")
        def download(name):
            if "hex" in request.args:
                name = os.fsdecode(bytes.fromhex(name))
            return send_file(INVOICES / name, max_age=60, download_name="a.txt", etag="hex" not in request.args)

        def hostile(environ, start_response):
            order = environ["QUERY_STRING"]
            headers = [("X-Accel-Redirect", order), ("X-Sendfile", order), ("Content-Type", "text/plain")]
            start_response("200 OK", headers)
            return [b"mine"]
    """,
    "shop_asgi.py": """
        from twod.wsgi import load_asgi_application

        application = load_asgi_application("prod.ini")
    """,
    "media/digits.txt": "0123456789",
    "media/page.html": "<script>alert(1)</script>",
    "invoices/digits.txt": "0123456789",
    "secret.txt": "for nobody",
}

#: Names that are hard for URLs, headers or paths.
NAMES = [
    b"a b.txt",
    b"a ",
    b"100%.txt",
    b"%41.txt",
    b"what?.txt",
    b"#1.txt",
    b"a;b&c=d+e,'\".txt",
    b"a\\b.txt",
    "grüße €.txt".encode(),
    b"latin-\xfc.txt",
    b"two\nlines\r.txt",
    b"-",
    b"...",
    b"x" * 200,
]

#: Bytes of the large file, which has only holes.
GIGABYTE = 1 << 30


class Got(NamedTuple):
    """An answer: of a header that is there more than once, all values."""

    status: int
    headers: dict[str, list[str]]
    body: bytes


class Front:
    """A site with a server in front of it.

    :param home: the site's directory.
    :param port: of the server in front.
    :param site: the process of the site.
    """

    def __init__(self, home: Path, port: int, site: RunningProcess) -> None:
        self.home = home
        self.port = port
        self.site = site

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Got:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        found: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        got = Got(answer.status, found, answer.read())
        connection.close()
        return got

    def count_written(self) -> int:
        """Return how many bytes the processes of the site have written so far."""
        return sum(map(_count_written, list_family(self.site.pid)))


def list_family(leader: int) -> list[int]:
    """The process and all that it has started."""
    children = Path(f"/proc/{leader}/task/{leader}/children").read_text(encoding="ascii").split()
    return [leader, *(member for child in children for member in list_family(int(child)))]


def _count_written(number: int) -> int:
    (written,) = re.findall(r"wchar: (\d+)", Path(f"/proc/{number}/io").read_text(encoding="ascii"))
    return int(written)


INI = """\
[DEFAULT]
debug = false

[pipeline:main]
pipeline = sendfile site

[filter:sendfile]
use = egg:twod.wsgi#sendfile
kind = {kind}
roots =
{roots}

[composite:site]
use = egg:twod.wsgi#full_django
django_app = django
media_permission = shop_urls:may_see

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone
ALLOWED_HOSTS = 127.0.0.1
MEDIA_URL = media/
MEDIA_ROOT = %(here)s/media
INSTALLED_APPS = django.contrib.contenttypes django.contrib.auth
SESSION_ENGINE = django.contrib.sessions.backends.signed_cookies
MIDDLEWARE =
    django.middleware.security.SecurityMiddleware
    django.contrib.sessions.middleware.SessionMiddleware
    django.contrib.auth.middleware.AuthenticationMiddleware
    django.middleware.clickjacking.XFrameOptionsMiddleware

"""


@contextmanager
def running_site(home: Path, kind: str, *, by_asgi: bool = False) -> Iterator[tuple[RunningProcess, str]]:
    """Run the site by gunicorn or uvicorn as long as the block; gives its process and its address."""
    urls = {"media": " ; /-/media/", "invoices": " ; /-/invoices/"}
    roots = "\n".join(f"    %(here)s/{name}{url if kind == 'x-accel' else ''}" for name, url in urls.items())
    address = f"127.0.0.1:{find_free_port()}"
    write_files(home, FILES | {"prod.ini": INI.format(kind=kind, roots=roots) + LOGGING})
    for name in NAMES:
        (home / "invoices" / os.fsdecode(name)).write_bytes(name)
    (home / "invoices" / "link.txt").symlink_to("../secret.txt")
    for folder in ("media", "invoices"):
        for path in (home / folder).iterdir():
            # A file that was changed just now has a weak ETag.
            os.utime(path, (1_000_000_000, 1_000_000_000))
    with (home / "invoices" / "large").open("wb") as file:
        file.truncate(GIGABYTE)
    command = [find_script("gunicorn", "gunicorn"), "--paste", "prod.ini", "--bind", address, "--threads", "4"]
    ready = "Booting worker"
    if by_asgi:
        command = [find_script("uvicorn", "uvicorn"), "--port", address.rpartition(":")[2], "shop_asgi:application"]
        ready = "running on"
    with running(command, cwd=home, environ=make_environ(PYTHONPATH=str(home))) as site:
        site.wait_for(ready)
        yield site, address


SERVER = """
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://{address};
            proxy_set_header Host $host;
        }}
        {shown}
    }}
"""


@contextmanager
def running_nginx(home: Path, address: str, manual) -> Iterator[int]:
    """Run nginx with the page's locations as long as the block; gives its port."""
    nginx = Path("/usr/sbin/nginx")
    if not nginx.exists():
        pytest.fail("nginx is not there: apt-get install nginx-light")
    locations, headers, _ = (block.text for block in manual(PAGE, "nginx"))
    (home / "file-headers.conf").write_text(headers, encoding="utf-8")
    run = home / "run"
    run.mkdir()
    port = find_free_port()
    shown = SERVER.format(port=port, address=address, shown=locations.replace("/srv/shop", str(home)))
    conf = home / "nginx.conf"
    conf.write_text(NGINX.format(run=run, shown=shown), encoding="utf-8")
    with running([nginx, "-p", home, "-c", conf], cwd=home, environ=make_environ()) as server:
        server.wait_for("start worker processes")
        yield port


HTTPD = """\
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {run}/httpd.pid
DefaultRuntimeDir {run}
ErrorLog /dev/stderr
LogLevel notice
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule xsendfile_module {module}
User www-data
Group www-data
ProxyPass / http://{address}/
{shown}
"""


@contextmanager
def running_apache(home: Path, address: str, manual) -> Iterator[int]:
    """Run Apache with the page's options as long as the block; gives its port."""
    if not XSENDFILE.exists():
        pytest.fail("mod_xsendfile is not there: apt-get install apache2 libapache2-mod-xsendfile")
    (block,) = manual(PAGE, "apache")
    run = home / "run"
    run.mkdir()
    port = find_free_port()
    shown = block.text.replace("/srv/shop", str(home))
    conf = home / "httpd.conf"
    text = HTTPD.format(port=port, run=run, module=XSENDFILE, address=address, shown=shown)
    conf.write_text(text, encoding="utf-8")
    with running(["/usr/sbin/apache2", "-f", conf, "-DFOREGROUND"], cwd=home, environ=make_environ()) as server:
        server.wait_for("resuming normal operations")
        yield port


@contextmanager
def fronted(kind: str, manual, *, by_asgi: bool = False) -> Iterator[Front]:
    """Run the site with a server in front as long as the block."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="twod-servers-")))
        home.chmod(0o755)
        site, address = stack.enter_context(running_site(home, kind, by_asgi=by_asgi))
        run_front = running_nginx if kind == "x-accel" else running_apache
        yield Front(home, stack.enter_context(run_front(home, address, manual)), site)


@pytest.fixture(scope="module")
def nginx(manual):
    with fronted("x-accel", manual) as front:
        yield front


@pytest.fixture(scope="module")
def apache(manual):
    with fronted("x-sendfile", manual) as front:
        yield front


@pytest.fixture(scope="module")
def asgi(manual):
    with fronted("x-accel", manual, by_asgi=True) as front:
        yield front


@pytest.fixture(params=["nginx", "apache"])
def front(request):
    return request.getfixturevalue(request.param)


WAYS = ["/invoices/{}?key=right", "/flask/{}?"]


@pytest.mark.parametrize("path", ["/invoices/digits.txt?key=right", "/flask/digits.txt", "/media/digits.txt?key=right"])
def test_a_file_comes_from_the_front(front, path):
    got = front.ask(path)
    assert (got.status, got.body) == (200, b"0123456789"), got
    assert got.headers["content-length"] == ["10"]
    assert got.headers["content-type"][0].startswith("text/plain")
    assert not any(name.startswith(("x-accel", "x-sendfile")) for name in got.headers)
    (etag,) = got.headers["etag"]
    assert front.ask(path, If_None_Match=etag).status == 304
    assert front.ask(path, If_Modified_Since=got.headers["last-modified"][0]).status == 304
    assert front.ask(path, If_None_Match='"other"').status == 200
    head = front.ask(path, "HEAD")
    assert (head.status, head.headers["content-length"], head.body) == (200, ["10"], b"")
    # Flask answers a HEAD without the file.
    assert path.startswith("/flask") or head.headers["etag"] == [etag]


@pytest.mark.parametrize(
    "path", ["/invoices/digits.txt?key=right", "/media/digits.txt?key=right", "/ranges/digits.txt"]
)
def test_the_front_answers_ranges(front, path):
    whole = front.ask(path)
    assert whole.status == 200, whole
    (etag,) = whole.headers["etag"]
    got = front.ask(path, Range="bytes=2-4")
    assert (got.status, got.body, got.headers["content-range"]) == (206, b"234", ["bytes 2-4/10"])
    assert got.headers["etag"] == [etag]
    assert front.ask(path, Range="bytes=-3", If_Range=etag).body == b"789"
    assert front.ask(path, Range="bytes=-3", If_Range='"other"').body == b"0123456789"
    assert front.ask(path, Range="bytes=10-").status == 416


@pytest.mark.parametrize("path", ["/invoices/digits.txt?key=right", "/media/digits.txt?key=right"])
def test_the_front_answers_conditions(front, path):
    (etag,) = front.ask(path).headers["etag"]
    assert front.ask(path, If_Match=etag).status == 200
    assert front.ask(path, If_Match='"other"').status == 412


def test_an_application_that_answers_ranges_itself_does_so(front):
    got = front.ask("/flask/digits.txt", Range="bytes=2-4")
    assert (got.status, got.body) == (206, b"234")
    (etag,) = front.ask("/flask/digits.txt").headers["etag"]
    assert front.ask("/flask/digits.txt", Range="bytes=2-4", If_Range=etag).body == b"234"


@pytest.mark.parametrize("name", NAMES, ids=repr)
@pytest.mark.parametrize("way", WAYS)
def test_any_name_is_found(front, name, way):
    got = front.ask(f"{way.format(name.hex())}&hex")
    assert (got.status, got.body) == (200, name)


def test_headers_of_the_answer_stay(front):
    got = front.ask("/invoices/digits.txt?key=right")
    assert got.headers["content-disposition"] == ['attachment; filename="invoice.txt"']
    assert got.headers["cache-control"] == ["private"]
    assert [value.partition(";")[0] for value in got.headers["set-cookie"]] == ["a=1", "b=2"]
    assert got.headers["vary"] == ["Cookie"]
    assert got.headers["x-frame-options"] == ["DENY"]
    assert got.headers["referrer-policy"] == ["same-origin"]
    assert got.headers["x-content-type-options"] == ["nosniff"]
    page = front.ask("/media/page.html?key=right")
    assert page.headers["content-security-policy"] == ["sandbox"]
    assert page.headers["cache-control"] == ["private, no-cache"]


def test_a_file_whose_header_would_be_lost_is_sent_by_the_site(nginx, apache):
    for front in (nginx, apache):
        got = front.ask("/invoices/digits.txt?key=right&total")
        assert (got.body, got.headers["x-total-count"]) == (b"0123456789", ["3"])
    nginx.site.wait_for("This process sends files with the header X-Total-Count itself")


def test_who_may_not_have_a_file_gets_none(front):
    got = front.ask("/invoices/digits.txt")
    assert (got.status, got.body) == (403, b"who are you?")
    got = front.ask("/media/digits.txt")
    assert (got.status, got.headers["location"]) == (302, ["/accounts/login/?next=/media/digits.txt"])


def test_nobody_gets_past_the_site(nginx):
    for path in ("/-/invoices/digits.txt", "/-/media/digits.txt", "/-/invoices/", "/x/../-/invoices/digits.txt"):
        assert nginx.ask(path).status == 404
    assert nginx.ask("/order?url=/-/invoices/digits.txt").body == b"a page"
    assert nginx.ask("/hostile/?/-/invoices/digits.txt").body == b"mine"
    spoofed = {"X_Sendfile_Type": "X-Accel-Redirect", "X_Accel_Mapping": "/=/-/invoices/"}
    assert nginx.ask("/order?url=/-/invoices/digits.txt", **spoofed).body == b"a page"
    assert nginx.ask("/media/digits.txt?key=right", **spoofed).body == b"0123456789"


def test_an_order_from_inside_sends_nothing(apache):
    secret = apache.home / "invoices" / "digits.txt"
    assert apache.ask(f"/order?url={secret}").body == b"a page"
    assert apache.ask(f"/hostile/?{secret}").body == b"mine"


def test_a_link_that_leads_out_is_sent_by_the_site(front):
    assert front.ask("/invoices/link.txt?key=right").body == b"for nobody"


def download_gigabyte(front, path):
    before = front.count_written()
    connection = http.client.HTTPConnection("127.0.0.1", front.port, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 200
    buffer = bytearray(1 << 20)
    length = 0
    while size := answer.readinto(buffer):
        length += size
    connection.close()
    assert length == GIGABYTE
    # The head of the answer, and what the site logs.
    assert front.count_written() - before < 5000


@pytest.mark.parametrize("way", WAYS)
def test_of_a_gigabyte_python_sends_no_byte(front, way):
    download_gigabyte(front, way.format("large"))


@pytest.mark.parametrize("path", ["/invoices/{}?key=right", "/media/{}?key=right", "/ranges/{}"])
def test_it_is_the_same_by_asgi(asgi, path):
    whole = asgi.ask(path.format("digits.txt"))
    (etag,) = whole.headers["etag"]
    assert (whole.status, whole.body) == (200, b"0123456789")
    got = asgi.ask(path.format("digits.txt"), Range="bytes=2-4", If_Range=etag)
    assert (got.status, got.body, got.headers["etag"]) == (206, b"234", [etag])
    assert asgi.ask(path.format("digits.txt"), If_None_Match=etag).status == 304


def test_by_asgi_no_order_from_inside_is_followed(asgi):
    assert asgi.ask("/order?url=/-/invoices/digits.txt").body == b"a page"
    assert asgi.ask("/hostile/?/-/invoices/digits.txt").body == b"mine"
    assert asgi.ask("/media/digits.txt").status == 302


def test_by_asgi_python_sends_no_byte_of_a_gigabyte(asgi):
    download_gigabyte(asgi, "/invoices/large?key=right")
