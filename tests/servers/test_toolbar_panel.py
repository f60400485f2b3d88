"""django-debug-toolbar shows the panel: the page has it in its bar, and its address has the table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

INI = """\
[DEFAULT]
debug = true
[app:main]
use = egg:twod.wsgi
SECRET_KEY = s3cret-key
ROOT_URLCONF = toolbar_urls
ALLOWED_HOSTS = testserver
INTERNAL_IPS = 127.0.0.1
INSTALLED_APPS = django.contrib.staticfiles debug_toolbar
MIDDLEWARE = debug_toolbar.middleware.DebugToolbarMiddleware
DEBUG_TOOLBAR_PANELS = ["twod.wsgi.toolbar.OriginsPanel"]
DATABASES.default = sqlite://:memory:
STATIC_URL = static/
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": true}]
"""
URLS = """\
from debug_toolbar.toolbar import debug_toolbar_urls
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("<html><body>x</body></html>")), *debug_toolbar_urls()]
"""
VISIT = """\
import re
from twod.wsgi.config.activation import configure, set_up_django
configure("site.ini")
set_up_django()
from django.test import Client
client = Client()
page = client.get("/").content.decode()
print("OriginsPanel" in page, "Origins" in page, "debug on" in page)
found = re.search(r'data-request-id="([^"]+)"', page) or re.search(r'data-store-id="([^"]+)"', page)
name = "request_id" if "data-request-id" in page else "store_id"
answer = client.get("/__debug__/render_panel/", {name: found[1], "panel_id": "OriginsPanel"})
content = answer.json()["content"]
print("site.ini:5 [app:main]" in content, "s3cret" in content + page)
"""


def test_toolbar_has_the_panel_and_its_table(tmp_path: Path) -> None:
    (tmp_path / "site.ini").write_text(INI, encoding="utf-8")
    (tmp_path / "toolbar_urls.py").write_text(URLS, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", VISIT], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == ["True True True", "True False"], done.stderr
