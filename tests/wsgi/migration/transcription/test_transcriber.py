"""Settings are written so that they come back, or they are named."""

from __future__ import annotations

import enum
import re
from collections import OrderedDict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from django.utils.translation import gettext_lazy

from twod.inifile.masking import mask
from twod.wsgi.config.django_settings.defaults import read_defaults
from twod.wsgi.migration.transcription.exact_text import Likeness
from twod.wsgi.migration.transcription.option_text import OptionText
from twod.wsgi.migration.transcription.standins import Standins
from twod.wsgi.migration.transcription.transcriber import Ground, Transcriber, WantedSetting


class Size(enum.Enum):
    BIG = 1
    SMALL = 2


@pytest.fixture
def transcribe(tmp_path, monkeypatch):
    """Write settings over a module that has some, in the place of an ini."""

    def transcribe(before=None, *, known=(), environ=None, words=None, **settings):
        module = ModuleType("ground_of_transcriber")
        vars(module).update(before or {})
        monkeypatch.setitem(__import__("sys").modules, module.__name__, module)
        variables = {"debug": "false", "django_settings_module": module.__name__}
        path = str(tmp_path / "x.ini")
        ground = Ground(path, variables, "egg:twod.wsgi", read_defaults() | (before or {}), module, words or {})
        transcribe.standins.append(Standins(str(tmp_path), environ or {}))
        transcriber = Transcriber(ground, transcribe.standins[-1], environ or {})
        wanted = [WantedSetting(name, value, mask(value, (name,)), known) for name, value in settings.items()]
        return transcriber.transcribe(wanted)

    transcribe.standins = []
    return transcribe


def list_options(transcript):
    return [f"{option.name} = {option.text}" for option in transcript.options]


def test_type_is_declared_where_the_form_would_tell_another(transcribe):
    transcript = transcribe(OWN="5", RATE=1.5, NONE=None, LIST=["a", "b"], OWN_TEXT="true story")
    assert transcript.words == {"RATE": "float"}
    assert list_options(transcript) == [
        'OWN = "5"',
        "RATE = 1.5",
        "NONE = null",
        'LIST = ["a", "b"]',
        "OWN_TEXT = true story",
    ]
    assert {setting.likeness for setting in transcript.written} == {Likeness.WHOLE}


def test_name_that_looks_misspelt_is_declared(transcribe):
    transcript = transcribe(ALOWED_HOSTS=["a"])
    assert transcript.words == {"ALOWED_HOSTS": "list"}


def test_names_that_look_like_each_other_are_both_written(transcribe):
    transcript = transcribe(NEWS_EDITIONS={1: "a"}, NEWS_EDITION=[("a", 1)], NEWS_EDITIONZ="x", NEWS_EDITIOM=["a", "b"])
    assert transcript.left == {}
    assert {setting.likeness for setting in transcript.written} == {Likeness.WHOLE}
    assert transcript.words["NEWS_EDITIONS"] == "literal"


def test_items_of_one_type_are_declared_by_it(transcribe):
    transcript = transcribe(
        DAYS=[date(2026, 12, 24), date(2026, 12, 25)],
        VAT={"books": Decimal("0.10")},
        FONTS=(Path("/usr/share/fonts"),),
        WAITS={timedelta(1)},
    )
    assert transcript.words == {
        "DAYS": "list[date]",
        "VAT": "dict[decimal]",
        "FONTS": "tuple[path]",
        "WAITS": "set[duration]",
    }
    assert {setting.likeness for setting in transcript.written} == {Likeness.WHOLE}


def test_module_tells_the_types_of_parts(transcribe):
    transcript = transcribe({"A": {"x": timedelta(1), "y": Size.BIG}}, A={"x": timedelta(0, 5), "y": Size.SMALL})
    assert sorted(list_options(transcript)) == ["A.x = 5", "A.y = SMALL"]


