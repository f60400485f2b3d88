"""Under waitress and without logging in the ini, a message of Django is printed once, with DEBUG on or off."""

from __future__ import annotations

import signal
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.ports import find_free_port
from kit.processes import running

INI = """\
[DEFAULT]
debug = {debug}

[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone
ALLOWED_HOSTS = 127.0.0.1

[server:main]
use = egg:waitress
listen = 127.0.0.1:{port}
"""
URLS = """
    import logging

    from django.http import HttpResponse
    from django.urls import path

    def warn(request):
        logging.getLogger("shop").warning("sold out")
        return HttpResponse()

    urlpatterns = [path("warn", warn)]
"""


@pytest.mark.parametrize("debug", ["false", "true"])
def test_each_message_is_printed_once(
    debug: str,
    write: Callable[[str, str], Path],
    tmp_path: Path,
    environ: dict[str, str],
    twod_command: list[str | Path],
) -> None:
    port = find_free_port()
    write("shop_urls.py", URLS)
    write("site.ini", INI.format(debug=debug, port=port))
    command = [*twod_command, "serve", "site.ini"]
    with running(command, cwd=tmp_path, environ=environ, end_by=signal.SIGTERM) as server:
        server.wait_for("Serving site.ini")
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/missing", timeout=60)
        urllib.request.urlopen(f"http://127.0.0.1:{port}/warn", timeout=60).close()
        server.wait_for("sold out")
    assert server.output.count("Not Found: /missing") == 1
    assert server.output.count("sold out") == 1
