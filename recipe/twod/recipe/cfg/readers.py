"""Readers of options: functions that return the value of a text, one for each kind of text.

Each raises a ValueError with a message that names the expected text and the one that was written.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

from packaging.requirements import InvalidRequirement, Requirement

from twod.inifile.addresses import Address, read_address
from twod.inifile.key_place import KeyPlace
from twod.inifile.reference_syntax import REFERENCE_KINDS, Reference, has_reference, parse_references

_T = TypeVar("_T")


def read_as_is(text: str) -> str:
    return text


def make_optional(read: Callable[[str], _T], nothing: _T) -> Callable[[str], _T]:
    """Return a reader for an option that may be empty, which undoes the value of an inherited section or the part."""

    def read_optional(text: str) -> _T:
        return read(text) if text else nothing

    return read_optional


def read_requirement(text: str) -> str:
    try:
        Requirement(text)
    except InvalidRequirement:
        raise ValueError(f"expected a requirement (PEP 508) such as mysite or Django >= 5.2, got {text!r}") from None
    return text


def read_requirements(text: str) -> tuple[str, ...]:
    """Return the requirements in some lines, without comments on the same line or on lines of their own."""
    lines = [line for line in read_lines(text) if not line.startswith("#")]
    return tuple(read_requirement(line.partition(" #")[0].strip()) for line in lines)


def read_words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def read_lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def read_arguments(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise ValueError(f"cannot split {text!r} into arguments as a shell would: {error}") from None


def read_code(text: str) -> str:
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno} is not valid Python: {error.msg}") from None
    return text


def read_call_arguments(text: str) -> str:
    try:
        ast.parse(f"main({text})", mode="eval")
    except SyntaxError:
        raise ValueError(f"expected the arguments of a Python call, such as 'a', n=3, got {text!r}") from None
    return text


class EntryPoint(NamedTuple):
    """A function that becomes a script."""

    name: str
    #: The full name of its module; empty for the console script of an egg.
    module: str
    #: The dotted name of the function in the module.
    attributes: str


def read_entry_points(text: str) -> tuple[EntryPoint, ...]:
    return tuple(map(_read_entry_point, text.split()))


def read_scripts(text: str) -> tuple[EntryPoint, ...]:
    found = tuple(_read_entry_point(word) if "=" in word else EntryPoint(word, "", "") for word in text.split())
    twins = sorted(name for name, count in Counter(each.name for each in found).items() if count > 1)
    if twins:
        raise ValueError(f"listed more than once: {', '.join(twins)}")
    return found


def _read_entry_point(word: str) -> EntryPoint:
    found = re.fullmatch(r"([^=/]+)=(\w+(?:\.\w+)*):(\w+(?:\.\w+)*)", word)
    if not found:
        raise ValueError(f"expected NAME=MODULE:FUNCTION, got {word!r}")
    return EntryPoint(*found.groups())


def make_choice_reader(*choices: str) -> Callable[[str], str]:
    def read_choice(text: str) -> str:
        if text not in choices:
            raise ValueError(f"expected one of {', '.join(choices)}, got {text!r}")
        return text

    return read_choice


#: Stands for a key that the recipe generates.
GENERATED_KEY = KeyPlace("generate", "")

#: The syntax of the names of each kind, except paths.
_KEY_NAMES = {"env": "[A-Za-z_][A-Za-z0-9_]*", "cred": r"(?!\.\.?$)[^\s/:]+"}


def read_secret_key(text: str) -> KeyPlace:
    if text == GENERATED_KEY.kind:
        return GENERATED_KEY
    kind, colon, name = (part.strip() for part in text.partition(":"))
    if not colon or kind not in REFERENCE_KINDS:
        # The message omits the text, which may be a key.
        raise ValueError("expected generate, or the place of a key: file:PATH, env:NAME or cred:NAME")
    place = KeyPlace(kind, read_path(name) if kind == "file" else name)
    if not re.fullmatch(_KEY_NAMES.get(kind, r"\S|\S.*\S"), name) or not _is_reference(place):
        raise ValueError(f"expected {kind}: and a name for a reference, without '${{', '}}' and ':-'")
    return place


def _is_reference(place: KeyPlace) -> bool:
    """Return whether the reference to a place is read back as exactly this place."""
    match parse_references(place.reference).parts:
        case [Reference(name=(place.name,), default=None)]:
            return True
    return False


def read_count(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]*", text):
        raise ValueError(f"expected a whole number above 0, got {text!r}")
    return int(text)


def read_mode(text: str) -> int:
    if not re.fullmatch(r"(0o?)?[0-7]{3}", text):
        raise ValueError(f"expected an octal file mode such as 0640, got {text!r}")
    return int(text.replace("o", ""), 8)


def read_module(text: str) -> str:
    if not all(word.isidentifier() for word in text.split(".")):
        raise ValueError(f"expected the dotted name of a module such as mysite.settings, got {text!r}")
    return text


def read_file_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*", text):
        raise ValueError(f"{text!r} cannot be part of a file name; use letters, digits, '.', '_', '+' and '-'")
    return text


def read_suffix(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_.+-]+", text):
        raise ValueError(f"{text!r} cannot end a file name; use letters, digits, '.', '_', '+' and '-'")
    return text


def read_path(text: str) -> str:
    try:
        Path(text).expanduser()
    except RuntimeError:
        raise ValueError(f"{text!r} is below the home directory of an unknown user") from None
    return text


def read_local_path(text: str) -> str:
    if "://" in text:
        raise ValueError(f"expected a path such as pylock.toml, got the URL {text!r}")
    return read_path(text)


def read_log_target(text: str) -> str:
    if text == "-":
        raise ValueError(f"expected the name of a file, stderr or stdout, got {text!r}")
    return read_path(text)


def read_environment_names(text: str) -> tuple[str, ...]:
    names = read_words(text)
    for name in names:
        read_file_name(name)
        if names.count(name) > 1:
            raise ValueError(f"{name} is listed more than once")
    if not names:
        raise ValueError("name at least one section that describes an environment")
    return names


class ReferredAddress(NamedTuple):
    """An address of a server that is known only on its machine: the host, the port or both are references."""

    host: str
    port: str

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


def read_listening_address(text: str) -> Address | ReferredAddress:
    if not has_reference(text):
        return read_address(text)
    parsed = parse_references(text, any_name=False)
    if parsed.mistakes:
        raise ValueError(f"{text!r}: {parsed.mistakes[0]}")
    # Digits are valid in a host and in a port.
    plain = "".join("0" * len(part.spelling) if isinstance(part, Reference) else part for part in parsed.parts)
    host, colon, port = plain.rpartition(":")
    if not re.fullmatch(r"\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+", host if colon else "127.0.0.1") or not port.isdecimal():
        raise ValueError(f"expected HOST:PORT or PORT, got {text!r}")
    return ReferredAddress(text[: len(host)] or "127.0.0.1", text[len(text) - len(port) :])


def read_permission(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]\w*\.[A-Za-z]\w*|\w+(\.\w+)*:\w+(\.\w+)*", text, re.ASCII):
        raise ValueError(f"expected a permission such as shop.view_invoice, or MODULE:FUNCTION, got {text!r}")
    return text


def read_url_prefix(text: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?", text):
        raise ValueError(f"expected a path such as /shop, got {text!r}")
    return text.rstrip("/")


def read_assignments(text: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for number, line in enumerate(read_lines(text), 1):
        name, equals, value = line.partition("=")
        if mistake := _find_shell_habit(name.strip(), value.strip()):
            cure = "write only NAME = value, or put such lines into a file that environment-file names"
            raise ValueError(f"line {number} {mistake}; {cure}")
        if not equals or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name.strip()):
            # The message omits the line, which may have a secret.
            raise ValueError(f"expected NAME = value in line {number}")
        pairs.append((name.strip(), value.strip()))
    return tuple(pairs)


def _find_shell_habit(name: str, value: str) -> str | None:
    """Return a description of ``.env`` or shell syntax in a line; None if there is no such syntax."""
    if name.startswith("#"):
        return "is a comment"
    if re.match(r"export\s", name):
        return "begins with export"
    if re.fullmatch(r"(['\"]).*\1", value):
        return "has quotes around its value, which would become part of it"
    if re.search(r"\s#\s", value):
        return "has a comment after its value, which would become part of it"
    return None


class ListedFile(NamedTuple):
    """A file that an option lists."""

    path: str
    #: Whether the file may be missing.
    is_optional: bool = False

    def __str__(self) -> str:
        return f"-{self.path}" if self.is_optional else self.path


def read_listed_files(text: str) -> tuple[ListedFile, ...]:
    return tuple(map(_read_listed_file, read_lines(text)))


def _read_listed_file(line: str) -> ListedFile:
    path = line.removeprefix("-").strip()
    if not path or path.startswith("-") or "\0" in path:
        raise ValueError(f"expected the path of a file, or '-' and the path of an optional file, got {line!r}")
    return ListedFile(read_path(path), line.startswith("-"))


def read_server(text: str) -> str:
    if text not in ("waitress", "paste", "gunicorn") and not text.startswith("egg:"):
        raise ValueError(f"expected waitress, paste, gunicorn or egg:NAME#ENTRY-POINT, got {text!r}")
    return text
