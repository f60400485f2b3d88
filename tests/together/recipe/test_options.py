"""Options of an environment, seen from outside the process that they configure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from .serving import find_free_port, get, serve

if TYPE_CHECKING:
    from .conftest import Project

SHOW = """
from django.http import HttpResponse
from django.urls import re_path


def show(request, path):
    text = f"{request.META['SCRIPT_NAME']} {request.path} {request.path_info} {request.get_host()}"
    return HttpResponse(text)


urlpatterns = [re_path(r"^(.*)$", show)]
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("server", "options"),
    [("waitress", "threads = 2"), ("paste", "threads = 2"), ("gunicorn", "threads = 2\nworkers = 2")],
)
def test_each_server_serves_at_its_address(project: Project, server: str, options: str) -> None:
    project.write("pages/urls.py", SHOW)
    port = find_free_port()
    hosts = f"ALLOWED_HOSTS = 127.0.0.1\nhttp-address = 127.0.0.1:{port}\n"
    project.configure(f"environments = prod\n[prod]\nserver = {server}\n{options}\n{hosts}")
    project.provision()
    with serve(project, port) as printed:
        assert get(port, "/a/b") == f" /a/b /a/b 127.0.0.1:{port}"
    assert f"http://127.0.0.1:{port}" in "\n".join(printed)


# waitress takes forged headers away by itself.
@pytest.mark.slow
@pytest.mark.parametrize("server", ["waitress", "paste"])
def test_a_prefix_is_right_whether_the_proxy_passes_it_on_or_takes_it_off(project: Project, server: str) -> None:
    project.write("pages/urls.py", SHOW)
    port = find_free_port()
    project.configure(
        f"environments = prod\n[prod]\nurl-prefix = /shop/\nALLOWED_HOSTS = *\nhttp-address = {port}\n"
        f"server = {server}\n"
        "STATIC_URL = static/\nINSTALLED_APPS = django.contrib.staticfiles django.contrib.admin "
        "django.contrib.auth django.contrib.contenttypes django.contrib.messages django.contrib.sessions\n"
        "STATIC_ROOT = %(here)s/static\n"
    )
    project.provision()
    project.call("manage", "collectstatic", "--noinput")
    assert project.get_setting("STATIC_URL") == "/shop/static/"
    with serve(project, port):
        passed_on = get(port, "/shop/cart")
        taken_off = get(port, "/cart")
        spoofed = get(port, "/shop/cart", **{"X-Forwarded-Host": "evil.example.com"})
        styles = [get(port, f"{prefix}/static/admin/css/base.css") for prefix in ("/shop", "")]
    assert passed_on == taken_off == spoofed == f"/shop /shop/cart /cart 127.0.0.1:{port}"
    assert all("DJANGO" in style.upper() for style in styles)


@pytest.mark.slow
def test_messages_and_requests_go_to_the_files_that_are_named_as_json_if_wanted(project: Project) -> None:
    port = find_free_port()
    project.configure(
        f"environments = prod\n[prod]\nALLOWED_HOSTS = *\nhttp-address = {port}\nlog-format = json\n"
        "event-log = var/log/event.log\naccess-log = var/log/access.log\n"
    )
    project.provision()
    logs = project.directory / "var" / "log"
    with serve(project, port) as printed:
        get(port, "/")
        get(port, "/missing")
        # As logrotate does it.
        (logs / "event.log").rename(logs / "event.log.1")
        get(port, "/missed")
    again = [json.loads(line)["message"] for line in (logs / "event.log").read_text().splitlines()]
    # The end of the server may be logged behind it.
    assert again[0] == "Not Found: /missed"
    (logs / "event.log.1").rename(logs / "event.log")
    events = [json.loads(line) for line in (logs / "event.log").read_text().splitlines()]
    assert {"level": "INFO", "logger": "waitress"}.items() <= events[0].items()
    assert "Not Found: /missing" in [event["message"] for event in events]
    requests = [json.loads(line) for line in (logs / "access.log").read_text().splitlines()]
    told = [(request["method"], request["path"], request["status"]) for request in requests]
    assert told[-3:] == [("GET", "/", 200), ("GET", "/missing", 404), ("GET", "/missed", 404)]
    assert not any("waitress" in line for line in printed)


