"""``twod completion bash``: print the shell code that completes command lines of ``twod`` and ``paster``."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.commands.inspection.settings_command import write

#: The supported shells; argcomplete has code for others too, but twod neither tests nor documents them.
SHELLS = ("bash", "zsh", "fish")
_PROGRAMS = ("twod", "paster")


class CompletionCommand(Command):
    """The command ``completion``."""

    name = "completion"
    summary = "Print shell code that completes commands, inis and settings"
    usage = "SHELL"
    description = """
    SHELL is bash, zsh or fish. Put this into ~/.bashrc or ~/.zshrc:
        eval "$(twod completion bash)"
    and this into ~/.config/fish/config.fish:
        twod completion fish | source"""

    def run(self, options: Namespace) -> int:
        """Print the code.

        :raises twod.wsgi.commands.command.CommandRefusedError: for another shell, or if argcomplete is not installed.
        """
        self._judge(options.arguments)
        try:
            from argcomplete.shell_integration import shellcode  # noqa: PLC0415 - an optional dependency
        except ImportError:
            raise self.refuse('argcomplete is not installed; pip install "twod.wsgi[completion]"') from None
        code: str = shellcode(list(_PROGRAMS), shell=options.arguments[0])
        write(code.rstrip("\n"))
        return 0

    def ask_for_ini(self) -> CommandRefusedError:
        return CommandRefusedError(f"{self.program}: no shell given; the shells are: {', '.join(SHELLS)}", MISUSED)

    def _judge(self, words: Sequence[str]) -> None:
        if len(words) > 1 or words[0] not in SHELLS:
            message = f"{self.program}: expected one of {', '.join(SHELLS)}, got {' '.join(words)!r}"
            raise CommandRefusedError(message, MISUSED)
