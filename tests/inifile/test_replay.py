"""The replay gives what PasteDeploy gives, and says what PasteDeploy does not."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paste.deploy import loadapp

from twod.inifile.pastedeploy.deployment import Deployment
from twod.inifile.pastedeploy.route import Route
from twod.inifile.reading import IniReader

FACTORY = "call:recorder_of_replay:make_app"
COMPOSITE = "call:recorder_of_replay:make_composite"
Call = tuple[dict[str, str], dict[str, str]]


@pytest.fixture(scope="module", autouse=True)
def calls() -> Iterator[list[Call]]:
    """What PasteDeploy handed to the factory of each application, in their order."""
    recorded: list[Call] = []
    module: Any = types.ModuleType("recorder_of_replay")

    def make_app(*args: Any, **local_conf: str) -> object:
        recorded.append((dict(args[-1]), local_conf))
        return object()

    def make_composite(loader: Any, global_conf: Mapping[str, str], **local_conf: str) -> object:
        for name in ("/", "/b"):
            if name in local_conf:
                loader.get_app(local_conf[name], global_conf=global_conf)
        return object()

    module.make_app, module.make_composite = make_app, make_composite
    module.make_filter = lambda global_conf, **local_conf: lambda app: app
    sys.modules["recorder_of_replay"] = module
    yield recorded
    del sys.modules["recorder_of_replay"]


def find(path: Path, name: str = "main", given: Mapping[str, str] | None = None) -> list[Deployment]:
    """Return the applications that a name leads to."""
    walk = Route(IniReader(), str(path), given).walk(name)
    return [deployment for deployment in walk if deployment.factory == FACTORY]


def show(deployment: Deployment) -> Call:
    """Return what the factory of an application gets."""
    variables = {name: option.text for name, option in deployment.variables.items()}
    return variables, {name: option.text for name, option in deployment.options.items()}


NAMES = st.sampled_from(["a", "b", "c", "v", "A.b", "here", "__file__"])
#: Those that are always there come more often, so that PasteDeploy can load most of the inis.
TEXTS = st.sampled_from(["1", "2", "", "x y", "%(v)s", "%(here)s/x", "50%%", "%(v)s%%%(v)s"] * 2 + ["%(a)s", "%(b)s"])
FETCHED = st.sampled_from(["v", "here", "v", "__file__", "a"])
OPTIONS = st.lists(
    st.tuples(NAMES, TEXTS)
    | st.tuples(NAMES.map("set {}".format), TEXTS)
    | st.tuples(NAMES.map("get {}".format), FETCHED),
    max_size=4,
).map(dict)
FILES = ["x.ini", "a/y.ini", "a/b/z.ini"]
KINDS = ["app", "app", "app", "application", "composite", "pipeline", "filter-app", "end", "explicit"]


def write_options(options: Mapping[str, str]) -> list[str]:
    return [f"{name} = {text}" for name, text in options.items()]


@st.composite
def inis(draw: st.DrawFn) -> dict[str, str]:
    """Make the texts of some files, where each section uses later ones, and one is called main."""
    places = ["x.ini", *draw(st.lists(st.sampled_from(FILES), max_size=4))]
    lines = {file: ["[DEFAULT]", *write_options({"v": "1", **draw(OPTIONS)})] for file in FILES}

    def refer(number: int) -> str:
        later = draw(st.integers(number + 1, len(places) - 1))
        name = draw(st.booleans()) and places[later] == places[number]
        return f"s{later}" if name else refer_by_uri(number, later)

    def refer_by_uri(number: int, later: int | None = None) -> str:
        later = later or draw(st.integers(number + 1, len(places) - 1))
        return f"config:{'../' * places[number].count('/')}{places[later]}#s{later}"

    for number, file in enumerate(places):
        kind = draw(st.sampled_from(KINDS)) if number + 1 < len(places) else "end"
        match kind:
            case "app" | "application":
                own = [f"use = {refer(number)}"]
            case "composite":
                # Whether a bare name is one of an application, the factory of a composite knows.
                own = [f"use = {COMPOSITE}", f"/ = {refer_by_uri(number)}", f"/b = {refer_by_uri(number)}"]
            case "pipeline":
                own = [f"pipeline = f {refer(number)}"]
            case "filter-app":
                own = ["use = f", f"next = {refer(number)}"]
            case "explicit":
                kind, own = "app", ["paste.app_factory = recorder_of_replay:make_app"]
            case "end":
                kind, own = "app", [f"use = {FACTORY}"]
        if draw(st.integers(0, 5)) == 0:
            own.append("filter-with = f")
        options = draw(OPTIONS) if kind != "pipeline" or draw(st.booleans()) else {}
        header = f"[{kind}:{f's{number}' if number else 'main'}]"
        lines[file] += [header, *own, *write_options(options)]
    filters = ["[filter:f]", "use = call:recorder_of_replay:make_filter"]
    return {file: "\n".join([*some, *filters, ""]) for file, some in lines.items()}


@settings(max_examples=500, deadline=None)
@given(texts=inis(), given=st.dictionaries(NAMES, st.sampled_from(["7", "8", "%%", "%(a)s"]), max_size=2))
def test_factories_get_what_pastedeploy_gives_them(tmp_path_factory, calls, texts, given):
    folder = tmp_path_factory.getbasetemp() / "replayed"
    for file, text in texts.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    calls.clear()
    walked = list(Route(IniReader(), str(folder / "x.ini"), given).walk("main"))
    try:
        loadapp(f"config:{folder}/x.ini", global_conf=dict(given))
    except Exception:  # noqa: BLE001 - whatever it is, PasteDeploy cannot load it
        assert any(deployment.report.errors for deployment in walked)
    else:
        assert [str(error) for deployment in walked for error in deployment.report.errors] == []
        assert [show(deployment) for deployment in walked if deployment.factory == FACTORY] == calls
