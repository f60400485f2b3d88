"""A value of any type comes back from an ini as it is, or it is named."""

from __future__ import annotations

import enum
import io
import re
import sys
from collections import OrderedDict, defaultdict, deque
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePosixPath
from types import ModuleType
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paste.deploy.loadwsgi import NicerConfigParser
from zc.buildout import configparser as buildout_parser

from twod.inifile.masking import mask
from twod.recipe.cfg.environments import unescape
from twod.wsgi.config.django_settings.defaults import read_defaults
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.migration.transcription.exact_text import Likeness
from twod.wsgi.migration.transcription.option_text import make_ini_escape, render_site
from twod.wsgi.migration.transcription.rendering import render_section
from twod.wsgi.migration.transcription.standins import Standins
from twod.wsgi.migration.transcription.transcriber import Ground, Transcriber, WantedSetting

MODULE = "ground_of_any_value"
HERE = "/srv/shop"


class Colour(enum.Enum):
    RED = 1
    BLUE = "b"


PATTERNS = st.builds(re.compile, st.sampled_from(["a+", "[b-d]", "(?i)x"]), st.sampled_from([0, re.IGNORECASE]))
TEXTS = st.text(max_size=12) | st.text(alphabet='[]{}",:; \n=abc09.@<>$-+_%|()*\\/#', max_size=12)
SINGLES = [
    st.booleans(),
    st.integers(),
    st.floats(),
    TEXTS,
    st.binary(max_size=4),
    st.decimals(),
    *map(st.from_type, [timedelta, time, date, datetime, UUID, Colour]),
    st.sampled_from(["/a", "b c", f"{HERE}/x", HERE, "100%"]).map(Path),
    st.sampled_from(["/a", "b"]).map(PurePosixPath),
    PATTERNS,
    st.none(),
    st.sampled_from([print, object(), range(3), "hunter2:x@y", f"{HERE}/media", "postgres://a:b@c/d"]),
]
KEYS = st.sampled_from(["a", "b", "a.b", "a b", "PASSWORD", "append", "1"]) | st.integers(0, 3) | TEXTS


def extend(inner):
    return st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.lists(inner, max_size=3).map(deque),
        st.sets(st.sampled_from(["a", "b", 1, None, Colour.RED]), max_size=3),
        st.frozensets(st.integers(), max_size=3),
        st.dictionaries(KEYS, inner, max_size=3),
        st.dictionaries(KEYS, inner, max_size=3).map(OrderedDict),
        st.dictionaries(KEYS, inner, max_size=3).map(lambda items: defaultdict(list, items)),
    )


VALUES = st.recursive(st.one_of(*SINGLES), extend, max_leaves=5)
#: Two values that are probably of the same type.
PAIRS = st.one_of(*[st.tuples(one, one) for one in SINGLES], st.tuples(VALUES, VALUES)) | VALUES.map(lambda v: (v, v))
NAMES = st.sampled_from(
    ["OWN", "SHOP_KEY", "OTHER_OWN", "DATABASES", "STATIC_ROOT", "LANGUAGES", "LOGGING", "INTERNAL_IPS"]
)


def is_same(one, other):
    """Return whether value and type are the same, by Python's own means."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple | deque):
        return len(one) == len(other) and all(map(is_same, one, other))
    return repr(one) == repr(other) or one == other


def read_section(text):
    """Return the settings of a section as zc.buildout and the recipe read them."""
    (section,) = buildout_parser.parse(io.StringIO(text), "environments.cfg").values()
    texts = {name: unescape(value.replace("${buildout:directory}", HERE)) for name, value in section.items()}
    return {name: normalize(value) for name, value in texts.items() if name[0].isupper()}


def read_ini(text, count):
    """Return the settings of an ini as PasteDeploy reads them."""
    parser = NicerConfigParser("x.ini", defaults={"here": HERE, "__file__": f"{HERE}/x.ini"})
    parser.optionxform = str
    parser.read_string(text)
    found = {name: normalize(value) for name, value in parser.items("app:main") if name[0].isupper()}
    assert len(found) == count
    return found


def normalize(value):
    return value.strip("\n")


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(pair=PAIRS, name=NAMES, has_before=st.booleans())
@pytest.mark.filterwarnings("ignore")
def test_value_comes_back_as_it_is_or_is_named(pair, name, has_before):
    before, value = pair
    module = ModuleType(MODULE)
    if has_before:
        setattr(module, name, before)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, MODULE, module)
        variables = {"debug": "false", "django_settings_module": MODULE}
        values = read_defaults() | {key: item for key, item in vars(module).items() if key.isupper()}
        path = f"{HERE}/x.ini"
        standins = Standins(HERE, {})
        wanted = [WantedSetting(name, value, mask(value, (name,)))]
        transcript = Transcriber(Ground(path, variables, "egg:twod.wsgi", values, module), standins, {}).transcribe(
            wanted
        )
        assert (name in transcript.left) is (transcript.written == ())
        text = render_site(variables, transcript.words, transcript.options, make_ini_escape(standins))
        environ = {secret.variable: secret.text for secret in transcript.secrets}
        loaded = survey_uri(path, texts={path: text}, environ=environ).loaded
    section = render_section("prod", variables, transcript, standins)
    assert read_section(section) == read_ini(text, len(transcript.options))
    for setting in transcript.written:
        assert loaded is not None
        assert (setting.likeness is Likeness.WHOLE) is is_same(loaded.values[name], value)
