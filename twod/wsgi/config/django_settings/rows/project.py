"""Settings for apps, templates, forms and error handling."""

from __future__ import annotations

from twod.wsgi.config.django_settings.schemas import LOGGING, TEMPLATES
from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.lists import WORDS
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import BOOLEAN, OPTIONAL_TEXT, TEXT

PROJECT_SETTINGS = (
    Setting(
        "DEBUG",
        BOOLEAN,
        "Show error pages with tracebacks; in an ini, set debug in [DEFAULT].",
    ),
    Setting(
        "DEBUG_PROPAGATE_EXCEPTIONS",
        BOOLEAN,
        "Pass exceptions of views on to the server instead of showing an error page.",
        "true",
    ),
    Setting(
        "DEFAULT_EXCEPTION_REPORTER",
        TEXT,
        "Class that writes the report of an exception.",
        "mysite.errors.ExceptionReporter",
    ),
    Setting(
        "DEFAULT_EXCEPTION_REPORTER_FILTER",
        TEXT,
        "Class that hides secrets in the report of an exception; twod's default is its TwodReporterFilter.",
        "mysite.errors.ExceptionReporterFilter",
    ),
    Setting(
        "FORMS_URLFIELD_ASSUME_HTTPS",
        BOOLEAN,
        "Assume https for a URL that a user enters without a scheme.",
        "true",
        deprecated=((5, 0), "Django 6.0 assumes https"),
        removed=((6, 0), "delete it: https is assumed"),
    ),
    Setting(
        "FORM_RENDERER",
        TEXT,
        "Class that renders forms.",
        "django.forms.renderers.TemplatesSetting",
    ),
    Setting(
        "INSTALLED_APPS",
        WORDS,
        "Apps of the site.",
        "django.contrib.auth\ndjango.contrib.contenttypes\nblog",
    ),
    Setting(
        "LOGGING",
        LOGGING,
        "Configuration of Python's logging, in the format of logging.config.dictConfig.",
        '{"version": 1, "handlers": {"console": {"class": "logging.StreamHandler"}},'
        ' "root": {"handlers": ["console"], "level": "WARNING"}}',
    ),
    Setting(
        "LOGGING_CONFIG",
        OPTIONAL_TEXT,
        "Function that Django calls with LOGGING; with none, Django does not configure logging.",
        "none",
    ),
    Setting(
        "SILENCED_SYSTEM_CHECKS",
        WORDS,
        "Identifiers of system checks whose warnings Django does not show.",
        "security.W004 models.W042",
    ),
    Setting("SITE_ID", INTEGER, "Primary key of this site in django.contrib.sites.", "1"),
    Setting(
        "TEMPLATES",
        TEMPLATES,
        "Template engines.",
        '[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": true}]',
    ),
    Setting(
        "URLIZE_ASSUME_HTTPS",
        BOOLEAN,
        "Make the urlize filter link to https if a URL has no scheme.",
        "true",
        since=(6, 0),
        deprecated=((6, 0), "a later Django always assumes https"),
    ),
    Setting(
        "USE_BLANK_CHOICE_DASH",
        BOOLEAN,
        "Show the empty choice of a select field as dashes, as Django 6.0 did.",
        "true",
        since=(6, 1),
        deprecated=((6, 1), "delete it"),
    ),
)
