"""An ini of another package names our factory, and the settings module where twod.wsgi reads it."""

from __future__ import annotations

import pytest

from twod.wsgi.exc import ConfigurationError
from twod.wsgi.migration.proof import compare_accounts, give_account
from twod.wsgi.migration.rewriting import migrate

NAME = "settings_of_the_old_ini"


@pytest.fixture
def rewrite(write):
    """Return what becomes of an ini whose settings stay the same."""

    def rewrite(text: str, name: str | None = None) -> str:
        path = str(write("site.ini", text))
        migration = migrate(path, (), name)
        for subject in migration.subjects:
            accounts = give_account(subject.uri, {}), give_account(subject.uri, migration.texts)
            assert list(compare_accounts(*accounts)) == []
        write("again.ini", migration.texts[path])
        assert list(migrate(path.replace("site.ini", "again.ini")).texts.values()) == [migration.texts[path]]
        return migration.texts[path]

    return rewrite


@pytest.mark.parametrize(
    "lines",
    [
        f"use = egg:dj.paste\ndjango_settings_module = {NAME}\n",
        f"use = egg:dj.paste#mono\ndjango_settings_module={NAME}\n",
        f"settings = {NAME}\nuse = egg:repoze.django#django\n",
        f"use = egg:cykooz.djangopaste#django\nsettings = {NAME}\n",
        f"paste.app_factory = repoze.django:make_django\nsettings = {NAME}\n",
        f"use = egg:django_wsgi\nsettings = {NAME}\n",
    ],
)
def test_name_of_the_module_moves_to_default(rewrite, old_module, lines):
    old_module(A=1)
    server = "[server:main]\nuse = egg:waitress\n"
    assert rewrite(f"[app:main]\n{lines}\n{server}") == (
        f"[DEFAULT]\ndjango_settings_module = {NAME}\n\n[app:main]\nuse = egg:twod.wsgi\n\n{server}"
    )


def test_default_that_is_there_gets_it(rewrite, old_module):
    old_module(DEBUG=True)
    text = f"# Ours\n[DEFAULT]\n# on\ndebug = true\n[app:main]\nuse = egg:dj.paste\ndjango_settings_module = {NAME}\n"
    assert rewrite(text) == (
        f"# Ours\n[DEFAULT]\ndjango_settings_module = {NAME}\n# on\ndebug = true\n[app:main]\nuse = egg:twod.wsgi\n"
    )


def test_debug_of_the_module_stays_where_the_ini_has_another(rewrite, old_module):
    old_module()
    text = f"[DEFAULT]\ndebug = true\ndjango_settings_module = {NAME}\n[app:main]\nuse = egg:dj.paste\n"
    assert rewrite(text).endswith(
        "[app:main]\nuse = egg:twod.wsgi\n"
        "# The settings module has this DEBUG. Delete the next line to use 'debug' of [DEFAULT].\n"
        "set debug = false\n"
    )


def test_sections_name_different_modules_themselves(rewrite, old_module):
    old_module(A=1)
    first = f"[app:a]\nuse = egg:dj.paste#multi\ndjango_settings_module = {NAME}\n"
    assert rewrite(f"{first}[app:b]\nuse = egg:repoze.django\nsettings = os\n") == (
        f"[app:a]\nuse = egg:twod.wsgi\nset django_settings_module = {NAME}\n"
        "[app:b]\nuse = egg:twod.wsgi\nset django_settings_module = os\n"
    )


def test_default_that_names_another_module_keeps_it(rewrite, old_module):
    old_module(A=1)
    text = f"[DEFAULT]\ndjango_settings_module = os\n[app:main]\nuse = egg:repoze.django\nsettings = {NAME}\n"
    assert rewrite(text).endswith(f"[app:main]\nuse = egg:twod.wsgi\nset django_settings_module = {NAME}\n")


def test_what_was_ignored_becomes_a_comment(rewrite, old_module):
    old_module(EMAIL_PORT=25)
    text = (
        f"[app:main]\nuse = egg:dj.paste\nmulti = true\nEMAIL_PORT = 26\ntitle = x\ndjango_settings_module = {NAME}\n"
    )
    assert rewrite(text).endswith(
        "use = egg:twod.wsgi\n"
        "# It had no effect: dj.paste reads no settings here.\n# multi = true\n"
        "# It had no effect: dj.paste reads no settings here.\n# EMAIL_PORT = 26\n"
        "title = x\n"
    )


