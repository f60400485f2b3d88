"""Settings for databases, models, caches and background tasks."""

from __future__ import annotations

from twod.wsgi.config.django_settings.schemas import CACHES, DATABASES, TASKS
from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.lists import INTEGERS, PATHS, WORDS
from twod.wsgi.config.kinds.maps import TEXTS, Map
from twod.wsgi.config.kinds.number_kinds import SECONDS
from twod.wsgi.config.kinds.scalars import OPTIONAL_TEXT, TEXT

DATABASE_SETTINGS = (
    Setting(
        "CACHES", CACHES, "Caches by alias; the alias of the default cache is default.", "default = redis://localhost/1"
    ),
    Setting("CACHE_MIDDLEWARE_ALIAS", TEXT, "Cache that the cache middleware uses.", "pages"),
    Setting("CACHE_MIDDLEWARE_KEY_PREFIX", TEXT, "Prefix of the cache middleware's keys.", "shop"),
    Setting("CACHE_MIDDLEWARE_SECONDS", SECONDS, "How long the cache middleware keeps a page.", "10m"),
    Setting(
        "DATABASES",
        DATABASES,
        "Databases by alias; the alias of the default database is default.",
        "default = postgres://shop@db.example.com/shop",
    ),
    Setting(
        "DATABASE_ROUTERS",
        WORDS,
        "Classes that choose the database of a query; Django calls them in this order.",
        "mysite.routers.ReplicaRouter",
    ),
    Setting(
        "DEFAULT_AUTO_FIELD",
        TEXT,
        "Class of the primary key of models that declare none.",
        "django.db.models.BigAutoField",
    ),
    Setting(
        "DEFAULT_INDEX_TABLESPACE", TEXT, "Tablespace of indexes on fields that do not name a tablespace.", "indexes"
    ),
    Setting("DEFAULT_TABLESPACE", TEXT, "Tablespace of models that do not name a tablespace.", "tables"),
    Setting("FIXTURE_DIRS", PATHS, "Further directories of fixtures.", "%(here)s/fixtures"),
    Setting("GDAL_LIBRARY_PATH", OPTIONAL_TEXT, "File of the GDAL library.", "/usr/lib/libgdal.so"),
    Setting("GEOIP_CITY", TEXT, "Name of the GeoIP database of cities.", "GeoLite2-City.mmdb"),
    Setting("GEOIP_COUNTRY", TEXT, "Name of the GeoIP database of countries.", "GeoLite2-Country.mmdb"),
    Setting("GEOIP_PATH", OPTIONAL_TEXT, "Directory of the GeoIP databases.", "/usr/share/GeoIP"),
    Setting("GEOS_LIBRARY_PATH", OPTIONAL_TEXT, "File of the GEOS library.", "/usr/lib/libgeos_c.so"),
    Setting(
        "MIGRATION_MODULES",
        Map(OPTIONAL_TEXT, expected="lines of app = dotted name, or a JSON object"),
        "Packages with the migrations of apps, by app label; none switches off the migrations of an app.",
        "blog = mysite.blog_migrations\nlegacy = none",
    ),
    Setting(
        "POSTGIS_VERSION", INTEGERS, "Version of PostGIS; Django queries the database if this is not set.", "3 4 2"
    ),
    Setting(
        "SERIALIZATION_MODULES",
        TEXTS,
        "Additional serializer modules, by format.",
        "csv = mysite.serializers.csv",
    ),
    Setting("SPATIALITE_LIBRARY_PATH", OPTIONAL_TEXT, "File of the SpatiaLite library.", "mod_spatialite"),
    Setting(
        "TASKS",
        TASKS,
        "Backends of background tasks by alias; the alias of the default backend is default.",
        '{"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}',
        since=(6, 0),
        backport="django-tasks",
    ),
    Setting(
        "TEST_NON_SERIALIZED_APPS",
        WORDS,
        "Apps whose data a TransactionTestCase does not restore.",
        "django.contrib.contenttypes",
    ),
    Setting("TEST_RUNNER", TEXT, "Class that runs the tests.", "mysite.testing.TestRunner"),
)
