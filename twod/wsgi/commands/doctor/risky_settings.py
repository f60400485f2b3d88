"""Settings that are legal and right on a laptop, and bite in production."""

from __future__ import annotations

from collections.abc import Iterator

from twod.inifile.opaque import is_equal, is_sequence
from twod.inifile.problems import describe_place
from twod.wsgi.commands.doctor.examination import Ailment, Examined
from twod.wsgi.config.loaded import Loaded


def examine_settings(loaded: Loaded) -> Iterator[Examined]:
    """Yield what is wrong with the settings in force that no other examination is about."""
    yield Examined("DEBUG", tuple(_examine_debug(loaded)))
    yield Examined("ALLOWED_HOSTS", tuple(_examine_hosts(loaded)))
    yield Examined("TIME_ZONE", tuple(_examine_time_zone(loaded)))


def describe_setting_place(loaded: Loaded, name: str) -> str:
    """Return the place that a setting comes from; that of the application where nothing sets it."""
    problem = loaded.locate(name, "")
    return describe_place(problem.file, problem.line, problem.section)


def _examine_debug(loaded: Loaded) -> Iterator[Ailment]:
    if loaded.find_value("DEBUG"):
        wrong = "debug is on, so a page with an error shows the source and the settings to every visitor"
        yield Ailment("DEBUG", wrong, "write 'debug = false' in [DEFAULT]", describe_setting_place(loaded, "DEBUG"))


def _examine_hosts(loaded: Loaded) -> Iterator[Ailment]:
    hosts = loaded.find_value("ALLOWED_HOSTS")
    cure = "name the hosts of the site: ALLOWED_HOSTS = www.example.com"
    if is_sequence(hosts) and "*" in hosts:
        wrong = "'*' lets every Host header pass, and links in mails lead where a stranger wants"
        yield Ailment("ALLOWED_HOSTS", wrong, cure, describe_setting_place(loaded, "ALLOWED_HOSTS"))
    elif not hosts and not loaded.find_value("DEBUG"):
        wrong = "no host is allowed, so that every request is answered with 400"
        yield Ailment("ALLOWED_HOSTS", wrong, cure, describe_setting_place(loaded, "ALLOWED_HOSTS"))


def _examine_time_zone(loaded: Loaded) -> Iterator[Ailment]:
    default = loaded.defaults.get("TIME_ZONE")
    if "TIME_ZONE" not in loaded.values or is_equal(loaded.values["TIME_ZONE"], None):
        wrong = f"nothing sets it, so Django's {default} is in force"
        yield Ailment(
            "TIME_ZONE", wrong, "name yours: TIME_ZONE = Europe/Madrid", describe_setting_place(loaded, "TIME_ZONE")
        )