@pytest.mark.slow
def test_without_files_messages_and_requests_go_to_standard_error(project: Project) -> None:
    port = find_free_port()
    project.configure(
        "environments = prod\n[prod]\nALLOWED_HOSTS = *\naccess-log = stderr\nlog-level = WARNING\n"
        f"http-address = {port}\n"
    )
    project.provision()
    with serve(project, port) as printed:
        get(port, "/missing")
    text = "\n".join(printed)
    assert "WARNI [django.request] Not Found: /missing" in text
    assert '"GET /missing HTTP/1.1" 404' in text
    assert "INFO  [waitress]" not in text


@pytest.mark.slow
def test_messages_go_to_standard_output_when_that_is_wanted(project: Project) -> None:
    project.configure("environments = prod\n[prod]\nevent-log = stdout\naccess-log = stdout\n")
    project.provision()
    code = "import logging; logging.getLogger('wsgi').info('a request'); logging.warning('a message')"
    printed = project.call("manage", "shell", "--verbosity=0", "-c", code)
    assert "WARNI [root] a message\n" in printed
    assert "a request\n" in printed
    assert not (project.directory / "stdout").exists()


def test_an_option_without_a_value_undoes_what_is_inherited(project: Project) -> None:
    undone = "secret-key =\nurl-prefix =\nworkers =\nthreads =\nmode =\nsettings =\n"
    project.configure(
        "environments = prod plain\nsecret-key = generate\nurl-prefix = /shop\nmode = 0600\n"
        f"[prod]\nserver = gunicorn\nworkers = 2\nthreads = 2\n[plain]\n<= prod\nserver = waitress\n{undone}"
    )
    project.provision()
    ini = project.directory / "parts" / "twod" / "plain.ini"
    assert ini.stat().st_mode & 0o777 == 0o640
    made = project.read_ini("plain")
    assert set(made["server:main"]) - set(made.defaults()) == {"use", "listen"}
    assert set(made["app:django"]) - set(made.defaults()) == {"use"}
    assert set(made.defaults()) == {"here", "debug"}
    assert project.read_ini("prod")["server:main"]["workers"] == "2"


@pytest.mark.slow
def test_with_debug_each_message_is_logged_once(project: Project) -> None:
    port = find_free_port()
    project.configure(f"environments = dev\n[dev]\ndebug = true\nALLOWED_HOSTS = *\nhttp-address = {port}\n")
    project.provision()
    with serve(project, port, "dev") as printed:
        get(port, "/missing")
    assert len([line for line in printed if "Not Found: /missing" in line]) == 1


@pytest.mark.slow
def test_a_log_file_can_rotate_by_options_of_its_handler(project: Project) -> None:
    project.configure(
        "environments = prod\n[prod]\nevent-log = var/event.log\nhandler.event.class = handlers.RotatingFileHandler\n"
        "handler.event.args = ('%(here)s/rotating.log', 'a', 200, 3)\nALLOWED_HOSTS = *\n"
    )
    project.provision()
    code = "import logging; [logging.warning('message number %d', number) for number in range(12)]"
    project.call("manage", "shell", "--verbosity=0", "-c", code)
    logs = sorted((project.directory / "parts" / "twod").glob("rotating.log*"))
    assert [path.name for path in logs] == ["rotating.log", "rotating.log.1", "rotating.log.2", "rotating.log.3"]
    lines = [line for path in reversed(logs) for line in path.read_text().splitlines()]
    assert len(lines) > len(logs)
    numbers = range(12 - len(lines), 12)
    assert [line.partition("[root] ")[2] for line in lines] == [f"message number {number}" for number in numbers]


@pytest.mark.slow
def test_console_scripts_are_made_for_each_environment_with_its_settings(project: Project) -> None:
    project.write(
        "setup.py",
        "from setuptools import setup\n"
        "setup(name='pages', version='1', packages=['pages'],\n"
        "      entry_points={'console_scripts': ['tell = pages.tell:main']})",
    )
    project.write("pages/tell.py", "from django.conf import settings\ndef main(): print(settings.GREETING)\n")
    project.configure(
        "environments = dev prod\n[dev]\nGREETING = hello\n[prod]\nGREETING = good day\n",
        "develop = .\n",
        "eggs = pages\nextra-paths =\nscripts-with-settings = tell talk=pages.tell:main\ninterpreter = py\n",
    )
    choice = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'pages.settings')\n"
    project.write("worker.py", f"{choice}from pages.tell import main\nmain()\n")
    project.provision(PIP_NO_BUILD_ISOLATION="0")
    assert project.call("tell-dev") == "hello\n"
    assert project.call("tell-prod") == project.call("talk-prod") == "good day\n"
    worker = str(project.directory / "worker.py")
    assert (project.call("python-dev", worker), project.call("python-prod", worker)) == ("hello\n", "good day\n")
    assert project.call("py", worker, status=1) == ""
    assert project.call("py", worker, TWOD_CONFIG_URI=str(project.directory / "parts/twod/prod.ini")) == "good day\n"
    # Without setuptools' develop step, which has no part in the mistake.
    told = project.run("twod:scripts-with-settings=tale", PIP_NO_BUILD_ISOLATION="0").stdout
    assert "[twod] scripts-with-settings: no egg of the site has a console script tale; for your own function, " in told


