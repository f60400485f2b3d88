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
from twod.inifile.reading import IniOption, IniReader

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


def find(path: Path) -> list[Deployment]:
    """Return the applications that main leads to."""
    walk = Route(IniReader(), str(path)).walk("main")
    return [deployment for deployment in walk if deployment.factory == FACTORY]


def show(deployment: Deployment) -> Call:
    """Return what the factory of an application gets."""
    variables = {name: option.text for name, option in deployment.variables.items()}
    return variables, {name: option.text for name, option in deployment.options.items()}


NAMES = st.sampled_from(["a", "b", "c", "v", "A.b", "here", "__file__"])
#: Those that are always there come more often, so that PasteDeploy can load most of the inis.
TEXTS = st.sampled_from([*["1", "2", "", "x y", "%(v)s", "%(here)s/x", "50%%", "%(v)s%%%(v)s"] * 3, "%(a)s", "%(b)s"])
FETCHED = st.sampled_from([*["v", "here", "__file__"] * 5, "a"])
OPTIONS = st.lists(
    st.tuples(NAMES, TEXTS)
    | st.tuples(NAMES.map("set {}".format), TEXTS)
    | st.tuples(NAMES.map("get {}".format), FETCHED),
    max_size=4,
).map(dict)
FILES = ["x.ini", "a/y.ini", "a/b/z.ini"]
KINDS = [*["app", "application"] * 4, *["composite", "pipeline", "filter-app"] * 2, "end", "explicit"]


def write_options(options: Mapping[str, str]) -> list[str]:
    return [f"{name} = {text}" for name, text in options.items()]


@st.composite
def inis(draw: st.DrawFn) -> dict[str, str]:
    """Make the texts of some files, where each section uses later ones, and one is called main."""
    places = ["x.ini", *draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=4))]
    lines = {file: ["[DEFAULT]", *write_options({"v": "1", **draw(OPTIONS)})] for file in FILES}

    def refer(number: int) -> str:
        later = draw(st.integers(number + 1, len(places) - 1))
        name = draw(st.booleans()) and places[later] == places[number]
        return f"s{later}" if name else refer_by_uri(number, later)

    def refer_by_uri(number: int, later: int | None = None) -> str:
        later = later or draw(st.integers(number + 1, len(places) - 1))
        return f"config:{'../' * places[number].count('/')}{places[later]}#s{later}"

    for number, file in enumerate(places):
        kind = draw(st.sampled_from(KINDS if number + 1 < len(places) else ["end", "explicit"]))
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
        if draw(st.integers(0, 2)) == 0:
            own.append("filter-with = f")
        options = draw(OPTIONS) if kind != "pipeline" or draw(st.booleans()) else {}
        header = f"[{kind}:{f's{number}' if number else 'main'}]"
        lines[file] += [header, *own, *write_options(options)]
    filters = ["[filter:f]", "use = call:recorder_of_replay:make_filter"]
    return {file: "\n".join([*some, *filters, ""]) for file, some in lines.items()}


@settings(max_examples=200)
@given(texts=inis(), given=st.dictionaries(NAMES, st.sampled_from(["7", "8", "9", "%(v)s", "%%"]), max_size=2))
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


def list_errors(path: Path, name: str = "main") -> list[str]:
    """Return what stops PasteDeploy on the way from a name, each once."""
    walk = Route(IniReader(), str(path)).walk(name)
    return list(dict.fromkeys(str(error) for deployment in walk for error in deployment.report.errors))


def test_each_option_is_given_with_its_place(write):
    write("base.ini", "[DEFAULT]\nroot = %(here)s/base\n[app:main]\nuse = egg:shop\nA = %(root)s\nB = 1\n")
    path = write("x.ini", "[DEFAULT]\nroot = %(here)s/x\n[app:main]\nuse = config:base.ini\nB = 2\nget C = root\n")
    (found,) = Route(IniReader(), str(path)).walk("main")
    assert (found.file, found.section, found.factory) == (str(path), "app:main", "egg:shop#main")
    base, top = found.layers
    assert (base.file, base.section) == (str(path.with_name("base.ini")), "app:main")
    assert base.options["A"] == IniOption("A", f"{path.parent}/base", base.file, 5, "app:main")
    assert {name: (o.text, o.line) for name, o in top.options.items()} == {"B": ("2", 5), "C": (f"{path.parent}/x", 6)}
    assert found.options["B"].text == "2"
    assert found.variables["root"].line == 2
    assert found.variables["__file__"].text == str(path)


