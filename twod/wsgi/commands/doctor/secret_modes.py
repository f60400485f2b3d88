"""The check of the permissions of files with secrets: which users can read or replace them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from twod.inifile.problems import shorten_path
from twod.inifile.secrets import HIDDEN
from twod.wsgi.commands.doctor.examination import Ailment, Examined
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.trace.origins import INI
from twod.wsgi.config.trace.shown import show_value

#: Files may belong to this user.
_ROOT = 0


def examine_secret_files(loaded: Loaded) -> Examined:
    """Return the faults in the permissions of files with secrets, and of inis with a secret in clear text."""
    files = dict.fromkeys(loaded.secret_files, "a secret")
    files |= {file: f"the secret {name}" for name, file in _find_clear_secrets(loaded)}
    return Examined("files of secrets", tuple(found for file, what in files.items() for found in _examine(file, what)))


def _find_clear_secrets(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """Yield each secret setting that an ini contains in clear text, with the ini."""
    for name, report in loaded.report().items():
        for origin in report.origins:
            if origin.source == INI and origin.file and not origin.references and HIDDEN in show_value(origin.value):
                yield name, origin.file


def _examine(file: str, what: str) -> Iterator[Ailment]:
    path = Path(file)
    try:
        status, folder = path.stat(), path.resolve().parent.stat()
    except OSError:
        return  # The file was read a moment ago; the next start of the site reports that it is missing.
    shown = shorten_path(file)
    is_writable = bool(status.st_mode & (stat.S_IWOTH | stat.S_IWGRP))
    if status.st_mode & stat.S_IROTH:
        deeds = "read and change" if status.st_mode & stat.S_IWOTH else "read"
        change = "g-w,o=" if is_writable else "o="
        wrong = f"every user of this machine can {deeds} it, and it contains {what}"
        yield Ailment(shown, wrong, f"chmod {change} {shown}")
    elif is_writable:
        yield Ailment(shown, f"users other than its owner can change it, and it contains {what}", f"chmod go-w {shown}")
    if status.st_uid not in {_ROOT, os.geteuid()}:
        wrong = f"it belongs to the user {_name_user(status.st_uid)}, who can replace it, and it contains {what}"
        yield Ailment(shown, wrong, f"chown {_name_user(os.geteuid())} {shown}")
    if folder.st_mode & stat.S_IWOTH and not folder.st_mode & stat.S_ISVTX:
        directory = shorten_path(str(path.resolve().parent))
        yield Ailment(shown, "every user can replace it, because its folder is writable", f"chmod o-w {directory}")


def _name_user(number: int) -> str:
    import pwd  # noqa: PLC0415 - rarely needed

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
