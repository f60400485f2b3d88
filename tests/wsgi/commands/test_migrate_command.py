"""``paster migrate-ini``: the notation of today, the same settings, and nothing else changed."""

from __future__ import annotations

import sys
import textwrap

import pytest

from twod.inifile import files_together
from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.migrate_command import MigrateIniCommand

OLD = """
    # The shop's ini
    [DEFAULT]
    debug = False
    # our booleans
    twod.booleans =
        MY_BOOL
    twod.integers = MY_INT
    ; the collections
    twod.tuples =
        COLLECTION
        EXTRA
    twod.nested_tuples = MY_PLACES
    twod.tree_tuples = MY_TREE
    twod.dictionaries = MY_CAPITALS
    twod.none_if_empty_settings = MY_NOTHING
    django_settings_module = old_settings
    root = /srv/shop

    [app:main]
    use = egg:twod.wsgi
    # how long
    MY_INT = 86400
    MY_BOOL = n
    COLLECTION = Oxford
    # inside
        London
    EXTRA = c d
    MY_NUMBER = 5
    MY_QUOTED = "Lorem"
    MY_PLACES =
        Europe ; Madrid
        Asia
    MY_TREE =
        a
        - aa,
        b
    MY_CAPITALS =
        France=Paris
    MY_NOTHING =
    TIME_ZONE = "UTC"
    MEDIA_ROOT = %(root)s/${x}/50%%
    INTERNAL_IPS = 127.0.0.1 ::1
    MIDDLEWARE_CLASSES = a.A b.B
    LANGUAGE_CODE = en-gb

    # the end
    [server:main]
    use = egg:waitress
"""
NEW = r"""
    # The shop's ini
    [DEFAULT]
    debug = False
    # our booleans
    twod.types =
        COLLECTION:list
        MIDDLEWARE_CLASSES:list
        MY_BOOL:bool
        MY_CAPITALS:dict
        MY_INT:int
        MY_NOTHING:str?
        MY_PLACES:json
        MY_TREE:json
    ; the collections
    django_settings_module = old_settings
    root = /srv/shop

    [app:main]
    use = egg:twod.wsgi
    # how long
    MY_INT = 86400
    MY_BOOL = false
    COLLECTION = Oxford
    # inside
        London
    EXTRA.append =
        c
        d
    MY_NUMBER = "5"
    MY_QUOTED = "\"Lorem\""
    MY_PLACES = [["Europe", "Madrid"], ["Asia"]]
    MY_TREE = [["a", ["aa"]], "b"]
    MY_CAPITALS =
        France=Paris
    MY_NOTHING =
    TIME_ZONE = "\"UTC\""
    MEDIA_ROOT = "%(root)s/$${x}/50%%"
    INTERNAL_IPS = 127.0.0.1 ::1
    MIDDLEWARE_CLASSES = a.A b.B
    # It had no effect: old_settings has LANGUAGE_CODE, too.
    # LANGUAGE_CODE = en-gb

    # the end
    [server:main]
    use = egg:waitress
"""


@pytest.fixture
def old(write, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "old_settings", raising=False)
    write("old_settings.py", 'EXTRA = ("a", "b")\nLANGUAGE_CODE = "de"\n')
    return write("old.ini", OLD)


@pytest.fixture
def module(write, tmp_path, monkeypatch):
    """Write a settings module."""

    def make(name: str, text: str) -> None:
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, name, raising=False)
        write(f"{name}.py", text)

    return make


@pytest.fixture
def migrate(capsys):
    """Run the command; returns exit status, stdout and stderr."""

    def run(*arguments):
        status = run_command(MigrateIniCommand("twod"), arguments)
        return status, *capsys.readouterr()

    return run


def dedent(text):
    return textwrap.dedent(text).lstrip("\n")


def test_old_ini_is_rewritten_with_its_comments_and_in_its_order(migrate, old):
    mode = old.stat().st_mode
    status, out, err = migrate("old.ini")
    assert status == 0, err
    assert old.read_text() == dedent(NEW)
    assert old.stat().st_mode == mode
    assert out.startswith("old.ini: rewritten\n")
    assert out.endswith("settings, the same as before\n")
    assert "MIDDLEWARE_CLASSES: removed in Django 2.0; use MIDDLEWARE; it is kept as your own setting" in err


