"""What it costs to have Django's settings in inis instead of in a Python module.

Both sides start a fresh Python, load the application by PasteDeploy and set Django up. One has 60 settings in three
inis, each using the next; the other has the same settings in a module, and an ini whose factory does no more than
``django.setup()``. The runs take turns; the medians of the processor time
are compared, since that is the same on a busy machine. Where valgrind is installed, the instructions of the whole
processes are compared as well. The second table shows how the cost grows with the number of options.

Run it with ``python benchmarks/settings.py``.
"""

from __future__ import annotations

import os
import pprint
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from children import VALGRIND, can_count, read_count

from twod.wsgi.config.survey import load_uri
from twod.wsgi.migration.writing import write_setting

RUNS = 41
SETTINGS = {
    "ALLOWED_HOSTS": ["example.com", "www.example.com"],
    "APPEND_SLASH": True,
    "AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 300}},
    "CACHE_MIDDLEWARE_SECONDS": 600,
    "CSRF_COOKIE_AGE": 31449600,
    "CSRF_COOKIE_HTTPONLY": False,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_TRUSTED_ORIGINS": ["https://example.com"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/site/db.sqlite3"}},
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 2621440,
    "DATE_FORMAT": "j F Y",
    "DATE_INPUT_FORMATS": ["%Y-%m-%d", "%d %B %Y"],
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "DEFAULT_CHARSET": "utf-8",
    "DEFAULT_FROM_EMAIL": "site@example.com",
    "EMAIL_SUBJECT_PREFIX": "[Site] ",
    "FILE_UPLOAD_MAX_MEMORY_SIZE": 2621440,
    "FILE_UPLOAD_PERMISSIONS": 0o644,
    "FIRST_DAY_OF_WEEK": 1,
    "INSTALLED_APPS": [
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
    ],
    "INTERNAL_IPS": ["127.0.0.1"],
    "LANGUAGES": [("en", "English"), ("de", "German"), ("fr", "French")],
    "LANGUAGE_CODE": "en-gb",
    "LANGUAGE_COOKIE_NAME": "language",
    "LOGGING": {"version": 1, "loggers": {"django.request": {"level": "ERROR", "handlers": []}}},
    "LOGIN_REDIRECT_URL": "/",
    "LOGIN_URL": "/login/",
    "MEDIA_ROOT": "/srv/site/media",
    "MEDIA_URL": "/media/",
    "MESSAGE_LEVEL": 20,
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    "MONTH_DAY_FORMAT": "j F",
    "NUMBER_GROUPING": 3,
    "PASSWORD_RESET_TIMEOUT": 259200,
    "ROOT_URLCONF": "django.contrib.auth.urls",
    "SECRET_KEY": "not so secret",
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_SECONDS": 3600,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_SSL_REDIRECT": False,
    "SERVER_EMAIL": "root@example.com",
    "SESSION_COOKIE_AGE": 1209600,
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "SHORT_DATE_FORMAT": "d.m.Y",
    "SITE_ID": 1,
    "STATICFILES_DIRS": ["/srv/site/assets"],
    "STATIC_ROOT": "/srv/site/static",
    "STATIC_URL": "/static/",
    "TEMPLATES": [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [], "APP_DIRS": True, "OPTIONS": {}}
    ],
    "TIME_FORMAT": "H:i",
    "TIME_ZONE": "Europe/London",
    "USE_I18N": True,
    "USE_TZ": True,
    "X_FRAME_OPTIONS": "DENY",
}
RUNNER = """
import sys, time
from paste.deploy import loadapp
start = time.process_time()
loadapp("config:" + sys.argv[1])
print(time.process_time() - start)
"""
FACTORY = """
import os


def make(global_conf, /, **local_conf):
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_of_benchmark"
    import django

    django.setup()
    from twod.wsgi.handler import DjangoApplication

    return DjangoApplication()
"""