@pytest.mark.slow
def test_gunicorn_and_pytest_run_with_the_settings_of_an_environment(project: Project) -> None:
    project.write(
        "pages/wsgi.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"
    )
    project.write(
        "checks/test_host.py",
        "from django.conf import settings\ndef test_host(): assert settings.ALLOWED_HOSTS == ['*']\n",
    )
    text = "environments = prod\nscripts-with-settings = gunicorn pytest\nwsgi = true\n[prod]\nALLOWED_HOSTS = *\n"
    project.configure(text)
    cfg = (project.directory / "buildout.cfg").read_text(encoding="utf-8")
    project.write("buildout.cfg", cfg.replace("\neggs =\n", "\neggs =\n    gunicorn\n    pytest\n"))
    project.provision()
    assert "1 passed" in project.call("pytest-prod", "-q", "-p", "no:cacheprovider", str(project.directory / "checks"))
    port = find_free_port()
    with serve(project, port, command=["gunicorn-prod", "--bind", f"127.0.0.1:{port}", "pages.wsgi"]):
        assert get(port, "/") == "/"
    port, modules = find_free_port(), str(project.directory / "bin")
    imported = ["gunicorn", "--chdir", modules, "--bind", f"127.0.0.1:{port}", "prod_wsgi:application"]
    with serve(project, port, command=imported):
        assert get(port, "/") == "/"


@pytest.mark.slow
def test_what_zc_recipe_egg_can_do_works_as_there(project: Project) -> None:
    options = (
        "entry-points = greet=platform:python_version\ndependent-scripts = true\nscripts = waitress-serve=web greet\n"
        "arguments = *[]\ninitialization = import greeting\n"
    )
    project.write("greeting.py", "print('initialized')\n")
    project.configure(f"environments = prod\n{options}[prod]\n")
    project.provision()
    assert project.call("greet", status=1) == "initialized\n"  # what it returns is no exit status
    assert "initialized\n" in project.call("manage", "version")
    assert "initialized\nUsage:\n\n    web " in project.call("web", "--help")


@pytest.mark.slow
@pytest.mark.parametrize("relative", ["true", "false"])
def test_two_sites_have_their_scripts_in_directories_of_their_own(project: Project, relative: str) -> None:
    project.configure(
        "environments = prod\n[shop]\nrecipe = twod.recipe\neggs =\nextra-paths = .\nsettings = pages.settings\n"
        "environments = live\nbin-directory = bin/shop\nEMAIL_PORT = 26\nwsgi = true\n[prod]\n[live]\n",
        f"parts += shop\nrelative-paths = {relative}\n",
    )
    project.provision()
    shop = project.directory / "bin" / "shop"
    of_live = {"live.wsgi", "live_wsgi.py", "manage-live", "python-live", "serve-live"}
    assert {path.name for path in shop.iterdir()} == {"manage", "paster", "twod"} | of_live
    code = "from django.conf import settings; print(settings.EMAIL_PORT)"
    assert project.call("manage", "shell", "--verbosity=0", "-c", code) == "25\n"
    assert project.call("shop/manage", "shell", "--verbosity=0", "-c", code) == "26\n"
    before = project.list_files()
    project.provision()
    assert project.list_files() == before
    project.provision("buildout:parts=twod")
    assert not shop.exists()
    assert (project.directory / "bin" / "paster").exists()


def test_data_can_be_kept_elsewhere(project: Project) -> None:
    project.configure("environments = prod\nvar = ../data\nsecret-key = generate\n[prod]\n")
    assert f"Made {project.directory.parent}/data." in project.provision()
    assert [path.name for path in (project.directory.parent / "data").iterdir()] == ["secret-key-prod"]
    assert len(project.get_setting("SECRET_KEY")) >= 50
    assert not (project.directory / "var").exists()


def test_an_ini_can_be_written_unchecked_and_says_so(project: Project) -> None:
    project.configure("environments = prod\ncheck = none\n[prod]\nEMAIL_PORT = 25x\n")
    project.provision()
    assert "# This file was not checked.\n" in (project.directory / "parts/twod/prod.ini").read_text()