def test_second_run_changes_nothing(migrate, old):
    migrate("old.ini")
    status, out, err = migrate("old.ini")
    assert (status, out) == (0, "There is nothing to change.\n"), err
    assert old.read_text() == dedent(NEW)


def test_dry_run_shows_a_diff_and_writes_nothing(migrate, old):
    status, out, err = migrate("--dry-run", "old.ini")
    assert status == 0, err
    assert "-MY_BOOL = n\n+MY_BOOL = false\n" in out
    assert old.read_text() == dedent(OLD)


def test_json_values_become_lines_and_references_stay(migrate, write, module):
    module("json_settings", "MY_LIST = ()")
    ini = write(
        "site.ini",
        """
        [DEFAULT]
        debug = false
        name = x
        django_settings_module = json_settings
        [app:main]
        use = egg:django-pastedeploy-settings
        ALLOWED_HOSTS = ["example.com",
            "www.example.com"]
        TIME_ZONE = "Europe/London"
        MEDIA_ROOT = "%(here)s/media"
        DATABASES = {"default": {"NAME": "${name}"}}
        MY_LIST = [1, {"a": null}]
        """,
    )
    status, _, err = migrate("site.ini")
    assert status == 0, err
    assert ini.read_text() == dedent("""
        [DEFAULT]
        debug = false
        name = x
        django_settings_module = json_settings
        [app:main]
        use = egg:twod.wsgi
        ALLOWED_HOSTS =
            example.com
            www.example.com
        TIME_ZONE = Europe/London
        MEDIA_ROOT = %(here)s/media
        DATABASES = {"default": {"NAME": "${name}"}}
        MY_LIST.append = [1, {"a": null}]
        """)


def test_nothing_is_written_when_a_setting_would_differ(migrate, write):
    # What the base says is read by the rules of the ini that uses it; so both have to be rewritten.
    base = write("base.ini", '[app:main]\nuse = egg:twod.wsgi\nMY_NUMBER = 5\nSECRET_KEY = "k"\n')
    text = "[DEFAULT]\ntwod.integers = MY_INT\ndebug = no\n[app:main]\nuse = config:base.ini\nMY_INT = 1\n"
    ini = write("site.ini", text)
    status, _, err = migrate("site.ini")
    assert status == 1
    assert "error: MY_NUMBER: '5' before, 5 after\n" in err
    assert "error: SECRET_KEY: '<hidden>' before, '<hidden>' after\n" in err
    assert ini.read_text() == text
    assert migrate("site.ini", "base.ini")[0] == 0
    assert base.read_text() == '[app:main]\nuse = egg:twod.wsgi\nMY_NUMBER = "5"\nSECRET_KEY = "\\"k\\""\n'


def test_all_inis_are_as_they_were_when_one_cannot_be_written(migrate, write, monkeypatch):
    base = write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nMY_NUMBER = 5\n")
    ini = write(
        "site.ini", "[DEFAULT]\ntwod.integers = MY_INT\ndebug = no\n[app:main]\nuse = config:base.ini\nMY_INT = 1\n"
    )
    texts = [base.read_text(), ini.read_text()]
    write_whole = files_together.write_whole

    def fail(target, content, *arguments):
        if target == base:
            raise OSError(28, "No space left on device", str(target))
        write_whole(target, content, *arguments)

    monkeypatch.setattr(files_together, "write_whole", fail)
    status, out, err = migrate("site.ini", "base.ini")
    assert (status, out) == (1, "")
    assert err.endswith("twod migrate-ini: nothing was written: No space left on device: base.ini\n")
    assert [base.read_text(), ini.read_text()] == texts


def test_line_ends_and_byte_order_mark_stay(migrate, tmp_path):
    ini = tmp_path / "site.ini"
    ini.write_bytes(b"\xef\xbb\xbf[DEFAULT]\r\ntwod.booleans = A\r\n[app:main]\r\nuse = egg:twod.wsgi\r\nA = y\r\n")
    assert migrate("site.ini")[0] == 0
    assert ini.read_bytes() == (
        b"\xef\xbb\xbf[DEFAULT]\r\ntwod.types =\r\n    A:bool\r\n[app:main]\r\nuse = egg:twod.wsgi\r\nA = true\r\n"
    )


