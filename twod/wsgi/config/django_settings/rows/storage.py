"""Settings for uploaded files, static files and their storage."""

from __future__ import annotations

from twod.wsgi.config.django_settings.schemas import STORAGES
from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.base import OptionalKind
from twod.wsgi.config.kinds.lists import WORDS
from twod.wsgi.config.kinds.number_kinds import BYTES
from twod.wsgi.config.kinds.pairs import PathsOrPairs
from twod.wsgi.config.kinds.scalars import OPTIONAL_TEXT, TEXT, FileMode

_MODE = OptionalKind(FileMode())

STORAGE_SETTINGS = (
    Setting(
        "FILE_UPLOAD_DIRECTORY_PERMISSIONS",
        _MODE,
        "Permissions of the directories that Django creates for files; with none, the system's default.",
        "0o750",
    ),
    Setting(
        "FILE_UPLOAD_HANDLERS",
        WORDS,
        "Classes that receive uploaded files.",
        "django.core.files.uploadhandler.TemporaryFileUploadHandler",
    ),
    Setting("FILE_UPLOAD_MAX_MEMORY_SIZE", BYTES, "Largest uploaded file that Django keeps in memory.", "5MiB"),
    Setting(
        "FILE_UPLOAD_PERMISSIONS",
        _MODE,
        "Permissions of the files that Django stores; with none, the system's default.",
        "0o640",
    ),
    Setting(
        "FILE_UPLOAD_TEMP_DIR",
        OPTIONAL_TEXT,
        "Directory for large files during their upload; with none, the system's temporary directory.",
        "/srv/mysite/uploads",
    ),
    Setting("MEDIA_ROOT", TEXT, "Directory of uploaded files.", "%(here)s/media"),
    Setting("MEDIA_URL", TEXT, "URL of uploaded files.", "/media/"),
    Setting(
        "STATICFILES_DIRS",
        PathsOrPairs(),
        "Additional directories of static files, each with an optional URL prefix.",
        "%(here)s/assets\ndocs ; %(here)s/documents",
    ),
    Setting(
        "STATICFILES_FINDERS",
        WORDS,
        "Classes that find static files.",
        "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    ),
    Setting("STATIC_ROOT", OPTIONAL_TEXT, "Directory that collectstatic writes to.", "%(here)s/static"),
    Setting("STATIC_URL", OPTIONAL_TEXT, "URL of static files.", "/static/"),
    Setting(
        "STORAGES",
        STORAGES,
        "Storages by alias; default is for uploaded files, staticfiles for static files.",
        '{"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},'
        ' "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}',
    ),
)
