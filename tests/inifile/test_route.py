"""From a name to all that is behind it, and from a factory's arguments back to the section."""

from __future__ import annotations

import pytest
from paste.deploy import appconfig
from paste.deploy.loadwsgi import APP, loadcontext

from twod.inifile.pastedeploy.deployment import FILTER_ROLE, SERVER_ROLE
from twod.inifile.pastedeploy.route import Route, find_given
from twod.inifile.reading import IniReader

SITE = """
    [DEFAULT]
    debug = false
    [composite:main]
    use = egg:twod.wsgi#full_django
    django_app = django
    [app:django]
    use = egg:twod.wsgi
    SITE_ID = 1
    TITLE = main
    [pipeline:pipe]
    pipeline = gzip main
    [filter:gzip]
    use = egg:Paste#gzip
    [filter-app:wrapped]
    use = gzip
    next = pipe
    [composite:urls]
    use = egg:Paste#urlmap
    / = wrapped
    /other = other
    [app:other]
    use = egg:Paste#static
    document_root = /srv
    filter-with = gzip
    [server:main]
    use = egg:waitress
"""


def walk(path, name, *role):
    return [(found.section, found.factory) for found in Route(IniReader(), str(path)).walk(name, *role)]


@pytest.mark.parametrize(
    ("use", "option", "is_application"),
    [
        ("egg:Paste#urlmap", "/text", True),
        ("egg:paste#cascade", "app1", True),
        ("egg:Paste#cascade", "catch", False),
        ("call:paste.urlmap:urlmap_factory", "/text", True),
        ("egg:shop#frame", "text", False),
    ],
)
def test_each_option_of_a_known_composite_is_an_application(write, use, option, is_application):
    found = walk(write("x.ini", f"[composite:main]\nuse = {use}\n{option} = other\n"), "main")
    assert found[1:] == ([("", None)] if is_application else [])


def test_way_goes_through_whatever_stands_before_an_application(write):
    assert walk(write("x.ini", SITE), "urls") == [
        ("composite:urls", "egg:Paste#urlmap"),
        ("filter-app:wrapped", None),
        ("filter:gzip", "egg:Paste#gzip"),
        ("pipeline:pipe", None),
        ("filter:gzip", "egg:Paste#gzip"),
        ("composite:main", "egg:twod.wsgi#full_django"),
        ("app:django", "egg:twod.wsgi#main"),
        ("app:other", "egg:Paste#static"),
        ("filter:gzip", "egg:Paste#gzip"),
    ]


def test_filters_and_servers_are_walked_as_well(write):
    path = write("x.ini", SITE)
    assert walk(path, "gzip", FILTER_ROLE) == [("filter:gzip", "egg:Paste#gzip")]
    assert walk(path, "main", SERVER_ROLE) == [("server:main", "egg:waitress#main")]


def test_full_django_leads_to_main_unless_it_says_otherwise(write):
    path = write("x.ini", "[composite:site]\nuse = egg:twod.wsgi#full_django\n[app:main]\nuse = egg:twod.wsgi\n")
    assert walk(path, "site")[-1] == ("app:main", "egg:twod.wsgi#main")


def test_all_sections_of_a_role_are_walked(write):
    route = Route(IniReader(), str(write("x.ini", SITE)))
    starts = [found.section for found in route.walk_all() if not found.way]
    assert starts == [
        "composite:main",
        "app:django",
        "pipeline:pipe",
        "filter-app:wrapped",
        "composite:urls",
        "app:other",
    ]
    assert [found.section for found in route.walk_all(SERVER_ROLE)] == ["server:main"]


def test_application_of_another_file_is_found_beside_the_composite(write):
    write("sub/other.ini", "[app:alias]\nuse = egg:shop\n")
    path = write("x.ini", "[composite:main]\nuse = egg:Paste#urlmap\n/a = config:sub/other.ini#alias\n")
    *_, found = Route(IniReader(), str(path)).walk("main")
    assert (found.file, found.section) == (str(path.with_name("sub") / "other.ini"), "app:alias")


def test_composite_that_leads_back_to_itself_is_walked_once(write):
    path = write("x.ini", "[composite:main]\nuse = egg:Paste#urlmap\n/ = main\n")
    assert walk(path, "main") == [("composite:main", "egg:Paste#urlmap")]


def test_name_that_is_not_there_ends_without_a_section(write):
    (found,) = Route(IniReader(), str(write("x.ini", SITE))).walk("nope")
    assert (found.section, found.factory, found.is_end, len(found.report.errors)) == ("", None, True, 1)


CALLED = """
    [DEFAULT]
    debug = false
    [composite:main]
    use = call:builtins:dict
    one = a
    set debug = true
    [app:a]
    use = call:builtins:dict
    A = 1
    [app:b]
    use = a
    B = 2
    [app:c]
    use = a
    C = 3
    set debug = maybe
"""


def find_called(path, global_conf, local_conf):
    return Route(IniReader(), str(path)).find_called(global_conf, local_conf)


@pytest.mark.parametrize("name", ["a", "b", "c"])
@pytest.mark.parametrize("given", [{}, {"debug": "1", "port": "80"}, {"text": "é"}])
def test_section_is_found_from_what_pastedeploy_gives(write, name, given):
    path = write("x.ini", CALLED)
    conf = appconfig(f"config:{path}", name, global_conf=dict(given))
    found = find_called(path, conf.global_conf, conf.local_conf)
    assert (found.file, found.section) == (str(path), f"app:{name}")
    # With what was given to it, the section comes out the same by itself.
    alone = appconfig(f"config:{path}", name, global_conf=find_given(IniReader(), found))
    assert (alone.global_conf, alone.local_conf) == (conf.global_conf, conf.local_conf)


def test_section_is_found_behind_a_composite_that_sets_a_variable(write):
    path = write("x.ini", CALLED)
    conf = appconfig(f"config:{path}")
    context = conf.context.loader.app_context("a", conf.global_conf)
    found = find_called(path, context.global_conf, context.local_conf)
    assert ([passed.section for passed in found.way], found.section) == (["composite:main"], "app:a")
    assert find_given(IniReader(), found) == {"debug": "true"}


def test_section_of_another_file_is_found(write):
    other = write("sub/other.ini", CALLED)
    path = write("x.ini", "[pipeline:main]\npipeline = config:sub/other.ini#b\n")
    context = loadcontext(APP, f"config:{path}").app_context
    found = find_called(path, context.global_conf, context.local_conf)
    assert (found.file, found.section) == (str(other), "app:b")
    # With these, the other file gives the same by itself.
    given = find_given(IniReader(), found)
    alone = appconfig(f"config:{other}", "b", global_conf=given)
    assert (alone.global_conf, alone.local_conf) == (context.global_conf, context.local_conf)


def test_texts_that_a_locale_garbles_are_compared_by_their_names(write):
    path = write("x.ini", "[app:main]\nuse = call:builtins:dict\nA = é\n")
    conf = appconfig(f"config:{path}")
    assert find_called(path, conf.global_conf, {"A": "Ã©"}).section == "app:main"
    assert find_called(path, conf.global_conf, {"B": "Ã©"}) is None


def test_arguments_that_no_section_gives_are_not_found(write):
    path = write("x.ini", CALLED)
    conf = appconfig(f"config:{path}", "a")
    assert find_called(path, conf.global_conf, {"A": "3"}) is None