def test_what_pastedeploy_dropped_becomes_a_comment(rewrite, old_module):
    old_module()
    head = f"[DEFAULT]\ndebug = false\nX = 1\ndjango_settings_module = {NAME}\n"
    text = f"{head}[app:main]\nuse = egg:django-pastedeploy-settings\ndebug = true\nX = 2\n"
    assert rewrite(text).endswith(
        "use = egg:twod.wsgi\n"
        "# It had no effect: PasteDeploy uses the option of [DEFAULT] instead.\n# debug = true\n"
        "# It had no effect: PasteDeploy uses the option of [DEFAULT] instead.\n# X = 2\n"
    )


def test_debug_of_a_section_becomes_a_comment_and_what_it_sets_is_replaced(rewrite, old_module):
    old_module()
    head = f"[DEFAULT]\ndjango_settings_module = {NAME}\n[app:main]\nuse = egg:"
    assert rewrite(f"{head}django-pastedeploy-settings\nset debug = true\ndebug = false\n") == (
        f"{head}twod.wsgi\nset debug = true\n"
        "# It had no effect: django-pastedeploy-settings does not read 'debug' here.\n# debug = false\n"
    )
    assert rewrite(f"{head}dj.paste\nset debug = true\n") == (
        f"{head}twod.wsgi\n"
        "# The settings module has this DEBUG. Delete the next line to use 'debug' of [DEFAULT].\n"
        "set debug = false\n"
    )


def test_declarations_that_the_package_did_not_read_go(rewrite, old_module):
    old_module()
    head = f"[DEFAULT]\ndebug = true\ndjango_settings_module = {NAME}\n"
    app = "[app:main]\nuse = egg:django-pastedeploy-settings\nMY_RATIO = 0.5\n"
    assert rewrite(f"{head}twod.booleans = A\ntwod.types = B:int\n{app}") == (
        f"{head}twod.types =\n    B:int\n    MY_RATIO:float\n{app.replace('django-pastedeploy-settings', 'twod.wsgi')}"
    )


def test_pipelines_filters_composites_and_servers_stay(rewrite, old_module):
    old_module()
    around = (
        "[server:main]\nuse = egg:waitress\n[composite:main]\nuse = egg:Paste#urlmap\n/ = p\n/wiki = wiki\n"
        "[pipeline:p]\npipeline = gz site\n[filter:gz]\nuse = egg:Paste#gzip\n[app:wiki]\nuse = egg:moin\n[app:site]\n"
    )
    head = f"[DEFAULT]\ndjango_settings_module = {NAME}\n\n"
    assert (
        rewrite(f"{around}use = egg:repoze.django#django\nsettings = {NAME}\n")
        == f"{head}{around}use = egg:twod.wsgi\n"
    )


def test_composite_of_a_site_and_its_files_becomes_ours(rewrite, old_module):
    old_module()
    head = f"[DEFAULT]\ndebug = true\ndjango_settings_module = {NAME}\n"
    text = f"{head}[composite:main]\nuse = egg:django-pastedeploy-settings#full_django\ndjango_app = site\n"
    site = "[app:site]\nuse = egg:django-pastedeploy-settings\n"
    assert rewrite(text + site) == (text + site).replace("django-pastedeploy-settings", "twod.wsgi")


def test_only_the_named_application_is_rewritten(write, old_module):
    old_module()
    first = f"[app:a]\nuse = egg:dj.paste\ndjango_settings_module = {NAME}\n"
    second = "[app:b]\nuse = egg:repoze.django\nsettings = os\n"
    path = str(write("site.ini", first + second))
    migration = migrate(path, (), "a")
    assert migration.texts[path] == f"[app:a]\nuse = egg:twod.wsgi\nset django_settings_module = {NAME}\n{second}"
    assert [other.uri for other in migration.others] == [f"{path}#b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[pipeline:main]\npipeline = egg:repoze.django#django\n",
            "site.ini:2 [pipeline:main] pipeline: write a section [app:django]",
        ),
        (
            "[app:main]\nuse = config:base.ini\n",
            "base.ini:2 [app:main] use: it has to change, too; name this file after",
        ),
    ],
)
def test_factory_that_cannot_be_changed_is_an_error(write, text, message):
    write("base.ini", "[app:main]\nuse = egg:repoze.django\nsettings = os\n")
    with pytest.raises(ConfigurationError) as caught:
        migrate(str(write("site.ini", text)))
    assert message in str(caught.value)
