"""A site whose migrations a test can hold up, and ``setup-app`` for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import CompletedProcess

from kit.environs import make_python_environ
from kit.processes import Command, RunningProcess, run, running
from kit.sites import write_files

_FILES = {
    "run_paster.py": """
        import sys
        from twod.wsgi.commands.pastescript.paster import main

        sys.argv[0] = "paster"
        main()
    """,
    "run_twod.py": """
        import sys
        from twod.wsgi.commands.command_line import run_command_line

        sys.exit(run_command_line())
    """,
    "shop/__init__.py": "",
    "shop/models.py": """
        from django.db import models

        class Item(models.Model):
            name = models.CharField(max_length=40)
    """,
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": """
        from django.db import migrations, models

        class Migration(migrations.Migration):
            initial = True
            operations = [
                migrations.CreateModel(
                    "Item",
                    [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=40))],
                )
            ]
    """,
    # Opening a pipe for reading waits for who opens it for writing.
    "shop/migrations/0002_hold.py": """
        from pathlib import Path
        from django.db import migrations

        def hold(apps, schema_editor):
            with Path("applied.log").open("a") as log:
                log.write("applied\\n")
            if Path("pipe").exists():
                print("HELD UP", flush=True)
                Path("pipe").read_text()

        class Migration(migrations.Migration):
            dependencies = [("shop", "0001_initial")]
            operations = [migrations.RunPython(hold)]
    """,
    # PostgreSQL waits for all older snapshots here.
    "shop/migrations/0003_index.py": """
        from django.db import migrations

        def add_index(apps, schema_editor):
            if schema_editor.connection.vendor == "postgresql":
                schema_editor.execute("CREATE INDEX CONCURRENTLY shop_item_name ON shop_item (name)")

        class Migration(migrations.Migration):
            atomic = False
            dependencies = [("shop", "0002_hold")]
            operations = [migrations.RunPython(add_index)]
    """,
    "shop/static/shop/site.css": "body { color: black }\n",
}
_INI = """\
[app:main]
use = egg:twod.wsgi
SECRET_KEY = for tests alone
INSTALLED_APPS = django.contrib.staticfiles shop
STATIC_URL = static/
STATIC_ROOT = %(here)s/static
STORAGES.staticfiles.BACKEND = django.contrib.staticfiles.storage.ManifestStaticFilesStorage
"""


class MigratingSite:
    """The files of the site, and its command."""

    def __init__(self, home: Path, database: str, program: str = "paster") -> None:
        """Write the site.

        :param database: URL of the database, in which nothing is yet.
        :param program: ``paster`` or ``twod``.
        """
        self.home = home
        self._script = home / f"run_{program}.py"
        self._pipe = home / "pipe"
        write_files(home, _FILES | {"site.ini": f"{_INI}DATABASES.default = {database}\n"})

    def run(self, *arguments: str) -> CompletedProcess[str]:
        """Run ``setup-app`` to its end."""
        return run(self._make_command(*arguments), cwd=self.home, environ=make_python_environ(self.home))

    @contextmanager
    def running(self, count: int) -> Iterator[list[RunningProcess]]:
        """Run as many at once, as long as a block lasts."""
        with ExitStack() as stack:
            command, environ = self._make_command(), make_python_environ(self.home)
            yield [stack.enter_context(running(command, cwd=self.home, environ=environ)) for _ in range(count)]

    def _make_command(self, *arguments: str) -> Command:
        return [sys.executable, self._script, "setup-app", "site.ini", *arguments]

    def hold_up(self) -> None:
        """Make the second migration wait, from now on."""
        os.mkfifo(self._pipe)

    def let_go(self) -> None:
        """Let one process go on that is held up."""
        self._pipe.write_text("")

    def count_applied(self) -> int:
        """Return how often the second migration has begun."""
        return len((self.home / "applied.log").read_text().splitlines())


def find_held_up(processes: list[RunningProcess]) -> RunningProcess:
    """Wait until one of the processes migrates and the others wait for it, and return that one."""
    found = {}
    for process in processes:
        found[process] = process.find(lambda line: line if "HELD UP" in line or "; waiting up to" in line else None)
    (held_up,) = [process for process, line in found.items() if "HELD UP" in line]
    return held_up