def test_option_that_a_variable_hides_is_a_drop(write):
    path = write("x.ini", "[DEFAULT]\nport = 80\n[app:main]\nuse = egg:shop\nport = 5%\n")
    (found,) = Route(IniReader(), str(path)).walk("main")
    ((option, cause),) = found.drops
    assert (option.line, cause.line) == (5, 2)
    assert found.options == {}
    # PasteDeploy does not even look at the text of such an option.
    assert found.report.errors == ()


BASES = {
    "base that uses a factory": "use = call:recorder_of_replay:make_app\nfilter-with = f",
    "base that names a factory": "paste.app_factory = recorder_of_replay:make_app\nfilter-with = f",
    "base without a filter": "use = call:recorder_of_replay:make_app",
}


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
@pytest.mark.parametrize("middle", ["", "filter-with = f\n"], ids=["", "filter in the middle"])
def test_filter_keeps_to_itself_what_pastedeploy_lets_it_keep(write, calls, base, middle):
    path = write(
        "x.ini",
        "[filter:f]\nuse = call:recorder_of_replay:make_filter\n"
        f"[app:base]\n{base}\nA = 1\nset v = 1\n"
        f"[app:middle]\nuse = base\n{middle}A = 2\nset v = 2\n"
        "[app:main]\nuse = middle\nB = 3\nset v = 3\n",
    )
    calls.clear()
    loadapp(f"config:{path}")
    (found,) = find(path)
    assert calls == [show(found)]
    reached = {option.line for layer in found.layers for option in layer.options.values()}
    assert {drop.option.line for drop in found.drops} == {
        number
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if line[:1] in "AB" and number not in reached
    }


def test_option_that_a_filter_keeps_is_a_drop_that_names_the_filter(write):
    path = write("x.ini", "[app:base]\nuse = egg:shop\nfilter-with = f\n[app:main]\nuse = base\nA = 1\n")
    found = next(Route(IniReader(), str(path)).walk("main"))
    assert [(drop.option.line, drop.cause.name, drop.cause.line) for drop in found.drops] == [(6, "filter-with", 3)]


@pytest.mark.parametrize("filtered", ["", "filter-with = f\n"])
def test_composite_looks_names_up_where_pastedeploy_does(write, calls, filtered):
    # Both files have the application; which one is meant depends on who loads the composite.
    app = f"[app:a]\nuse = {FACTORY}\nfile = %(here)s\n[filter:f]\nuse = call:recorder_of_replay:make_filter\n"
    write("sub/base.ini", f"[composite:base]\nuse = {COMPOSITE}\n/ = a\n{filtered}{app}")
    path = write("x.ini", f"[app:main]\nuse = config:sub/base.ini#base\n{app}")
    calls.clear()
    loadapp(f"config:{path}")
    (found,) = find(path)
    assert calls == [show(found)]
    assert Path(found.file).name == ("base.ini" if filtered else "x.ini")


@pytest.mark.parametrize(
    ("text", "factory"),
    [
        ("use = egg:shop", "egg:shop#main"),
        ("use = egg:shop#web", "egg:shop#web"),
        ("use = call:shop.web:make", "call:shop.web:make"),
        ("paste.app_factory = shop.web:make", "call:shop.web:make"),
        ("paste.composite_factory = shop.web:make", "call:shop.web:make"),
    ],
)
def test_factory_is_what_the_section_says(write, text, factory):
    (found,) = Route(IniReader(), str(write("x.ini", f"[app:main]\n{text}\nA = 1\n"))).walk("main")
    assert (found.factory, list(found.options)) == (factory, ["A"])


