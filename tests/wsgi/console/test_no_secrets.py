"""No secret of any configuration is in what twod shows, whatever the channel: pages, commands, logs, error reports."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.console_site import INI, ConsoleSite
from kit.secret_channels import CHANNELS, Running
from twod.wsgi.config import activation
from twod.wsgi.config.survey import survey_uri

#: Where a configuration may have a secret; ``{0}`` is the secret, and ``{1}`` a name of the site's own.
FORMS = (
    "{1}_PASSWORD = {0}",
    "{1}_API_KEY = {0}",
    "{1}_TOKEN = {0}",
    "{1}_URL = https://user:{0}@example.com/",
    '{1} = {{"deep": [{{"password": "{0}"}}]}}',
    '{1} = [["Authorization", "Bearer {0}"]]',
    '{1} = {{"amqp://user:{0}@mq/": 1}}',
    "{1} = ${{env:{0}_OF_ENV}}",
    "{1} = ${{file:{0}.txt}}",
    "{1}.deep.er = ${{env:{0}_OF_ENV}}",
    "INTERNAL_IPS.append = ${{env:{0}_OF_ENV}}",
    "SITE_ID = ${{env:{0}_OF_ENV}}",
    "EMAIL_HOST_PASSWORD = {0}",
    "EMAIL_PORT = ${{file:{0}.txt}}",
    "DATABASES.default = postgres://shop:{0}@db/shop",
    "DATABASES.default.PASSWORD = {0}",
    "CACHES.default = redis://:{0}@cache/1",
    "SECRET_KEY_FALLBACKS = {0}",
    "SESSION_COOKIE_AGE = https://user:{0}@example.com/",
)


class Secretive(NamedTuple):
    """An option, and its secret."""

    option: str
    secret: str


_WORDS = st.text(st.sampled_from("BCDFGHJKLM"), min_size=9, max_size=12).map("Z{}Z".format)


@st.composite
def make_secretive(draw: st.DrawFn) -> Secretive:
    secret, name = draw(_WORDS), draw(st.sampled_from(["SHOP", "STORE", "MARKET"]))
    return Secretive(draw(st.sampled_from(FORMS)).format(secret, name), secret)


_OPTIONS = st.lists(make_secretive(), max_size=5)


def write_options(folder: Path, options: Iterable[Secretive]) -> str:
    """Put the secrets where the options refer to, and return the options by name: of two with one name, the last."""
    by_name = {}
    for option, secret in options:
        (folder / f"{secret}.txt").write_text(f"{secret.lower()}-in-file")
        os.environ[f"{secret}_OF_ENV"] = f"{secret.lower()}-in-variable"
        by_name[option.partition(" = ")[0]] = option
    return "\n".join(by_name.values()) + "\n"


def find_shown(folder: Path, channels: Iterable[str], before: list[Secretive], after: list[Secretive]) -> set[str]:
    """Return the secrets that are seen of a process with some options, and of files with others, by channel."""
    ini = folder / "prod.ini"
    ini.write_text(INI + write_options(folder, before))
    survey = survey_uri(ini)
    assert survey.loaded is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(activation, "_active", survey.loaded)
        site = ConsoleSite(ini)
        ini.write_text(INI + write_options(folder, after))
        (folder / "dev.ini").write_text(ini.read_text().replace("debug = false", "debug = true"))
        running = Running(site, survey.loaded, survey_uri(ini), folder / "dev.ini")
        shown = {channel: html.unescape(CHANNELS[channel](running)).lower() for channel in channels}
    secrets = [secret.lower() for _, secret in (*before, *after)]
    return {f"{channel}: {secret}" for channel, text in shown.items() for secret in find_in(text, secrets)}


def find_in(text: str, secrets: list[str]) -> set[str]:
    """Return the secrets that are in a text; the name of a file or of a variable is none."""
    for secret in secrets:
        text = text.replace(f"{secret}.txt", "").replace(f"{secret}_of_env", "")
    return {secret for secret in secrets if secret in text}


@pytest.fixture
def folder(start: Callable[..., Any], tmp_path: Path) -> Path:
    """The folder of a site whose console runs."""
    start()
    return tmp_path


def test_the_search_for_secrets_finds_one_that_is_shown(folder: Path) -> None:
    channels = ["console ", "console changes/", "twod settings in a terminal", "toolbar", "error report"]
    shown = [Secretive("SHOP_NAME = ZBAKERYZ", "ZBAKERYZ")]
    assert find_shown(folder, channels, shown, []) == {f"{channel}: zbakeryz" for channel in channels}


@settings(max_examples=4)
@given(before=_OPTIONS, after=_OPTIONS)
def test_no_secret_is_shown(folder: Path, before: list[Secretive], after: list[Secretive]) -> None:
    assert find_shown(folder, CHANNELS, before, after) == set()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@settings(max_examples=int(os.environ.get("SECRET_EXAMPLES", "300")))
@given(before=_OPTIONS, after=_OPTIONS, channels=st.sets(st.sampled_from(sorted(CHANNELS)), min_size=4, max_size=8))
def test_no_secret_of_many_configurations_is_shown(
    folder: Path, before: list[Secretive], after: list[Secretive], channels: set[str]
) -> None:
    """Each example has two configurations, of the process and of the files; SECRET_EXAMPLES=5000 takes six minutes."""
    assert find_shown(folder, channels, before, after) == set()
