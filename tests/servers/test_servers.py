"""One ini, and every server of the manual's page on deployment."""

from __future__ import annotations

import re
import sys
import urllib.request
from pathlib import Path

import pytest

MOD_WSGI = Path("/usr/lib/apache2/modules/mod_wsgi.so")


def ask(url, data=None, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=20) as answer:
        return answer.status, answer.read().decode()


def assert_site_is_served(site, prefix=""):
    root = f"http://{site.address}{prefix}"
    assert ask(f"{root}/") == (200, f"GET  0 {prefix}/")
    assert ask(f"{root}/caf%C3%A9") == (200, f"GET café 0 {prefix}/")
    assert ask(f"{root}/", b"x" * 100_000) == (200, f"POST  100000 {prefix}/")
    assert ask(f"{root}/media/digits.txt", Range="bytes=2-4") == (206, "234")


def assert_logged(lines):
    assert any("LOGGED shop asked for " in line for line in lines), "".join(lines)


def test_pserve(site, script):
    with site.served(script("pserve", "pyramid"), "prod.ini", ready="Serving on http") as lines:
        assert_site_is_served(site)
    assert_logged(lines)


def test_gunicorn_by_the_ini(site, script):
    command = [script("gunicorn", "gunicorn"), "--paste", "prod.ini", "--bind", site.address]
    with site.served(*command, ready="Booting worker") as lines:
        assert_site_is_served(site)
    assert_logged(lines)


def test_waitress_serve(site, script):
    command = [script("waitress-serve", "waitress"), f"--listen={site.address}", "shop_wsgi:application"]
    with site.served(*command, ready="Serving on http") as lines:
        assert_site_is_served(site)
    assert_logged(lines)


@pytest.mark.parametrize(
    "arguments", [("--ini-paste-logged", "prod.ini"), ("--wsgi-file", "shop_wsgi.py")], ids=["ini", "module"]
)
def test_uwsgi(site, script, arguments):
    command = [script("uwsgi", "pyuwsgi"), "--http-socket", site.address, *arguments]
    with site.served(*command, ready="spawned uWSGI worker") as lines:
        assert_site_is_served(site)
    assert_logged(lines)


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
WSGIDaemonProcess shop processes=1 threads=4 python-path={path}
WSGIProcessGroup shop
WSGIApplicationGroup %{{GLOBAL}}
WSGIScriptAlias {prefix} {home}/shop_wsgi.py
<Directory {home}>
    Require all granted
</Directory>
"""


@pytest.mark.parametrize("prefix", ["/", "/shop"])
def test_mod_wsgi(site, prefix):
    check_mod_wsgi()
    run = site.home / "run"
    run.mkdir()
    # What the tests' own Python has installed; the standard library is that of Debian's.
    packages = [path for path in sys.path if path.endswith("-packages")]
    path = ":".join([str(site.home), *packages])
    httpd = HTTPD.format(address=site.address, run=run, path=path, prefix=prefix, home=site.home)
    command = ["/usr/sbin/apache2", "-f", site.write("httpd.conf", httpd), "-DFOREGROUND"]
    with site.served(*command, ready="resuming normal operations") as lines:
        assert_site_is_served(site, prefix.rstrip("/"))
    assert_logged(lines)


def check_mod_wsgi():
    """Fail, with what to do about it, where Apache cannot run the site with this Python's packages."""
    if not MOD_WSGI.exists():
        pytest.fail("mod_wsgi is not there: apt-get install apache2 libapache2-mod-wsgi-py3")
    version = re.search(r"\d+\.\d+$", MOD_WSGI.resolve().name)
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    if version is None or version[0] != ours:
        pytest.fail(f"{MOD_WSGI.resolve()} is not for Python {ours}: run these tests with its Python")
