"""Settings for languages, time zones, and the formats of dates and numbers."""

from __future__ import annotations

from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.kinds.base import OptionalKind
from twod.wsgi.config.kinds.lists import LINES, PATHS, WORDS, OneOrMore
from twod.wsgi.config.kinds.number_kinds import INTEGER, OPTIONAL_SECONDS
from twod.wsgi.config.kinds.pairs import Pairs
from twod.wsgi.config.kinds.scalars import BOOLEAN, OPTIONAL_TEXT, SAME_SITE, TEXT

LANGUAGE_SETTINGS = (
    Setting("DATETIME_FORMAT", TEXT, "How templates show a date and time.", "j F Y, H:i"),
    Setting(
        "DATETIME_INPUT_FORMATS",
        LINES,
        "Formats of a date and time that forms accept.",
        "%%Y-%%m-%%d %%H:%%M\n%%d/%%m/%%Y %%H:%%M",
    ),
    Setting("DATE_FORMAT", TEXT, "How templates show a date.", "j F Y"),
    Setting("DATE_INPUT_FORMATS", LINES, "Formats of a date that forms accept.", "%%Y-%%m-%%d\n%%d/%%m/%%Y"),
    Setting("DECIMAL_SEPARATOR", TEXT, "Character between the integer and the fraction of a number.", ","),
    Setting("FIRST_DAY_OF_WEEK", INTEGER, "First day of the week in calendars; 0 is Sunday.", "1"),
    Setting(
        "FORMAT_MODULE_PATH",
        OptionalKind(OneOrMore(TEXT)),
        "Packages with your own formats.",
        "mysite.formats",
    ),
    Setting(
        "LANGUAGES",
        Pairs(),
        "Languages that a user can choose, by code and name.",
        "en ; English\nde ; German",
    ),
    Setting("LANGUAGES_BIDI", WORDS, "Codes of the languages that are written from right to left.", "ar fa he ur"),
    Setting("LANGUAGE_CODE", TEXT, "Language of the site.", "en-gb"),
    Setting(
        "LANGUAGE_COOKIE_AGE",
        OPTIONAL_SECONDS,
        "Lifetime of the language cookie; with none, it ends when the browser closes.",
        "52w",
    ),
    Setting("LANGUAGE_COOKIE_DOMAIN", OPTIONAL_TEXT, "Domain of the language cookie.", ".example.com"),
    Setting("LANGUAGE_COOKIE_HTTPONLY", BOOLEAN, "Hide the language cookie from JavaScript.", "true"),
    Setting("LANGUAGE_COOKIE_NAME", TEXT, "Name of the language cookie.", "language"),
    Setting("LANGUAGE_COOKIE_PATH", TEXT, "Path below which the browser sends the language cookie.", "/shop/"),
    Setting("LANGUAGE_COOKIE_SAMESITE", SAME_SITE, "SameSite attribute of the language cookie.", "Lax"),
    Setting("LANGUAGE_COOKIE_SECURE", BOOLEAN, "Send the language cookie over HTTPS only.", "true"),
    Setting("LOCALE_PATHS", PATHS, "Directories of translations.", "%(here)s/locale"),
    Setting("MONTH_DAY_FORMAT", TEXT, "How the admin shows a day and its month.", "j F"),
    Setting(
        "NUMBER_GROUPING",
        OneOrMore(INTEGER),
        "Number of digits in each group of a large number; write several numbers for groups of different sizes.",
        "3",
    ),
    Setting("SHORT_DATETIME_FORMAT", TEXT, "How templates show a date and time in short form.", "d/m/Y H:i"),
    Setting("SHORT_DATE_FORMAT", TEXT, "How templates show a date in short form.", "d/m/Y"),
    Setting("THOUSAND_SEPARATOR", TEXT, "Character between the groups of digits in a large number.", "."),
    Setting("TIME_FORMAT", TEXT, "How templates show a time.", "H:i"),
    Setting("TIME_INPUT_FORMATS", LINES, "Formats of a time that forms accept.", "%%H:%%M\n%%H.%%M"),
    Setting("TIME_ZONE", TEXT, "Time zone of the site.", "Europe/London"),
    Setting("USE_I18N", BOOLEAN, "Translate the site's texts.", "false"),
    Setting("USE_THOUSAND_SEPARATOR", BOOLEAN, "Show large numbers in groups of digits.", "true"),
    Setting("USE_TZ", BOOLEAN, "Use dates and times with a time zone.", "true"),
    Setting("YEAR_MONTH_FORMAT", TEXT, "How the admin shows a month and its year.", "F Y"),
)
