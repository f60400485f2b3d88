"""``paster manage x.ini COMMAND``; apart from :mod:`~twod.wsgi.commands.manage`, which needs no PasteScript."""

from __future__ import annotations

from pathlib import Path

from paste.script.command import BadCommand, Command

from twod.wsgi.commands.manage import run_management_command


class ManageCommand(Command):
    """``paster manage``: what comes behind the ini is the management command's own."""

    summary = "Run one of Django's management commands with the settings of an ini"
    usage = "CONFIG_FILE[#NAME] COMMAND [ARGUMENTS]"
    group_name = "twod"
    parser = Command.standard_parser(verbose=False)

    def run(self, args: list[str]) -> int:
        """Run the command; without an ini, or with an option such as ``--help`` before it, print the usage.

        :raises paste.script.command.BadCommand: when no ini is given.
        """
        if not args or args[0].startswith("-"):
            self.parse_args(args)
            raise BadCommand(f"{self.parser.prog}: which ini? ({self.usage})")
        config_uri, *rest = args
        run_management_command(config_uri, [f"{self._prog_name()} {Path(config_uri).name}", *rest])
        return 0
