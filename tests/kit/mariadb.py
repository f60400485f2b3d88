"""A MariaDB of a test's own."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from signal import SIGTERM

from kit.database_server import DatabaseServer, Program, check_program, serving_databases

#: What a settings module needs for Django to take PyMySQL, which no C compiler has to build, for mysqlclient.
USE_PYMYSQL = """\
import pymysql
pymysql.install_as_MySQLdb()
"""

#: The data of a test need not survive a crash of the machine.
_FAST = ("--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--skip-log-bin")


def running_mariadb(directory: Path) -> AbstractContextManager[DatabaseServer]:
    """Run Debian's MariaDB, on a free port, as long as a block lasts; its user ``root`` needs no password.

    Example::

        with running_mariadb(tmp_path_factory.mktemp("mariadb")) as mariadb:
            url = mariadb.make_database("shop")

    :param directory: an empty folder.
    """
    install = check_program(Path("/usr/bin/mariadb-install-db"), "mariadb-server")
    daemon = check_program(Path("/usr/sbin/mariadbd"), "mariadb-server")

    def make_data(directory: Path) -> list[str | Path]:
        options = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        return [install, "--no-defaults", *options, f"--datadir={directory / 'data'}"]

    def make_command(directory: Path, port: int) -> list[str | Path]:
        # Both names are relative to the data: the path of a socket may have about a hundred characters.
        files = [f"--datadir={directory / 'data'}", "--socket=socket", "--pid-file=pid"]
        return [daemon, "--no-defaults", *files, "--bind-address=127.0.0.1", f"--port={port}", *_FAST]

    def client(port: int) -> list[str | Path]:
        address = ["--protocol=tcp", "--host=127.0.0.1", f"--port={port}", "--user=root"]
        return ["mariadb", "--no-defaults", "--batch", "--skip-column-names", *address, "--execute"]

    program = Program(make_command, "ready for connections", SIGTERM, client, "mysql://root")
    return serving_databases(program, directory, make_data, "mysql")
