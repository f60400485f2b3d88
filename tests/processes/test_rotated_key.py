"""A site whose secret key was rotated accepts what the former key has signed, until that is dropped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

INI = """
    [app:main]
    use = egg:twod.wsgi
    ROOT_URLCONF = pages
    ALLOWED_HOSTS = testserver
    SECRET_KEY = ${file:secret-key}
    SECRET_KEY_FALLBACKS = ${file:secret-key.fallbacks:-}
    DATABASES.default = sqlite:///%(here)s/db.sqlite3
    INSTALLED_APPS = django.contrib.auth django.contrib.contenttypes django.contrib.sessions
    SESSION_ENGINE = django.contrib.sessions.backends.ENGINE
    MIDDLEWARE =
        django.contrib.sessions.middleware.SessionMiddleware
        django.contrib.auth.middleware.AuthenticationMiddleware
"""
PAGES = """
    from django.contrib.auth.tokens import default_token_generator as tokens
    from django.core.signing import BadSignature, loads
    from django.http import JsonResponse
    from django.urls import path

    def tell(request):
        user = request.user
        may_reset = user.is_authenticated and tokens.check_token(user, request.GET["token"])
        try:
            basket = loads(request.GET["signed"])
        except BadSignature:
            basket = "nothing"
        return JsonResponse({"user": user.get_username(), "may_reset": may_reset, "basket": basket})

    urlpatterns = [path("", tell)]
"""
#: Sign in, and print what the browser and a mail have.
SIGN_IN = """
import json
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator as tokens
from django.core.management import call_command
from django.core.signing import dumps
from django.test import Client
call_command("migrate", verbosity=0)
user, client = User.objects.create_user("ann"), Client()
client.force_login(user)
cookies = {name: cookie.value for name, cookie in client.cookies.items()}
print(json.dumps([cookies, {"token": tokens.make_token(user), "signed": dumps("tea")}]))
"""
#: Come back with them.
RETURN = """
import json
from django.test import Client
cookies, query = json.loads(GIVEN)
client = Client()
for name, value in cookies.items():
    client.cookies[name] = value
print(client.get("/", query).content.decode())
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["db", "signed_cookies"])
def test_a_session_a_signed_text_and_a_link_survive_a_rotation(
    engine: str, twod: Run, write: Callable[[str, str], Path], tmp_path: Path
) -> None:
    write("site.ini", INI.replace("ENGINE", engine))
    write("pages.py", PAGES)
    write("secret-key", "k" * 64).chmod(0o600)

    def run_code(code: str) -> str:
        done = twod("manage", "site.ini", "shell", "--verbosity=0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    given = run_code(SIGN_IN).strip()
    come_back = RETURN.replace("GIVEN", repr(given))
    signed_in = {"user": "ann", "may_reset": True, "basket": "tea"}
    assert json.loads(run_code(come_back)) == signed_in
    assert twod("secret-key", "site.ini", "--rotate").returncode == 0
    assert "k" * 64 not in (tmp_path / "secret-key").read_text()
    assert json.loads(run_code(come_back)) == signed_in
    assert twod("secret-key", "site.ini", "--drop").returncode == 0
    assert json.loads(run_code(come_back)) == {"user": "", "may_reset": False, "basket": "nothing"}