@pytest.mark.parametrize(
    ("text", "argument", "message"),
    [
        (
            "",
            "gone.ini",
            "gone.ini: cannot read {here}/gone.ini: no such file or directory; inis in its folder: site.ini",
        ),
        (
            "[app:main]\nuse = config:base.ini\n",
            "site.ini",
            "site.ini:2 [app:main] use: cannot read {here}/base.ini: no ",
        ),
        (
            "[app:main]\nuse = egg:twod.wsgi\n",
            "site.ini#shop",
            "site.ini: there is no application called 'shop'; the file has main",
        ),
        (
            "[server:main]\nuse = egg:waitress\n",
            "site.ini",
            "site.ini: there is no Django application; write 'use = egg:twod.wsgi' in the section of a Django app",
        ),
        (
            "[app:main]\nuse = egg:Paste#static\n",
            "site.ini",
            "site.ini:2 [app:main] use: egg:Paste#static is not a factory of Dj",
        ),
        ("[app:main]\nA = 1\n", "site.ini", "site.ini [app:main]: expected 'use = …' or 'paste.app_factory = …'"),
        (
            "[app:main\n",
            "site.ini",
            "site.ini:1: this line is before the first [section]; begin the ini with a section such as [DEFAULT]",
        ),
        ("[app:main]\nuse = egg:twod.wsgi\nA = \udcff\n", "site.ini", "site.ini:3: not UTF-8 text (byte 0xff)"),
    ],
)
def test_what_cannot_be_rewritten_is_one_message(migrate, tmp_path, text, argument, message):
    ini = tmp_path / "site.ini"
    ini.write_bytes(text.encode("utf-8", "surrogateescape"))
    status, out, err = migrate(argument)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"twod migrate-ini: {message.format(here=tmp_path)}")


def test_named_application_is_rewritten_and_the_others_stay(migrate, write, module):
    module("named_settings", "SHOP = ['a']\n")
    head = "[DEFAULT]\ndebug = false\ndjango_settings_module = named_settings\n"
    shop = '[app:shop]\nuse = egg:django-pastedeploy-settings\nSHOP = ["b"]\n'
    wiki = "[app:wiki]\nuse = egg:moin\n"
    tool = shop.replace("shop", "tool")
    ini = write("site.ini", head + shop + wiki + tool)
    status, out, err = migrate("site.ini#shop")
    assert (status, out) == (0, "site.ini: rewritten\n2 settings, the same as before\n"), err
    assert ini.read_text() == head + "[app:shop]\nuse = egg:twod.wsgi\nSHOP.append = b\n" + wiki + tool
    assert migrate("site.ini#wiki")[0] == 1
    assert migrate("site.ini")[0] == 0
    assert migrate("site.ini")[1] == "There is nothing to change.\n"


def test_nothing_is_written_when_another_application_would_differ(migrate, write):
    # Without the declaration, the second one is an ini of today, where 5 is no text.
    head = "[DEFAULT]\ndebug = false\ntwod.booleans = MY_BOOL\n"
    text = f"{head}[app:a]\nuse = egg:twod.wsgi\nMY_BOOL = y\n[app:b]\nuse = egg:twod.wsgi\nMY_NUMBER = 5\n"
    ini = write("site.ini", text)
    status, out, err = migrate("site.ini#a")
    assert (status, out) == (1, "")
    assert f"error: {ini}#b: MY_NUMBER: '5' before, 5 after\n" in err
    assert ini.read_text() == text
    assert migrate("site.ini")[0] == 0


def test_module_of_the_named_application_is_not_given_to_the_others(migrate, write, module):
    module("other_settings", "SITE_ID = 5\n")
    text = "[app:a]\nuse = egg:dj.paste\ndjango_settings_module = other_settings\n[app:b]\nuse = egg:twod.wsgi\n"
    ini = write("site.ini", text)
    assert migrate("site.ini#a")[0] == 0
    assert "\nset django_settings_module = other_settings\n[app:b]\n" in ini.read_text()


def test_what_the_old_package_fails_on_is_not_rewritten(migrate, write, module):
    module("debug_settings", "DEBUG = True\n")
    head = "[DEFAULT]\ndebug = false\ndjango_settings_module = debug_settings\n"
    text = f"{head}[app:main]\nuse = egg:django-pastedeploy-settings\n"
    ini = write("site.ini", text)
    status, _, err = migrate("site.ini")
    assert status == 1
    assert err == (
        "error: before: site.ini:3 [DEFAULT] django_settings_module: "
        "django-pastedeploy-settings rejects a settings module with DEBUG; delete it from the module\n"
        "Nothing was written, because the ini has errors; correct them first.\n"
    )
    assert ini.read_text() == text