@pytest.mark.slow
def test_bin_test_runs_pytest_with_the_settings_of_its_environment(project: Project) -> None:
    project.write(
        "checks/test_greeting.py",
        "from django.conf import settings\ndef test_greeting():\n    assert settings.GREETING == 'hello'\n",
    )
    project.configure(
        "environments = prod dev\n[dev]\nGREETING = hello\n[prod]\n",
        part=f"test = -q {project.directory}/checks -k 'greeting or other'\ntest-environment = dev\n",
    )
    project.provision()
    assert "1 passed" in project.call("test")
    assert "1 deselected" in project.call("test", "-k", "nothing", status=5)


@pytest.mark.slow
def test_a_command_is_run_when_an_ini_has_changed_and_only_then(project: Project) -> None:
    project.configure("environments = prod\non-change = echo changed >> told\n[prod]\n")
    told = project.directory / "told"
    project.provision()
    assert told.read_text() == "changed\n"
    project.provision()
    assert told.read_text() == "changed\n"
    project.provision("prod:EMAIL_PORT=26")
    assert told.read_text() == "changed\n" * 2


@pytest.mark.slow
def test_a_command_that_fails_is_an_error_of_its_option(project: Project) -> None:
    project.configure("environments = prod\non-change = test -f server || exit 3\n[prod]\n")
    message = "[twod] on-change: 'test -f server || exit 3' ended with exit status 3 (buildout.cfg)"
    assert project.fail() == message
    assert (project.directory / "bin" / "manage-prod").exists()
    # Nothing is left to write, and the server still has to be told.
    assert project.fail() == message
    project.write("server", "")
    project.provision()
    (project.directory / "server").unlink()
    project.provision()
    assert not (project.directory / "parts" / "twod" / ".unfinished").exists()


@pytest.mark.slow
def test_values_of_the_settings_module_are_looked_at_before_anything_is_written(project: Project) -> None:
    project.configure("environments = prod\ncheck = deploy\n[prod]\nSITE_ID = 1\n")
    project.provision()
    before = project.list_files()
    message = "[prod] ALLOWED_HOSTS.remove: expected an item that is in the list, got 'x' (command line)"
    assert project.fail("prod:ALLOWED_HOSTS.remove=x") == message
    assert project.fail("prod:MIDDLEWARE.remove=x") == message.replace("ALLOWED_HOSTS", "MIDDLEWARE")
    assert project.list_files() == before


@pytest.mark.slow
def test_django_looks_at_a_deployment_without_debug(project: Project) -> None:
    project.configure("environments = dev prod\ncheck = deploy\n[dev]\ndebug = true\n[prod]\nALLOWED_HOSTS = x\n")
    printed = project.provision()
    assert "twod: [prod] System check identified some issues:" in printed
    assert "security.W" in printed
    assert "[dev]" not in printed
    assert "security.W" not in project.provision()
    told = project.fail("prod:ROOT_URLCONF=pages.missing")
    assert told.startswith("[prod]: ")
    assert "pages.missing" in told
    assert project.fail("prod:ROOT_URLCONF=pages.missing") == told


@pytest.mark.slow
def test_a_secret_in_clear_is_warned_of_kept_from_the_record_and_readable_by_its_owner_alone(project: Project) -> None:
    part = "SECRET_KEY = hunter2-of-the-part\nenvironment-vars = API_TOKEN = hunter2-of-scripts\n"
    project.configure(f"environments = prod\n{part}[prod]\nEMAIL_HOST_PASSWORD = hunter2\n")
    printed = project.provision()
    for section, name in (("twod", "SECRET_KEY"), ("prod", "EMAIL_HOST_PASSWORD")):
        cure = f"use a reference instead: {name} = $${{env:NAME}} or $${{file:PATH}}"
        advice = f"[{section}] {name}: a secret in clear text; {cure}"
        assert advice in printed
    assert "[twod] environment-vars: API_TOKEN is a secret in clear text, in scripts that everybody can read" in printed
    assert "hunter2" not in printed
    assert "hunter2" not in (project.directory / ".installed.cfg").read_text()
    assert (project.directory / "parts" / "twod" / "prod.ini").stat().st_mode & 0o777 == 0o600
    assert project.get_setting("SECRET_KEY") == "hunter2-of-the-part"
    before = project.list_files()
    assert "Updating twod." in project.provision()
    assert project.list_files() == before


