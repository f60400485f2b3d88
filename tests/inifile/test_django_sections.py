"""The Django application behind a name."""

from __future__ import annotations

import pytest

from twod.inifile.pastedeploy.django_sections import find_all_django, find_django
from twod.inifile.pastedeploy.route import Route
from twod.inifile.problems import ConfigurationError, Report
from twod.inifile.reading import IniReader

SITE = """
    [composite:main]
    use = egg:twod.wsgi#full_django
    django_app = django
    [app:django]
    use = egg:twod.wsgi
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
    [app:alias]
    use = django
    SITE_ID = 2
"""


def find(path, name=None):
    return find_django(Route(IniReader(), str(path)), name)


def find_error(path, name=None):
    with pytest.raises(ConfigurationError) as raised:
        find(path, name)
    return str(raised.value)


@pytest.mark.parametrize("name", [None, "main", "django", "pipe", "wrapped", "urls"])
def test_name_leads_to_django_through_whatever_stands_before_it(write, name):
    assert find(write("x.ini", SITE), name).section == "app:django"


def test_use_of_another_section_is_an_application_of_its_own(write):
    assert find(write("x.ini", SITE), "alias").section == "app:alias"


def test_name_of_something_else_is_an_error(write):
    path = write("x.ini", SITE)
    assert find_error(path, "other") == (
        f"x.ini: {path}#other leads to no Django application (use = egg:twod.wsgi), but to egg:Paste#static; "
        "did you mean #alias or #django?"
    )


def test_two_applications_behind_a_name_are_an_error_that_tells_how_to_name_one(write):
    path = write("x.ini", SITE + "    [composite:both]\n    use = egg:Paste#urlmap\n    / = django\n    /2 = alias\n")
    message = f"leads to 2 Django applications; choose one: {path}#alias or {path}#django"
    assert find_error(path, "both") == f"x.ini: {path}#both {message}"


def test_application_behind_two_ways_is_one(write):
    path = write("x.ini", SITE + "    [composite:both]\n    use = egg:Paste#urlmap\n    / = pipe\n    /2 = main\n")
    assert find(path, "both").section == "app:django"


def test_factory_of_the_project_around_ours_counts_when_there_is_no_other(write):
    path = write("x.ini", "[app:main]\npaste.app_factory = mysite.wsgi:make\nSITE_ID = 3\n")
    assert find(path).factory == "call:mysite.wsgi:make"
    path = write("y.ini", "[app:main]\npaste.app_factory = mysite.wsgi:make\n[app:b]\nuse = egg:twod.wsgi\n")
    assert "leads to no Django application" in find_error(path)
    path = write("z.ini", "[composite:main]\nuse = egg:Paste#urlmap\n")
    assert "leads to no Django application" in find_error(path)


def test_way_that_breaks_off_is_an_error_that_says_where(write):
    path = write("x.ini", "[pipeline:main]\npipeline = gone\n[app:django]\nuse = egg:twod.wsgi\n")
    assert find_error(path) == (
        "x.ini:2 [pipeline:main] pipeline: there is no application called 'gone'; the file has django, main"
    )


def test_other_way_that_breaks_off_is_reported_with_the_application(write):
    path = write(
        "x.ini", SITE + "    [composite:both]\n    use = egg:Paste#urlmap\n    / = main\n    /2 = config:gone.ini\n"
    )
    found = find(path, "both")
    assert found.section == "app:django"
    assert [(error.line, error.name) for error in found.report.errors] == [(25, "/2")]


def test_all_applications_are_found_each_once(write):
    report = Report()
    found = find_all_django(Route(IniReader(), str(write("x.ini", SITE))), report)
    assert [deployment.section for deployment in found] == ["app:django", "app:alias"]
    assert report.errors == ()


def test_broken_ways_do_not_hide_the_applications(write):
    report = Report()
    path = write("x.ini", SITE + "    [app:broken]\n    use = nope\n    [pipeline:broken2]\n    pipeline = nope\n")
    found = find_all_django(Route(IniReader(), str(path)), report)
    assert [deployment.section for deployment in found] == ["app:django", "app:alias"]
    assert [error.line for error in report.errors] == [23, 25]