def write_sites(directory: Path) -> tuple[Path, Path]:
    """Write the same settings as inis and as a module; return the two inis to load."""
    names = list(SETTINGS)
    uses = ["egg:twod.wsgi", "config:site0.ini", "config:site1.ini"]
    for index, use in enumerate(uses):
        options = "".join(write_setting(name, SETTINGS[name]) for name in names[index::3])
        text = f"[DEFAULT]\ndebug = false\n[app:main]\nuse = {use}\n{options}"
        (directory / f"site{index}.ini").write_text(text, encoding="utf-8")
    lines = [f"{name} = {pprint.pformat(value)}" for name, value in SETTINGS.items()]
    (directory / "settings_of_benchmark.py").write_text("\n".join(lines), encoding="utf-8")
    (directory / "factory_of_benchmark.py").write_text(FACTORY, encoding="utf-8")
    # Found as ours is, by the entry point of an installed distribution, which costs PasteDeploy the same then.
    metadata = directory / "site_of_benchmark-1.0.dist-info"
    metadata.mkdir()
    described = "Metadata-Version: 2.1\nName: site-of-benchmark\nVersion: 1.0\n"
    (metadata / "METADATA").write_text(described, encoding="utf-8")
    (metadata / "entry_points.txt").write_text(
        "[paste.app_factory]\nmain = factory_of_benchmark:make\n", encoding="utf-8"
    )
    (directory / "plain.ini").write_text("[app:main]\nuse = egg:site-of-benchmark\n", encoding="utf-8")
    return directory / "site2.ini", directory / "plain.ini"


def time_load(ini: Path) -> float:
    """Return the seconds of processor time that loading an application takes in a fresh process."""
    return float(run_load(ini).stdout)


def count_load(ini: Path) -> int:
    """Return the millions of instructions of a process that loads an application."""
    return read_count(run_load(ini, VALGRIND).stderr) // 1_000_000


def run_load(ini: Path, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Load an application in a fresh process."""
    # Both sides are to find their bytecode, as an installed site does.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["PYTHONHASHSEED"] = "0"
    command = [*prefix, sys.executable, "-c", RUNNER, str(ini)]
    return subprocess.run(command, cwd=ini.parent, env=environ, capture_output=True, text=True, check=True)


def compare_with_a_module(directory: Path) -> None:
    ours, plain = write_sites(directory)
    for ini in (ours, plain):
        time_load(ini)  # the first run compiles
    times = [(time_load(ours), time_load(plain)) for _ in range(RUNS)]
    with_inis, with_module = (statistics.median(column) * 1000 for column in zip(*times, strict=True))
    # Turn by turn: what slows the machine for a while slows both of a turn.
    difference = statistics.median(ini - module for ini, module in times) * 1000
    print(f"{len(SETTINGS)} settings, three inis deep, {RUNS} runs each, medians:")
    print(f"  loadapp with the inis    {with_inis:8.1f} ms")
    print(f"  loadapp with a module    {with_module:8.1f} ms")
    print(f"  difference {difference:.1f} ms, ratio {with_inis / with_module:.3f}")
    if can_count():
        counts = [count_load(ini) for ini in (ours, plain)]
        print(f"  millions of instructions, whole process: {counts[0]}, {counts[1]}, ratio {counts[0] / counts[1]:.3f}")


def show_growth(directory: Path) -> None:
    print("options    ms   µs an option")
    for count in (100, 500, 1000, 2500, 5000):
        kinds = ("MY_{} = 5", "DATABASES.db{}.HOST = db", "MIDDLEWARE.append = a.B{}", "OTHER_{} = x ${{here}}")
        options = [kinds[index % 4].format(index) for index in range(count)]
        # An option stands once in a section, so the operators get sections of their own.
        options = [line.replace("MIDDLEWARE.append", f"MY_LIST_{index}.append") for index, line in enumerate(options)]
        ini = directory / "long.ini"
        ini.write_text("[app:main]\nuse = egg:twod.wsgi\n" + "\n".join(options) + "\n", encoding="utf-8")
        times = []
        for _ in range(5):
            start = time.perf_counter()
            load_uri(ini)
            times.append(time.perf_counter() - start)
        median = statistics.median(times)
        print(f"{count:7} {median * 1000:6.1f} {median / count * 1e6:8.1f}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        compare_with_a_module(Path(name))
        show_growth(Path(name))