def test_egg_may_be_asked_for_without_a_section(write):
    path = write("x.ini", "[pipeline:main]\npipeline = egg:filters#gzip egg:shop\n")
    walked = list(Route(IniReader(), str(path)).walk("main"))
    assert [(found.role.noun, found.section, found.factory) for found in walked] == [
        ("application", "pipeline:main", None),
        ("filter", "", "egg:filters#gzip"),
        ("application", "", "egg:shop#main"),
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[app:main]\nuse = b\n[app:b]\nuse = main\n", "x.ini:4 [app:b] use: [app:main] of {x} leads back to itself"),
        (
            "[app:main]\nuse = config:gone.ini\n",
            "x.ini:2 [app:main] use: cannot read {dir}/gone.ini: no such file or directory; inis in its folder: x.ini",
        ),
        (
            "[app:main]\nuse = bsae\n[app:base]\nuse = egg:shop\n",
            "x.ini:2 [app:main] use: there is no application called 'bsae'; the file has base, main",
        ),
        (
            "[app:main]\nuse = eg:shop\n",
            "x.ini:2 [app:main] use: expected egg:NAME, call:MODULE:NAME, config:FILE or the name of a section,"
            " got 'eg:shop'",
        ),
        (
            "[app:main]\nuse = config:\n",
            "x.ini:2 [app:main] use: cannot read {dir}: is a directory; name an ini in it, such as x.ini",
        ),
        (
            "[app:main]\nuse = config:x.ini#\n",
            "x.ini:2 [app:main] use: there is no application called ''; the file has main",
        ),
        (
            "[server:main]\nuse = egg:shop\n",
            "x.ini: there is no application called 'main'; add a section [app:main]",
        ),
        (
            "[app:main]\nuse = egg:shop\n[composite:main]\nuse = egg:shop\n",
            "x.ini: 'main' is the name of [app:main] and [composite:main]; rename one of them",
        ),
        (
            "[app:main]\nuse = egg:shop\n[application:main]\nuse = egg:shop\n",
            "x.ini [application:main]: PasteDeploy never reads this section, since [app:main] has the same name;"
            " keep one of them",
        ),
        (
            "[app:main]\nA = 1\n",
            "x.ini [app:main]: expected 'use = …' or 'paste.app_factory = …'",
        ),
        (
            "[app:main]\nuse egg:shop\n",
            "x.ini:2 [app:main] use egg: write 'use = egg:shop' (a ':' ends the option's name, as '=' does)",
        ),
        ("[app:main]\nuse = egg:shop\nget A = nope\n", "x.ini:3 [app:main] get A: no variable is called 'nope'"),
        ("[app:main]\nuse = egg:shop\nA = 5%\n", "x.ini:3 [app:main] A: a lone '%'; write '%%'"),
        ("[DEFAULT]\na = 5%\n[app:main]\nuse = egg:shop\n", "x.ini:2 [DEFAULT] a: a lone '%'; write '%%'"),
        ("[pipeline:main]\n", "x.ini [pipeline:main]: expected 'pipeline = …'"),
        ("[filter-app:main]\nuse = egg:f\n", "x.ini [filter-app:main]: expected 'next = …'"),
        (
            "[pipeline:main]\npipeline = egg:shop\nA = 1\n",
            "x.ini:3 [pipeline:main] A: PasteDeploy rejects options in a pipeline;"
            " move it to the application's section",
        ),
        (
            "[pipeline:main]\npipeline = gizp egg:shop\n[filter:gzip]\nuse = egg:f\n",
            "x.ini:2 [pipeline:main] pipeline: there is no filter called 'gizp'; the file has gzip",
        ),
        (
            "[app:main]\nuse = egg:shop\nfilter-with = f\n[filter:f]\nA = 5\n",
            "x.ini [filter:f]: expected 'use = …' or 'paste.filter_factory = …'",
        ),
    ],
)
def test_what_stops_pastedeploy_is_located(write, text, error):
    path = write("x.ini", text)
    assert list_errors(path) == [error.format(x=path, dir=path.parent)]


def test_mistakes_along_a_chain_that_breaks_are_told_at_once(write):
    path = write("x.ini", "[DEFAULT]\na = 1%\n[app:main]\nuse = b\nA = 2%\n[app:b]\nuse = nope\nget C = d\nB = 3%\n")
    assert [error.split()[:3] for error in list_errors(path)] == [
        ["x.ini:2", "[DEFAULT]", "a:"],
        ["x.ini:5", "[app:main]", "A:"],
        ["x.ini:7", "[app:b]", "use:"],
        ["x.ini:8", "[app:b]", "get"],
        ["x.ini:9", "[app:b]", "B:"],
    ]
