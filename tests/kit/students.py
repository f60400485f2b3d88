"""Somebody who follows the tutorials in the project of the first one, with a buildout that is provisioned already."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from kit.buildouts import Buildout
from kit.environs import make_python_environ
from kit.ports import find_free_port
from kit.processes import run

#: The page that makes the project, and the lines there that are for a clone of twod.
FIRST_STEPS = "docs/tutorials/first-steps.rst"
OF_CLONE = re.compile(r"^(# The next two lines|extends =|twod-checkout =).*\n", re.MULTILINE)


class Student:
    """Types commands in the folder of a project.

    :param folder: the project's, with its ``buildout.cfg``.
    :param buildout: runs in the place of ``.venv/bin/buildout``.
    """

    def __init__(self, folder: Path, buildout: Buildout) -> None:
        self.folder = folder
        self.buildout = buildout
        self.environ = buildout.environ()
        #: The ports that the pages name, and those that sites get here.
        self.ports = {port: str(find_free_port()) for port in ("8000", "8080")}

    def type(self, command: str) -> str:
        """Run a command line, and return what it prints, with the ports of the page."""
        if command == ".venv/bin/buildout":
            done = self.buildout.run(self.folder)
            assert done.returncode == 0, done.stdout
        else:
            for port, free in self.ports.items():
                command = command.replace(f":{port}", f":{free}")
            if found := re.match(r"([A-Z]+)=(\$\(.*\))$", command):
                # A variable of the shell, for the commands after it.
                self.environ[found[1]] = self.type(f"printf %s {found[2]}")
                return ""
            done = run(["sh", "-c", command], cwd=self.folder, environ=self.environ, merged=True)
        return self.use_ports_of_the_page(done.stdout)

    def use_ports_of_the_page(self, printed: str) -> str:
        """Return an output with the ports that the page names."""
        for port, free in self.ports.items():
            printed = printed.replace(f":{free}", f":{port}")
        return printed

    def write(self, name: str, text: str) -> None:
        """Write a file, with ports that are free."""
        for port, free in self.ports.items():
            text = text.replace(f":{port}\n", f":{free}\n")
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def set_options(self, lines: str, section: str = "prod") -> None:
        """Write options into a section of ``buildout.cfg``: in the place of one of that name, or as its last one."""
        path = self.folder / "buildout.cfg"
        before, head, rest = path.read_text(encoding="utf-8").partition(f"[{section}]\n")
        assert head
        options, blank, after = rest.partition("\n\n")
        options = options.rstrip("\n") + "\n"
        for line in lines.splitlines(keepends=True):
            name = re.escape(line.partition("=")[0])
            options, replaced = re.subn(f"^{name}=.*\n", line.replace("\\", r"\\"), options, flags=re.MULTILINE)
            options += "" if replaced else line
        path.write_text(before + head + options + blank[1:] + after, encoding="utf-8")


def start_project(student: Student, manual: Any) -> None:
    """Write the files that the first tutorial leads to, except its mounted application; the site is not built yet."""
    start = [sys.executable, "-m", "django", "startproject", "mysite", "."]
    done = run(start, cwd=student.folder, environ=make_python_environ(), merged=True)
    assert done.returncode == 0, done.stdout
    cfg = next(block.text for block in manual(FIRST_STEPS) if block.caption == "buildout.cfg")
    own, removed = OF_CLONE.subn("", cfg)
    assert removed == 3
    student.write("buildout.cfg", own.replace("[buildout]\n", f"[buildout]\n{student.buildout.settings()}"))
