"""A complete supervisord.conf, for a supervisord that runs one site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from twod.recipe.engines.supervisor.host_programs import render_program_section
from twod.recipe.engines.supervisor.supervisor_text import escape_percent

#: The system's limit for the path of a socket, minus the suffix that supervisord adds while it makes the socket.
LONGEST_SOCKET = 98


class SupervisorState(NamedTuple):
    """The files that a supervisord makes itself.

    :param directory: their folder.
    """

    directory: Path

    @property
    def socket(self) -> Path:
        """The socket for supervisorctl."""
        return self.directory / "supervisor.sock"

    @property
    def server_url(self) -> str:
        """The socket as a URL, for supervisorctl."""
        return f"unix://{self.socket}"


def make_whole_conf(state: SupervisorState, programs: str, included: Sequence[str]) -> str:
    """Return the text of a supervisord.conf.

    :param programs: the sections of the programs.
    :param included: additional files.
    """
    directory = escape_percent(str(state.directory))
    sections = [
        render_program_section("unix_http_server", [("file", escape_percent(str(state.socket))), ("chmod", "0700")]),
        render_program_section(
            "supervisord",
            [
                ("logfile", f"{directory}/supervisord.log"),
                ("pidfile", f"{directory}/supervisord.pid"),
                ("childlogdir", directory),
            ],
        ),
        render_program_section(
            "rpcinterface:supervisor",
            [("supervisor.rpcinterface_factory", "supervisor.rpcinterface:make_main_rpcinterface")],
        ),
        render_program_section("supervisorctl", [("serverurl", escape_percent(state.server_url))]),
        *([render_program_section("include", [("files", escape_percent(" ".join(included)))])] if included else []),
        *([programs] if programs else []),
    ]
    return "\n".join(sections)