def test_a_secret_in_clear_is_found_in_every_section_of_the_ini(project: Project) -> None:
    part = """\
handler.mail.class = handlers.SMTPHandler
handler.mail.args = ('mx', 'shop@x.org', ['ops@x.org'], 'Error', ('shop', 'hunter2'))
filter.session.use = egg:Paste#gzip
filter.session.session_secret = hunter2
app.wiki.use = egg:Paste#static
app.wiki.document_root = https://x.org/?token=hunter2
server.main.ident = Bearer, password=hunter2
SHOP_DSN = https://hunter2@sentry.io/1
PGPASSWORD = hunter2
"""
    project.configure(f"environments = prod\n{part}[prod]\nSTRIPE_KEY = hunter2\n")
    printed = project.provision()
    names = ("handler.mail.args", "filter.session.session_secret", "app.wiki.document_root", "server.main.ident")
    for name in (*names, "SHOP_DSN", "PGPASSWORD"):
        assert f"[twod] {name}: a secret in clear" in printed
    assert "[prod] STRIPE_KEY: a secret in clear" in printed
    reference = "use a reference instead: filter.session.session_secret = $${env:NAME} or $${file:PATH}"
    assert f"[twod] filter.session.session_secret: a secret in clear text; {reference}" in printed
    assert "hunter2" not in printed
    assert "hunter2" not in (project.directory / ".installed.cfg").read_text()
    assert (project.directory / "parts" / "twod" / "prod.ini").stat().st_mode & 0o777 == 0o600
    assert "Updating twod." in project.provision()


def test_what_only_sounds_like_a_secret_raises_no_alarm(project: Project) -> None:
    settings = "PASSWORD_MIN_LENGTH = 8\nTOKEN_URL = https://x.org/token\nAUTH_TOKEN_HEADER = X-Token\n"
    project.configure(f"environments = prod\n{settings}[prod]\nSECRET_KEY = $${{env:KEY}}\n")
    assert "in clear" not in project.provision()
    assert "X-Token" in (project.directory / ".installed.cfg").read_text()
    assert (project.directory / "parts" / "twod" / "prod.ini").stat().st_mode & 0o777 == 0o640


def test_no_secret_by_reference_is_in_any_file_but_its_own(project: Project) -> None:
    project.configure("environments = prod\nsecret-key = generate\n[prod]\nDATABASES.default = $${env:DATABASE_URL}\n")
    printed = project.provision("-v", DATABASE_URL="postgres://user:hunter2@host/x")
    key = (project.directory / "var" / "twod" / "secret-key-prod").read_text().strip()
    files = [path for path in project.directory.rglob("*") if path.is_file()]
    having = [path.name for path in files if key in path.read_text()]
    assert having == ["secret-key-prod"]
    assert key not in printed
    assert "hunter2" not in printed


def test_other_parts_can_say_where_the_files_are(project: Project) -> None:
    project.configure(
        "environments = prod\nwsgi = true\nasgi = true\n[prod]\n"
        "[show]\nrecipe = zc.recipe.egg\neggs = waitress\nscripts =\n"
        "text = ${twod:location} ${twod:ini-prod} ${twod:config-uri-prod} ${twod:control-script-prod}"
        " ${twod:wsgi-script-prod} ${twod:wsgi-module-prod} ${twod:asgi-module-prod} ${twod:var}\n",
        "parts += show\n",
    )
    project.provision("buildout:parts=show twod")
    record = (project.directory / ".installed.cfg").read_text()
    here = project.directory
    inis = f"{here}/parts/twod {here}/parts/twod/prod.ini config:{here}/parts/twod/prod.ini"
    modules = f"{here}/bin/prod.wsgi prod_wsgi prod_asgi"
    assert f"text = {inis} {here}/bin/manage-prod {modules} {here}/var/twod\n" in record


def test_an_environment_inherits_and_is_told_from_where(project: Project) -> None:
    project.configure(
        "environments = prod staging\nTIME_ZONE = UTC\n[prod]\nALLOWED_HOSTS = example.com\nEMAIL_PORT = 26\n"
        "[staging]\n<= prod\nALLOWED_HOSTS = staging.example.com\n"
    )
    project.provision()
    text = (project.directory / "parts" / "twod" / "staging.ini").read_text()
    section = ["[app:django]", "use = egg:twod.wsgi", "# [prod]", "EMAIL_PORT = 26"]
    section += ["# [staging]", "ALLOWED_HOSTS = staging.example.com", "# [twod]", "TIME_ZONE = UTC"]
    assert "\n".join(section) in text
