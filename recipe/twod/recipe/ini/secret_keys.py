"""The secret key of an environment: its entries in the ini, and whether all hosts have the same key."""

from __future__ import annotations

import re

from twod.inifile.key_place import KeyPlace
from twod.inifile.problems import Problem, Report
from twod.inifile.text import Entry
from twod.recipe.cfg.environment_options import HOSTS, SECRET_KEY
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.readers import GENERATED_KEY

_KEY = "SECRET_KEY"
#: The name of the setting; ``append`` keeps the keys from the settings module and other options.
_FORMER_KEYS = "SECRET_KEY_FALLBACKS.append"

#: The cure for ``generate`` on several hosts.
_CURE = "give all hosts one key: secret-key = file:PATH, env:NAME or cred:NAME"


def has_generated_key(environment: Environment) -> bool:
    """Return whether the recipe generates the key of an environment, which then differs on each host."""
    return environment.options[SECRET_KEY] == GENERATED_KEY


def make_key_entries(environment: Environment, place: KeyPlace) -> dict[str, Entry]:
    """Return the entries of the ini that refer to the key and to the former keys.

    :param place: the place of the key, with a path as the ini has it.
    """
    texts = {_KEY: place.reference, _FORMER_KEYS: place.fallbacks.optional_reference}
    return {name: environment.make_entry(SECRET_KEY, name, text) for name, text in texts.items()}


def judge_secret_key(environment: Environment, report: Report) -> None:
    """Report a key that is set twice, or would differ between the environment's hosts."""
    if environment.options[SECRET_KEY] and _KEY in environment.settings:
        report.error(environment.get_place(SECRET_KEY), "there is a SECRET_KEY as well; remove one of them")
    # Servers at one address run on one machine, from one tree.
    machines = {host.address for host in environment.options[HOSTS]}
    if len(machines) > 1:
        reason = f"hosts has {len(machines)}, so visitors would be signed out when another host answers"
        judge_generated_key(environment, reason, report)


def judge_generated_key(environment: Environment, reason: str, report: Report) -> None:
    """Report a generated key if the key must not differ between hosts.

    :param reason: the reason, such as ``the bundle goes to other hosts``.
    """
    if has_generated_key(environment):
        message = f"generate makes a different key on each host, and {reason}; {_CURE}"
        report.error(environment.get_place(SECRET_KEY), message)


def find_doubt_about_key(environment: Environment) -> Problem | None:
    """Return a warning about a generated key, if the database suggests that other hosts run the site, too.

    There is no warning if the environment lists its hosts.
    """
    if not has_generated_key(environment) or environment.options[HOSTS]:
        return None
    for name, written in environment.settings.items():
        host = find_remote_host(name, written.text)
        if host:
            message = f"{name} is on {host}; if other hosts run this site as well, {_CURE}"
            return environment.get_place(SECRET_KEY).problem(message)
    return None


def find_remote_host(name: str, text: str) -> str | None:
    """Return the remote host in a setting of a database; None if there is no remote host, or it is a reference.

    Example::

        >>> find_remote_host("DATABASES.default", "postgres://shop:sesame@db.example.com/shop")
        'db.example.com'
    """
    first, *path = name.split(".")
    if first != "DATABASES" or "${" in text:
        return None
    url = re.match(r"\w+://(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)", text)
    host = text if path[1:] == ["HOST"] else url[1].strip("[]") if url and len(path) == 1 else ""
    is_local = host in ("", "localhost", "::1") or host.startswith(("/", "%2", "127."))
    return None if is_local else host
