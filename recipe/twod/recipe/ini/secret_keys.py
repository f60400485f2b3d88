"""The secret key of an environment: what the ini has of it, and whether each host of the site has the same."""

from __future__ import annotations

import re

from twod.inifile.key_place import KeyPlace
from twod.inifile.problems import Problem, Report
from twod.inifile.text import Entry
from twod.recipe.cfg.environment_options import HOSTS, SECRET_KEY
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.readers import GENERATED_KEY

_KEY = "SECRET_KEY"
#: What comes from the settings module, or from another option, stays.
_FORMER_KEYS = "SECRET_KEY_FALLBACKS.append"

#: What to write in the place of ``generate``.
_CURE = "give all hosts one key: secret-key = file:PATH, env:NAME or cred:NAME"


def has_generated_key(environment: Environment) -> bool:
    """Return whether the recipe makes the key of an environment itself, so that it is another one on each host."""
    return environment.options[SECRET_KEY] == GENERATED_KEY


def make_key_entries(environment: Environment, place: KeyPlace) -> dict[str, Entry]:
    """Return the options of the ini that refer to a key and to those that were in use before it.

    :param place: where the key is, a path as the ini has it.
    """
    texts = {_KEY: place.reference, _FORMER_KEYS: place.fallbacks.optional_reference}
    return {name: environment.make_entry(SECRET_KEY, name, text) for name, text in texts.items()}


def judge_secret_key(environment: Environment, report: Report) -> None:
    """Report a key that is written twice, or would be another one on each of the environment's hosts."""
    if environment.options[SECRET_KEY] and _KEY in environment.settings:
        report.error(environment.get_place(SECRET_KEY), "there is a SECRET_KEY as well; leave one of them out")
    # Servers at one address are on one machine, and of one tree.
    machines = {host.address for host in environment.options[HOSTS]}
    if len(machines) > 1:
        reason = f"hosts has {len(machines)}, so that a visitor is signed out when another one answers"
        judge_generated_key(environment, reason, report)


def judge_generated_key(environment: Environment, reason: str, report: Report) -> None:
    """Report a key that would be another one on each host, where that must not be.

    :param reason: why not, as in ``the bundle goes to other hosts``.
    """
    if has_generated_key(environment):
        message = f"generate makes another key on each host, and {reason}; {_CURE}"
        report.error(environment.get_place(SECRET_KEY), message)


def find_doubt_about_key(environment: Environment) -> Problem | None:
    """Return what to say when the key of an environment is generated though other hosts may run the site.

    The one who has listed the hosts knows.
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
    """Return the other host that a setting of a database names; None where it names none, or a reference does.

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
