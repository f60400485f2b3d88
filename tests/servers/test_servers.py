"""One ini, and every server of the manual's page on deployment."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from kit.environs import make_environ
from kit.inis import make_server
from kit.ports import find_free_port
from kit.processes import run
from kit.servers import fetch

MOD_WSGI = Path("/usr/lib/apache2/modules/mod_wsgi.so")


def ask(url, body=None, **headers):
    answer = fetch(url, body, **headers)
    return answer.status, answer.text


def assert_site_is_served(site, prefix=""):
    root = f"http://{site.address}{prefix}"
    assert ask(f"{root}/") == (200, f"GET  0 {prefix}/")
    assert ask(f"{root}/caf%C3%A9") == (200, f"GET café 0 {prefix}/")
    assert ask(f"{root}/", b"x" * 100_000) == (200, f"POST  100000 {prefix}/")
    assert ask(f"{root}/media/digits.txt", Range="bytes=2-4") == (206, "234")


def assert_logged(server):
    assert "LOGGED shop asked for " in server.output


def test_paster_after_what_comes_before_each_release(site, command, manual):
    block, *_ = manual("docs/how-to/deployment.rst", "console")
    paster, *serve = command("paster serve prod.ini", "PasteScript")
    for line in block.text.splitlines():
        done = run([paster, *line.split()[2:]], cwd=site.home, environ=make_environ(PYTHONPATH=str(site.home)))
        assert done.returncode == 0, done.stderr
    with site.served(paster, *serve, ready="Serving on http") as server:
        assert_site_is_served(site)
    assert_logged(server)


def test_pserve(site, command):
    with site.served(*command("pserve prod.ini", "pyramid"), ready="Serving on http") as server:
        assert_site_is_served(site)
    assert_logged(server)


def test_gunicorn_by_the_ini(site, command):
    gunicorn = command("gunicorn --paste prod.ini --bind 127.0.0.1:8080 --workers 4", "gunicorn")
    with site.served(*gunicorn, ready="Booting worker") as server:
        assert_site_is_served(site)
    assert_logged(server)


def test_waitress_serve(site, command):
    waitress = command("waitress-serve --listen=127.0.0.1:8080 shop_wsgi:application", "waitress")
    with site.served(*waitress, ready="Serving on http") as server:
        assert_site_is_served(site)
    assert_logged(server)


@pytest.mark.parametrize("arguments", ["--ini-paste-logged prod.ini", "--wsgi-file shop_wsgi.py"])
def test_uwsgi(site, command, arguments):
    uwsgi = command(f"uwsgi --http-socket 127.0.0.1:8080 {arguments}", "pyuwsgi")
    with site.served(*uwsgi, ready="spawned uWSGI worker") as server:
        assert_site_is_served(site)
    assert_logged(server)


#: What Debian's own configuration has before it gets to the site's.
HTTPD = """\
ServerRoot /usr/lib/apache2
ServerName 127.0.0.1
Listen {address}
PidFile {run}/httpd.pid
DefaultRuntimeDir {run}
ErrorLog /dev/stderr
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule wsgi_module modules/mod_wsgi.so
WSGISocketPrefix {run}/wsgi
User www-data
Group www-data
{shown}
"""


@pytest.mark.parametrize("prefix", ["/", "/shop"])
def test_mod_wsgi(site, prefix, manual):
    check_mod_wsgi()
    run = site.home / "run"
    run.mkdir()
    # What the tests' own Python has installed; the standard library is that of Debian's.
    packages = [path for path in sys.path if path.endswith("-packages")]
    path = ":".join([str(site.home), *packages])
    (block,) = manual("docs/how-to/deployment.rst", "apache")
    shown = block.text.replace("python-home=/srv/shop/venv python-path=/srv/shop", f"python-path={path}")
    shown = shown.replace("WSGIScriptAlias / ", f"WSGIScriptAlias {prefix} ").replace("/srv/shop", str(site.home))
    httpd = HTTPD.format(address=site.address, run=run, shown=shown)
    command = ["/usr/sbin/apache2", "-f", site.write("httpd.conf", httpd), "-DFOREGROUND"]
    with site.served(*command, ready="resuming normal operations") as server:
        assert_site_is_served(site, prefix.rstrip("/"))
    assert_logged(server)


NGINX = """\
daemon off;
pid {run}/nginx.pid;
error_log /dev/stderr notice;
events {{}}
http {{
    access_log off;
    client_body_temp_path {run};
    proxy_temp_path {run};
    fastcgi_temp_path {run};
    scgi_temp_path {run};
    uwsgi_temp_path {run};
{shown}
}}
"""


def test_nginx_before_waitress(site, command, manual):
    nginx = Path("/usr/sbin/nginx")
    if not nginx.exists():
        pytest.fail("nginx is not there: apt-get install nginx-light")
    server = next(block for block in manual("docs/how-to/deployment.rst", "ini") if "trusted_proxy" in block.text)
    ini = (site.home / "prod.ini").read_text()
    own = make_server(site.port)
    assert own in ini
    site.write("prod.ini", ini.replace(own, server.text.replace("127.0.0.1:8080", site.address)))
    run = site.home / "run"
    run.mkdir()
    front = f"127.0.0.1:{find_free_port()}"
    (block,) = manual("docs/how-to/deployment.rst", "nginx")
    shown = block.text.replace("127.0.0.1:8080", site.address).replace("listen 80", f"listen {front}")
    # As if the visitor had come by TLS.
    conf = site.write("nginx.conf", NGINX.format(run=run, shown=shown.replace("$scheme", "https")))
    paster = command("paster serve prod.ini", "PasteScript")
    with (
        site.served(*paster, ready="Serving on http"),
        site.served(nginx, "-p", site.home, "-c", conf, ready="start worker processes"),
    ):
        assert ask(f"http://{front}/origin", None, **{"X-Forwarded-For": "10.9.8.7"}) == (
            200,
            f"https://{front} 127.0.0.1",
        )
        assert ask(f"http://{front}/", b"x" * 100_000) == (200, "POST  100000 /")
        assert ask(f"http://{front}/media/digits.txt", Range="bytes=2-4") == (206, "234")
        assert ask(f"http://{site.address}/origin") == (200, f"http://{site.address} 127.0.0.1")


def check_mod_wsgi():
    """Fail, with what to do about it, where Apache cannot run the site with this Python's packages."""
    if not MOD_WSGI.exists():
        pytest.fail("mod_wsgi is not there: apt-get install apache2 libapache2-mod-wsgi-py3")
    version = re.search(r"\d+\.\d+$", MOD_WSGI.resolve().name)
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    if version is None or version[0] != ours:
        pytest.fail(f"{MOD_WSGI.resolve()} is not for Python {ours}: run these tests with its Python")