def test_what_has_no_notation_is_named_by_kind(transcribe):
    transcript = transcribe(
        A=gettext_lazy("a"), B={"x": [print]}, C=re.compile(b"a"), USE_L10N=True, D={1: {frozenset([2])}}
    )
    assert transcript.written == ()
    assert transcript.left == {
        "A": "a lazy text",
        "B": "B.x.0 is a callable, print",
        "C": "of type Pattern, which cannot be read back from an ini unchanged",
        "USE_L10N": "removed in Django 5.0; delete it: formats are always localised",
        "D": "an ini has no notation for this value of type dict",
    }


def test_secrets_are_references(transcribe):
    transcript = transcribe(SECRET_KEY="12345", OWN_TOKEN="678", OWN={"PASSWORD": "pw", "PIN_TOKEN": 5})
    assert [(secret.variable, secret.text) for secret in transcript.secrets] == [
        ("SECRET_KEY", "12345"),
        ("OWN_TOKEN", "678"),
        ("OWN_PASSWORD", "pw"),
        ("OWN_PIN_TOKEN", "5"),
    ]
    assert {setting.likeness for setting in transcript.written} == {Likeness.WHOLE}
    assert not re.search("12345|678|pw", " ".join(list_options(transcript)))


def test_options_that_are_known_come_first_if_they_give_the_value(transcribe):
    known = ((OptionText("A", "${env:X}"),),)
    assert list_options(transcribe(known=known, environ={"X": "a"}, A="a")) == ["A = ${env:X}"]
    assert list_options(transcribe(known=known, environ={"X": "b"}, A="a")) == ["A = a"]
    assert list_options(transcribe(known=known, A="a")) == ["A = a"]


def test_variables_are_listed_with_the_parts_that_get_their_texts(transcribe):
    database = {"ENGINE": "django.db.backends.postgresql", "NAME": "shop", "PASSWORD": "hunter2"}
    transcript = transcribe(DATABASES={"default": database})
    assert transcript.list_variables(transcribe.standins[-1]) == {
        "DATABASES_DEFAULT_PASSWORD": ["DATABASES.default.PASSWORD"]
    }


def test_url_that_the_module_reads_is_completed_by_what_it_does_not_tell(transcribe):
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "shop",
        "USER": "shop",
        "PASSWORD": "hunter2",
        "HOST": "db",
        "PORT": 5432,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": False,
    }
    known = ((OptionText("DATABASES.default", "${env:DATABASE_URL}"),),)
    environ = {"DATABASE_URL": "postgres://shop:hunter2@db:5432/shop"}
    transcript = transcribe(known=known, environ=environ, DATABASES={"default": database})
    assert list_options(transcript) == [
        "DATABASES.default = ${env:DATABASE_URL}",
        "DATABASES.default.CONN_MAX_AGE = 600",
        "DATABASES.default.CONN_HEALTH_CHECKS = false",
    ]
    other = transcribe(known=known, environ=environ, DATABASES={"default": {**database, "PASSWORD": "other22"}})
    assert "DATABASE_URL" not in " ".join(list_options(other))


def test_nearest_value_is_written_and_noted(transcribe):
    transcript = transcribe(FIXTURE_DIRS=("/a", "/b"), ADMIN=OrderedDict(a=1))
    assert transcript.notes.keys() == {"FIXTURE_DIRS", "ADMIN"}


def test_path_is_written_as_a_text_where_django_takes_texts(transcribe, tmp_path):
    transcript = transcribe(STATICFILES_DIRS=[tmp_path / "a", ("b", tmp_path)], STATIC_ROOT=tmp_path)
    assert {setting.likeness for setting in transcript.written} == {Likeness.DATA}
    assert not transcript.left


def test_settings_that_cannot_stand_together_are_named(transcribe):
    transcript = transcribe(words={"A": "int"}, A=1, B=2)
    assert list_options(transcript) == ["A = 1", "B = 2"]
