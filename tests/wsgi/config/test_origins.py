"""Every setting can be traced to the places that had a say in it, and no secret is shown."""

from __future__ import annotations

from twod.wsgi.config.survey import load_uri


def test_chain_of_places_is_told_the_last_word_first(write, settings_module):
    name = settings_module("MIDDLEWARE = ['m']\nSITE_ID = 1")
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 2\nMIDDLEWARE.append = a\n")
    path = write(
        "top.ini",
        f"[DEFAULT]\ndebug = yes\ndjango_settings_module = {name}\n[app:main]\nuse = config:base.ini\nSITE_ID = 0_3\n"
        "MIDDLEWARE.append = ${env:EXTRA}\n",
    )
    report = load_uri(path, environ={"EXTRA": "b"}).report()
    assert report["SITE_ID"].value == 3
    assert [(str(origin), origin.key, origin.value) for origin in report["SITE_ID"].origins] == [
        ("top.ini:6 [app:main]", "SITE_ID", "0_3"),
        ("base.ini:3 [app:main]", "SITE_ID", "2"),
        (f"settings module {name}", "SITE_ID", 1),
    ]
    assert report["MIDDLEWARE"].value == ["m", "a", "<hidden>"]
    assert [(str(origin), origin.key, origin.value) for origin in report["MIDDLEWARE"].origins] == [
        ("top.ini:7 [app:main] (environment variable EXTRA)", "MIDDLEWARE.append", "${env:EXTRA}"),
        ("base.ini:4 [app:main]", "MIDDLEWARE.append", "a"),
        (f"settings module {name}", "MIDDLEWARE", ["m"]),
        ("Django's default", "MIDDLEWARE", []),
    ]
    assert [str(origin) for origin in report["DEBUG"].origins] == ["top.ini:2 [DEFAULT]", "Django's default"]
    assert (report["DEBUG"].value, report["DEBUG"].type) == (True, "bool")
    assert report["TIME_ZONE"].value == "America/Chicago"
    assert [str(origin) for origin in report["TIME_ZONE"].origins] == ["Django's default"]


def test_report_of_some_settings_leaves_the_others_and_unknown_names_out(load):
    assert list(load("A = 1\nB = 2").report(["B", "NOPE", "A"])) == ["A", "B"]


def test_secrets_are_hidden_by_name_by_origin_and_inside_urls(load, tmp_path):
    (tmp_path / "key").write_text("k3y")
    options = """
        SECRET_KEY = ${file:key}
        SECRET_KEY_FALLBACKS = old1 old2
        DATABASES.default = postgres://u:p4ss@db/site
        DATABASES.other = {"ENGINE": "e", "PASSWORD": "p4ss", "OPTIONS": {"api_token": "t0k", "timeout": 5}}
        CACHES.default = redis://:p4ss@cache:6379/1
        MY_DSN = https://public:p4ss@example.com/1
        MY_STRIPE = {"secret_key": "k3y", "public_key": "shown"}
        MY_HOST = ${env:HOST_NAME}
        TIME_ZONE = ${env:ZONE:-UTC}
    """
    loaded = load(options, environ={"HOST_NAME": "h0st"})
    shown = {name: setting.value for name, setting in loaded.report(loaded.values).items()}
    assert shown["SECRET_KEY"] == "<hidden>"
    assert shown["SECRET_KEY_FALLBACKS"] == "<hidden>"
    assert shown["DATABASES"]["default"]["PASSWORD"] == "<hidden>"
    assert shown["DATABASES"]["default"]["HOST"] == "db"
    assert shown["DATABASES"]["other"] == {
        "ENGINE": "e",
        "PASSWORD": "<hidden>",
        "OPTIONS": {"api_token": "<hidden>", "timeout": 5},
    }
    assert shown["CACHES"]["default"]["LOCATION"] == "redis://:<hidden>@cache:6379/1"
    assert shown["MY_DSN"] == "https://public:<hidden>@example.com/1"
    assert shown["MY_STRIPE"] == {"secret_key": "<hidden>", "public_key": "shown"}
    assert (shown["MY_HOST"], shown["TIME_ZONE"]) == ("<hidden>", "UTC")
    everything = repr(loaded.report())
    assert not [secret for secret in ("k3y", "p4ss", "old1", "t0k", "h0st") if secret in everything]


def test_value_that_a_later_place_sets_in_clear_is_shown(write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = ${env:ID}\nDATABASES.default.HOST = ${env:ID}\n")
    path = write("top.ini", "[app:main]\nuse = config:base.ini\nSITE_ID = 3\nDATABASES.default.NAME = n\n")
    report = load_uri(path, environ={"ID": "5"}).report(["SITE_ID", "DATABASES"])
    assert report["SITE_ID"].value == 3
    assert report["DATABASES"].value == {"default": {"HOST": "<hidden>", "NAME": "n"}}
