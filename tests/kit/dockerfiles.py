"""The steps of a Dockerfile, as far as those of the recipe go."""

from __future__ import annotations

import json
import re
import shlex
from fnmatch import fnmatch
from pathlib import PurePath
from typing import NamedTuple


class Step(NamedTuple):
    """An instruction: ``COPY --from=builder /srv /srv``."""

    keyword: str
    #: ``--NAME=VALUE`` before the rest, in their order.
    flags: tuple[tuple[str, str], ...]
    rest: str

    @property
    def words(self) -> list[str]:
        """The words of the rest: a JSON list, or as a shell splits it."""
        return json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)

    def list_flags(self, name: str) -> list[str]:
        return [value for flag, value in self.flags if flag == name]


def read_steps(text: str) -> list[Step]:
    """Return the steps of a Dockerfile."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [_read_step(line) for line in joined.splitlines() if line.strip()]


def _read_step(line: str) -> Step:
    keyword, _, rest = line.strip().partition(" ")
    flags = []
    while found := re.match(r"--([a-z-]+)=(\S+)\s+", rest):
        flags.append((found[1], found[2]))
        rest = rest[found.end() :]
    return Step(keyword.upper(), tuple(flags), rest.strip())


def is_ignored(path: PurePath, patterns: list[str]) -> bool:
    """Return whether a .dockerignore keeps a path, or a folder that it is in, from the builder."""
    ignored = False
    for pattern in patterns:
        takes_back = pattern.startswith("!")
        name = pattern.removeprefix("!")
        if any(_matches(folder, name) for folder in (path, *path.parents) if folder.name):
            ignored = not takes_back
        elif takes_back and PurePath(name).is_relative_to(path):
            # The folder is gone through for what is taken back below it.
            ignored = False
    return ignored


def _matches(path: PurePath, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch(path.name, pattern[3:])
    parts = PurePath(pattern).parts
    return len(parts) == len(path.parts) and all(map(fnmatch, path.parts, parts))
