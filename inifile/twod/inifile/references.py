"""``${name}``, ``${env:NAME}``, ``${env:NAME:-default}`` and ``${file:path}`` in values; ``$${`` gives ``${``."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from twod.inifile.nearest import Spelling
from twod.inifile.reading import IniOption

_REFERENCE = r"\$\$\{|\$\{(?P<inside>[^}]*)(?P<end>\}?)"
_ENVIRONMENT = r"(?s)env:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>.*))?"
_JSON_STRING = r'(?s)"(?:[^"\\]|\\.)*("?)'


class Expansion(NamedTuple):
    """A text with its references replaced."""

    #: None when a reference has no value yet and the ini is only checked.
    text: str | None
    #: Where the replaced texts came from: ``environment variable X``, ``file /path``.
    sources: tuple[str, ...] = ()
    #: What is wrong with the references.
    complaints: tuple[str, ...] = ()


class References:
    """What the references of an ini can refer to."""

    def __init__(self, variables: Mapping[str, IniOption], environ: Mapping[str, str], *, resolve: bool) -> None:
        """Make them.

        :param resolve: whether variables and files outside of the ini are looked at; an ini is checked without.
        """
        self._variables = variables
        self._environ = environ
        self._resolve = resolve
        #: The files that were referred to so far.
        self.files: set[str] = set()

    def expand(self, option: IniOption) -> Expansion:
        """Return an option's text with the references in it replaced, once: what they give is not looked at again."""
        text = option.text
        if "${" not in text:
            return Expansion(text)
        in_json = text.lstrip()[:1] in ("[", "{", '"')
        pieces: list[str | None] = []
        sources: list[str] = []
        complaints: list[str] = []
        position = 0
        for match in re.finditer(_REFERENCE, text):
            pieces.append(text[position : match.start()])
            position = match.end()
            if match["inside"] is None:
                pieces.append("${")
                continue
            if not match["end"]:
                complaints.append("'${' without '}'; write '$${' if no reference is meant")
                continue
            value = self._look_up(match["inside"], option, sources, complaints)
            if value is not None and in_json and _ends_inside_string(text[: match.start()]):
                value = json.dumps(value, ensure_ascii=False)[1:-1]
            pieces.append(value)
        pieces.append(text[position:])
        known = [piece for piece in pieces if piece is not None]
        complete = len(known) == len(pieces) and not complaints
        return Expansion("".join(known) if complete else None, tuple(sources), tuple(complaints))

    def _look_up(self, inside: str, option: IniOption, sources: list[str], complaints: list[str]) -> str | None:
        if inside.startswith("env:"):
            return self._look_up_environment(inside, sources, complaints)
        if inside.startswith("file:"):
            return self._read_file(inside[5:].strip(), option, sources, complaints)
        if inside in self._variables:
            return self._variables[inside].text
        near = Spelling(self._variables).find_near(inside)
        hint = f"; did you mean ${{{near}}}?" if near else " (${env:NAME} and ${file:path} are the other references)"
        complaints.append(f"${{{inside}}}: no such option in [DEFAULT]{hint}")
        return None

    def _look_up_environment(self, inside: str, sources: list[str], complaints: list[str]) -> str | None:
        match = re.fullmatch(_ENVIRONMENT, inside)
        if match is None:
            complaints.append(f"${{{inside}}}: expected ${{env:NAME}} or ${{env:NAME:-default}}")
            return None
        name, default = match["name"], match["default"]
        sources.append(f"environment variable {name}")
        if not self._resolve:
            return default
        # As in a shell, the default also takes the place of an empty variable.
        value = self._environ.get(name) or default
        if value is None and name in self._environ:
            return ""
        if value is None:
            near = Spelling(self._environ).find_near(name)
            hint = f"; did you mean {near}?" if near else ""
            complaints.append(f"the environment variable {name} is not set{hint}")
        return value

    def _read_file(self, name: str, option: IniOption, sources: list[str], complaints: list[str]) -> str | None:
        if not name:
            complaints.append("${file:}: expected ${file:path}")
            return None
        # As the recipe, which writes such a path, and PasteDeploy see it: ".." goes, links stay.
        path = Path(os.path.abspath(Path(option.file or "").parent / name))  # noqa: PTH100
        sources.append(f"file {path}")
        self.files.add(str(path))
        if not self._resolve:
            return None
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            complaints.append(f"cannot read {path}: {(error.strerror or str(error)).lower()}")
            return None
        except UnicodeDecodeError:
            complaints.append(f"cannot read {path}: not UTF-8 text")
            return None
        return text.removesuffix("\n").removesuffix("\r")


def _ends_inside_string(text: str) -> bool:
    """Return whether a JSON string is still open where a text ends."""
    return any(not match[1] for match in re.finditer(_JSON_STRING, text))
