"""A site reaches PostgreSQL and Redis by the URLs of docs/how-to/connect.rst, and doctor names the one that is gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import redis

from kit.environs import make_environ
from kit.postgres import running_postgres
from kit.processes import run
from kit.redis_server import running_redis
from kit.sites import write_files

from .conftest import find_script

PAGE = "docs/how-to/connect.rst"
#: The characters mean something in a URL, and are written as they are.
PASSWORD = "p@ss/w:rd?#%"
FILES = {
    "shop/__init__.py": "",
    "shop/urls.py": "urlpatterns = []\n",
    "secret-key": "s3cret-of-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz\n",
    "database-password": f"{PASSWORD}\n",
}


def test_doctor_opens_databases_and_caches(manual, follow: Callable[..., None], tmp_path_factory) -> None:
    home: Path = tmp_path_factory.mktemp("site")
    ini, *_ = manual(PAGE, "ini")
    (session,) = manual(PAGE, "console")
    environ = make_environ(REDIS_PASSWORD=PASSWORD)
    twod = find_script("twod", "twod.wsgi")
    with (
        running_postgres(tmp_path_factory.mktemp("postgres")) as database,
        running_redis(tmp_path_factory.mktemp("redis")) as cache,
    ):
        text = ini.text.replace("db.example.com:5432", f"127.0.0.1:{database.port}")
        text = text.replace("cache.example.com:6379", f"127.0.0.1:{cache.port}")
        write_files(home, FILES | {"prod.ini": text})
        for name in FILES:
            (home / name).chmod(0o700)
        database.make_database("shop")
        database.execute("CREATE ROLE shop LOGIN")
        database.execute("ALTER DATABASE shop OWNER TO shop")
        redis.Redis.from_url(cache.url).config_set("requirepass", PASSWORD)

        def run_twod(*words: str) -> str:
            return run([twod, *words], cwd=home, environ=environ, merged=True).stdout

        assert "OK" in run_twod("setup-app", "prod.ini")
        well = run_twod("doctor", "prod.ini")
        assert "ok       database:default\n" in well
        assert "ok       cache:default\n" in well
        assert "wrong" not in well
        database.stop()
        follow(session.text, lambda line: run_twod(*line.split()[1:]))
