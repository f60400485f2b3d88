"""The keys and kinds of Django's nested settings."""

from __future__ import annotations

from twod.inifile.seals import is_sealed
from twod.wsgi.config.django_settings.cache_urls import read_cache_url
from twod.wsgi.config.django_settings.database_urls import read_database_url
from twod.wsgi.config.django_settings.mailer_urls import read_mailer_url
from twod.wsgi.config.kinds.base import JsonSchema, Kind, OptionalKind
from twod.wsgi.config.kinds.lists import PATHS, WORDS, ListKind, OneOrMore
from twod.wsgi.config.kinds.maps import TEXTS, Located, Map, Struct
from twod.wsgi.config.kinds.number_kinds import INTEGER, OPTIONAL_SECONDS, NumberOfSeconds
from twod.wsgi.config.kinds.scalars import BOOLEAN, OPTIONAL_TEXT, TEXT, Choice
from twod.wsgi.config.kinds.untyped import UNTYPED


class NullableText(OptionalKind):
    """A text, or None for ``none`` or ``null``; an empty value is the empty text, which every backend accepts."""

    def read(self, text: str) -> object:
        # The text of a reference is never None: a password may be "none".
        return self.kind.read(text) if not text.strip() or is_sealed(text) else super().read(text)


_NULLABLE_TEXT = NullableText(TEXT)
_TEST_DATABASE = Struct(
    "the options of a test database",
    {
        **dict.fromkeys(
            ("NAME", "CHARSET", "COLLATION", "MIRROR", "USER", "PASSWORD", "TBLSPACE", "TBLSPACE_TMP"), OPTIONAL_TEXT
        ),
        **dict.fromkeys(("DATAFILE", "DATAFILE_TMP"), OPTIONAL_TEXT),
        "TEMPLATE": OPTIONAL_TEXT,
        **dict.fromkeys(("DATAFILE_MAXSIZE", "DATAFILE_TMP_MAXSIZE", "DATAFILE_SIZE"), TEXT),
        **dict.fromkeys(("DATAFILE_TMP_SIZE", "DATAFILE_EXTSIZE", "DATAFILE_TMP_EXTSIZE"), TEXT),
        **dict.fromkeys(("MIGRATE", "CREATE_DB", "CREATE_USER", "ORACLE_MANAGED_FILES"), BOOLEAN),
        "DEPENDENCIES": WORDS,
    },
)


class Port(Kind):
    """A port of a database, which Django accepts as a text or an integer."""

    expected = "a port"

    def read(self, text: str) -> object:
        return TEXT.read(text)

    def take(self, value: object) -> object:
        return INTEGER.take(value) if isinstance(value, int) else TEXT.take(value)

    def describe_json(self) -> JsonSchema:
        return {"type": ["integer", "string"]}

    def write(self, value: object) -> str:
        return TEXT.write(value)


_DATABASE = Located(
    "a database",
    {
        "ENGINE": TEXT,
        **dict.fromkeys(("NAME", "USER", "PASSWORD", "HOST"), _NULLABLE_TEXT),
        "PORT": NullableText(Port()),
        **dict.fromkeys(
            ("ATOMIC_REQUESTS", "AUTOCOMMIT", "CONN_HEALTH_CHECKS", "DISABLE_SERVER_SIDE_CURSORS"), BOOLEAN
        ),
        "CONN_MAX_AGE": OPTIONAL_SECONDS,
        "TIME_ZONE": OPTIONAL_TEXT,
        "OPTIONS": Map(),
        "TEST": _TEST_DATABASE,
    },
    read_database_url,
)
_CACHE = Located(
    "a cache",
    {
        "BACKEND": TEXT,
        "LOCATION": NullableText(OneOrMore(TEXT)),
        "TIMEOUT": OPTIONAL_SECONDS,
        "KEY_PREFIX": TEXT,
        "VERSION": INTEGER,
        "KEY_FUNCTION": OPTIONAL_TEXT,
        "OPTIONS": Struct("the options of a cache", {"MAX_ENTRIES": INTEGER, "CULL_FREQUENCY": INTEGER}),
    },
    read_cache_url,
)
_TEMPLATE = Struct(
    "a template engine",
    {
        "BACKEND": TEXT,
        "NAME": TEXT,
        "DIRS": PATHS,
        "APP_DIRS": BOOLEAN,
        "OPTIONS": Struct(
            "the options of a template engine",
            {
                "context_processors": WORDS,
                "builtins": WORDS,
                "loaders": ListKind(UNTYPED, "template loaders"),
                "libraries": TEXTS,
                **dict.fromkeys(("debug", "autoescape"), BOOLEAN),
                **dict.fromkeys(("string_if_invalid", "file_charset", "environment"), TEXT),
            },
        ),
    },
)
_STORAGE = Struct("a file storage", {"BACKEND": TEXT, "OPTIONS": Map()})
_TASK = Struct("a task backend", {"BACKEND": TEXT, "QUEUES": WORDS, "OPTIONS": Map()})
_MAILER = Located(
    "a mailer",
    {
        "BACKEND": TEXT,
        "OPTIONS": Struct(
            "the options of a mailer",
            {
                **dict.fromkeys(("host", "file_path"), TEXT),
                **dict.fromkeys(("username", "password"), _NULLABLE_TEXT),
                "port": OptionalKind(INTEGER),
                **dict.fromkeys(("use_tls", "use_ssl"), BOOLEAN),
                **dict.fromkeys(("ssl_keyfile", "ssl_certfile"), OPTIONAL_TEXT),
                "timeout": OptionalKind(NumberOfSeconds()),
            },
        ),
    },
    read_mailer_url,
)
_VALIDATOR = Struct("a password validator", {"NAME": TEXT, "OPTIONS": Map()})

#: A level of Python's logging, by name or number.
_LEVEL = UNTYPED
_LOGGER = Struct("a logger", {"level": _LEVEL, "propagate": BOOLEAN, "filters": WORDS, "handlers": WORDS})
LOGGING = Struct(
    "a configuration for logging.config.dictConfig",
    {
        "version": INTEGER,
        **dict.fromkeys(("disable_existing_loggers", "incremental"), BOOLEAN),
        "formatters": Map(
            Struct(
                "a formatter",
                {
                    **dict.fromkeys(("format", "datefmt", "class", "()"), TEXT),
                    "style": Choice("%", "{", "$"),
                    "validate": BOOLEAN,
                },
            )
        ),
        "filters": Map(Struct("a filter", {"()": TEXT, "name": TEXT})),
        "handlers": Map(
            Struct(
                "a handler",
                {
                    **dict.fromkeys(("class", "()", "formatter", "filename", "stream", "encoding"), TEXT),
                    "level": _LEVEL,
                    "filters": WORDS,
                },
            )
        ),
        "loggers": Map(_LOGGER),
        "root": _LOGGER,
    },
)
DATABASES = Map(_DATABASE, expected="databases: lines of alias = URL, or a JSON object")
CACHES = Map(_CACHE, expected="caches: lines of alias = URL, or a JSON object")
MAILERS = Map(_MAILER, expected="mailers: lines of alias = URL, or a JSON object")
TEMPLATES = ListKind(_TEMPLATE, "a list of template engines")
STORAGES = Map(_STORAGE, expected="file storages by alias, a JSON object")
TASKS = Map(_TASK, expected="task backends by alias, a JSON object")
VALIDATORS = ListKind(_VALIDATOR, "a list of password validators")
