"""The check of settings that are right on a laptop, but harmful in production."""

from __future__ import annotations

from collections.abc import Iterator

from twod.inifile.opaque import is_equal, is_sequence
from twod.inifile.problems import describe_place
from twod.wsgi.commands.doctor.examination import Ailment, Examined
from twod.wsgi.config.loaded import Loaded


def examine_settings(loaded: Loaded) -> Iterator[Examined]:
    """Yield the faults of single settings."""
    yield Examined("DEBUG", tuple(_examine_debug(loaded)))
    yield Examined("ALLOWED_HOSTS", tuple(_examine_hosts(loaded)))
    yield Examined("TIME_ZONE", tuple(_examine_time_zone(loaded)))


def describe_setting_place(loaded: Loaded, name: str) -> str:
    """Return where a setting is set; the place of the application's section if the setting is not set."""
    problem = loaded.locate(name, "")
    return describe_place(problem.file, problem.line, problem.section)


def _examine_debug(loaded: Loaded) -> Iterator[Ailment]:
    if loaded.find_value("DEBUG"):
        wrong = "debug mode is on, so an error page shows source code and settings to every visitor"
        yield Ailment("DEBUG", wrong, "write 'debug = false' in [DEFAULT]", describe_setting_place(loaded, "DEBUG"))


def _examine_hosts(loaded: Loaded) -> Iterator[Ailment]:
    hosts = loaded.find_value("ALLOWED_HOSTS")
    cure = "name the hosts of the site: ALLOWED_HOSTS = www.example.com"
    if is_sequence(hosts) and "*" in hosts:
        wrong = "'*' accepts any Host header, so an attacker can choose the host of the links in mails"
        yield Ailment("ALLOWED_HOSTS", wrong, cure, describe_setting_place(loaded, "ALLOWED_HOSTS"))
    elif not hosts and not loaded.find_value("DEBUG"):
        wrong = "no host is allowed, so that every request gets the status 400"
        yield Ailment("ALLOWED_HOSTS", wrong, cure, describe_setting_place(loaded, "ALLOWED_HOSTS"))


def _examine_time_zone(loaded: Loaded) -> Iterator[Ailment]:
    default = loaded.defaults.get("TIME_ZONE")
    if "TIME_ZONE" not in loaded.values or is_equal(loaded.values["TIME_ZONE"], None):
        wrong = f"it is not set, so Django's default {default} applies"
        yield Ailment(
            "TIME_ZONE", wrong, "set your own: TIME_ZONE = Europe/Madrid", describe_setting_place(loaded, "TIME_ZONE")
        )
