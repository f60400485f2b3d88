"""The Django applications of an ini are found, whatever is beside them; an ini without one is one message."""

from __future__ import annotations

import pytest

from twod.inifile.reading import IniReader
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.migration.old_applications import find_old_applications

APPS = """\
[composite:main]
use = egg:Paste#urlmap
/ = shop
/wiki = wiki
[app:shop]
use = egg:dj.paste
django_settings_module = os
[app:tool]
use = egg:twod.wsgi
[app:wiki]
use = egg:moin
"""


@pytest.fixture
def find(write):
    """Return the names of the applications to rewrite, and of the others."""

    def find(text: str, name: str | None = None) -> tuple[list[str], list[str]]:
        path = str(write("site.ini", text))
        found, others = find_old_applications(IniReader(), path, name)
        return tuple([app.subject.uri.rpartition("#")[2] for app in apps] for apps in (found, others))

    return find


def test_each_application_of_django_is_found_once(find):
    assert find(APPS) == (["shop", "tool"], [])


def test_name_selects_what_it_leads_to(find):
    assert find(APPS, "main") == (["shop"], ["tool"])
    assert find(APPS, "tool") == (["tool"], ["shop"])


def test_no_main_is_needed(find):
    assert find("[app:tool]\nuse = egg:twod.wsgi\n") == (["tool"], [])


def test_application_of_another_file_is_found_where_it_is(find, write):
    write("other.ini", "[app:shop]\nuse = egg:twod.wsgi\nSITE_ID = %(site)s\n")
    path = str(
        write("site.ini", "[DEFAULT]\nsite = 5\n[composite:main]\nuse = egg:Paste#urlmap\n/ = config:other.ini#shop\n")
    )
    ((found,), _) = find_old_applications(IniReader(), path, None)
    assert found.subject.uri.endswith("/other.ini#shop")
    assert found.subject.given["site"] == "5"


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("[keystone]\nhost = x\n", None, "site.ini: there is no Django application; write 'use = egg:twod.wsgi' in"),
        (
            "[app:tool]\nuse = egg:Paste#static\n",
            None,
            "site.ini:2 [app:tool] use: egg:Paste#static is not a factory of Django",
        ),
        (
            "[app:a]\nuse = egg:Paste#static\n[app:b]\nuse = egg:Paste#test\n",
            None,
            "site.ini: there is no Django application; it has egg:Paste#static, egg:Paste#test; write 'use = egg:twod",
        ),
        (APPS, "gone", "there is no application called 'gone'; the file has main, shop, tool, wiki"),
        ("[app:main]\nuse = config:gone.ini\n", None, "site.ini:2 [app:main] use: cannot read"),
        ("[pipeline:p]\npipeline = a b\n[filter:a]\nuse = egg:x\n", None, "site.ini:2 [pipeline:p] pipeline: "),
        ("[app:main]\nA = 1\n", None, "site.ini [app:main]: expected 'use = …' or 'paste.app_factory = …'"),
    ],
)
def test_ini_without_django_is_one_message(find, text, name, message):
    with pytest.raises(ConfigurationError) as caught:
        find(text, name)
    (problem,) = caught.value.problems
    assert message in str(problem)
