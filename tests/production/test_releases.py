"""Releases, kills and restarts under steady load, through nginx and through HAProxy: who notices."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from kit.buildouts import ROOT
from kit.conditions import wait_until
from kit.production_host import Change, ProductionHost
from kit.servers import fetch
from kit.steady_load import SteadyLoad, steady_load

if TYPE_CHECKING:
    from conftest import Block

Report = Callable[[str], None]

_MIGRATION = """\
from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("digest", "0001_initial")]
    operations = [migrations.RunSQL("SELECT nonsense")]
"""

_CHECK = """\
import sys

def refuse():
    raise RuntimeError("not today")

def refuse_server():
    if sys.argv[0].endswith("serve-prod"):
        raise RuntimeError("not today")
"""

#: What is wrong with each broken release, and what the command says of it.
BROKEN = {
    "ini": (Change({"debug = false": "debug = maybe"}), "expected true or false, got 'maybe'"),
    "migration": (Change(files={"digest/migrations/0002_broken.py": _MIGRATION}), "nonsense"),
    "import": (Change(files={"digest/apps.py": "import not_there\n"}), "not_there"),
    "not ready": (
        Change({"path = /-/": "path = /-/\nchecks = digest.ready.refuse"}, {"digest/ready.py": _CHECK}),
        "digest.ready.refuse",
    ),
    "secret": (Change({"SECRET_KEY = ${cred:secret-key}": "SECRET_KEY = ${cred:not-there}"}), "not-there"),
}


def find_release(text: str) -> str:
    """Return the name that a page shows."""
    found = re.search(r'data-environment="([^"]*)"', text)
    return found[1] if found else text[:80]


def count_releases(*loads: SteadyLoad) -> Counter[str]:
    """Return how many answers each release gave."""
    return Counter(find_release(asked.text) for load in loads for asked in load.asked if not asked.is_lost)


@pytest.mark.timeout(3600)
def test_no_release_loses_a_request_and_no_broken_one_serves(
    host: ProductionHost, pytestconfig: pytest.Config, report: Report
) -> None:
    count = pytestconfig.getoption("releases")
    broken = cycle(BROKEN)
    good = {"prod"}
    with (
        steady_load(host.get_url("nginx"), clients=2, pause=0.05) as by_nginx,
        steady_load(host.get_url("haproxy"), clients=2, pause=0.05) as by_haproxy,
    ):
        for number in range(1, count + 1):
            is_broken = number % 4 == 2
            what = next(broken) if is_broken else ""
            change, told = BROKEN[what] if is_broken else (Change(), "is released")
            name = f"release-{number}"
            began = time.monotonic()
            done = host.release(host.make_release(name, change))
            report(f"{name} {what}: status {done.returncode} after {time.monotonic() - began:.1f} s")
            assert (done.returncode == 0) is not is_broken, done.stdout
            assert told in done.stdout
            if not is_broken:
                good.add(name)
                wait_until(lambda: serve_only(host, name), f"not all nodes serve {name}")  # noqa: B023 - waited for
        by_nginx.wait_for(10)
        by_haproxy.wait_for(10)
    report(f"nginx: {by_nginx.describe()}; HAProxy: {by_haproxy.describe()}; {count_releases(by_nginx, by_haproxy)}")
    assert not by_nginx.lost, by_nginx.describe()
    assert not by_haproxy.lost, by_haproxy.describe()
    assert count_releases(by_nginx, by_haproxy).keys() <= good


def test_a_release_that_is_ready_only_before_it_serves_is_taken_back(host: ProductionHost, report: Report) -> None:
    """Visitors notice it for as long as the command waits, since all nodes have it."""
    change = Change({"path = /-/": "path = /-/\nchecks = digest.ready.refuse_server"}, {"digest/ready.py": _CHECK})
    served = find_release(fetch(host.get_url("web1")).text)
    with steady_load(host.get_url("haproxy"), clients=2, pause=0.05) as load:
        load.wait_for(10)
        done = host.release(host.make_release("refused", change), "--ready-timeout", "15s")
        wait_until(
            lambda: all(is_ready(host, node) for node in ("web1", "web2", "web3")), "the nodes are not well again"
        )
        settled = time.monotonic()
        load.wait_for(50)
    report(f"not ready behind the switch: {load.describe()}")
    assert (done.returncode, "serves again" in done.stdout) == (1, True), done.stdout
    assert serve_only(host, served)
    # HAProxy needs a check or two to notice that the nodes are back.
    assert not [asked for asked in load.lost if asked.began > settled + 5]


def serve_only(host: ProductionHost, name: str) -> bool:
    """Return whether each node answers as a release."""
    return all(find_release(fetch(host.get_url(node)).text) == name for node in ("web1", "web2", "web3"))


@pytest.mark.parametrize(
    ("program", "is_server"),
    [("notes:notes-web1", True), ("nginx", False), ("notes:notes-worker", False)],
)
def test_a_kill_loses_at_most_what_the_program_was_at(
    host: ProductionHost, program: str, is_server: bool, report: Report
) -> None:
    with steady_load(host.get_url("haproxy"), clients=4, pause=0.02) as load:
        load.wait_for(50)
        host.kill(program)
        if is_server:
            wait_until(lambda: is_ready(host, "web1"), "the node did not come back")
        load.wait_for(50)
    report(f"kill -9 of {program}: {load.describe()}")
    # One for each client that was at this very node; HAProxy asks elsewhere only where the node has not read anything.
    assert len(load.lost) <= (4 if is_server else 0), load.describe()


@pytest.mark.parametrize("backend", ["postgres", "redis"])
def test_the_site_recovers_by_itself_from_a_restart_behind_it(
    host: ProductionHost, backend: str, report: Report
) -> None:
    with steady_load(host.get_url("nginx"), clients=4, pause=0.02) as load:
        load.wait_for(50)
        host.restart(backend)
        wait_until(lambda: all(is_ready(host, node) for node in ("web1", "web2", "web3")), "the site is not well again")
        settled = time.monotonic()
        load.wait_for(50)
    report(f"restart of {backend}: {load.describe()}")
    assert [asked for asked in load.lost if asked.began > settled] == []


def is_ready(host: ProductionHost, node: str) -> bool:
    """Return whether a node says that it is ready."""
    try:
        return fetch(host.get_url(node, "/-/ready")).status == 200
    except OSError:
        return False


def test_the_words_of_a_note_are_counted_by_the_worker(host: ProductionHost) -> None:
    code = (
        "from notes.models import Note; from digest.models import WordCount\n"
        "note = Note.objects.create(title='t', text='one two three'); print(note.pk)"
    )
    pk = host.manage("shell", "--verbosity=0", "-c", code).split()[-1]
    look = f"from digest.models import WordCount; print(*WordCount.objects.filter(note={pk}).values_list('words'))"
    wait_until(lambda: "3" in host.manage("shell", "--verbosity=0", "-c", look), "the words were not counted")


def test_the_manual_starts_the_example_as_these_tests_do(manual: Callable[..., list[Block]]) -> None:
    (shown,) = manual("docs/how-to/several-hosts.rst", "console")
    commands = [line.removeprefix("$ ") for line in shown.text.splitlines()]
    assert commands[1:] == ["bin/buildout -c examples/production/buildout.cfg", "examples/production/start"]
    (read,) = manual("examples/production/README.md", "sh")
    assert read.text.strip() == " && ".join(commands)
    assert all((ROOT / command.split()[-1]).is_file() for command in commands)
