"""``twod migrate-settings config.settings.prod --base config.settings.base``: convert settings modules to inis."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.files_together import write_new_together
from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.commands.transcript_lines import list_transcript_lines
from twod.wsgi.migration.transcription.exact_text import Likeness, compare_texts
from twod.wsgi.migration.transcription.module_environment import EnvironmentAnswer, EnvironmentTask, ask_apart
from twod.wsgi.migration.transcription.rendering import Style

#: The names of the option for a file of environment variables.
_ENVIRONMENT_FILE = "twod.environment_file (with buildout, environment-file)"


class _Made(NamedTuple):
    """An environment, and the result of its comparison with the settings module."""

    module: str
    name: str
    path: Path
    answer: EnvironmentAnswer
    #: The number of the module's settings for each degree of likeness.
    counts: Mapping[Likeness, int]
    #: Settings that differ and were not reported as such.
    faults: tuple[str, ...]


class MigrateSettingsCommand(Command):
    """The command ``migrate-settings``: print or write an ini or a section of buildout.cfg for each module."""

    name = "migrate-settings"
    summary = "Convert settings modules to inis, or to sections of buildout.cfg"
    usage = "MODULE... [--base MODULE]"
    description = """
    Each ini refers to the base module and sets the settings that differ from it. Without
    --base, it sets all settings and refers to no module. The command loads each ini in a
    new process, and compares its settings with those of the module. Secrets become
    references to environment variables. On stderr, the command prints the variables to set,
    and every setting that an ini cannot hold or that differs."""

    def add_options(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--base",
            metavar="MODULE",
            default="",
            help="the settings module that the inis keep using (default: no module, each ini has all settings)",
        )
        parser.add_argument("--as-buildout", action="store_true", help="print sections of buildout.cfg, not inis")
        parser.add_argument(
            "--write",
            metavar="FILE",
            help="write a new file; for several inis, write NAME.ini into this folder (default: print)",
        )

    def ask_for_ini(self) -> CommandRefusedError:
        return CommandRefusedError(f"{self.program}: no settings module given ({self.program} {self.usage})", MISUSED)

    def run(self, options: Namespace) -> int:
        """Print or write the environments; return 1 if a setting differs without having been reported, else 0."""
        modules = list(dict.fromkeys(options.arguments))
        if options.base in modules:
            raise self.refuse(f"{options.base} is the module of --base; remove it from the modules to convert")
        if alike := _find_alike(modules):
            first, second, name = alike
            message = f"{first} and {second} would both become {name!r}; run the command once for each module"
            raise self.refuse(message)
        style: Style = "buildout" if options.as_buildout else "ini"
        target = Path(options.write) if options.write else None
        environments = [self._make(module, options.base, style, target, len(modules)) for module in modules]
        for made in environments:
            _report(made)
        if style == "buildout":
            texts = {target or Path(): "\n".join(made.answer["text"] for made in environments)}
        else:
            texts = {made.path: made.answer["text"] for made in environments}
        if target is not None:
            self._write(texts)
        else:
            for path, text in texts.items():
                sys.stdout.write(f"# {path.name}\n{text}" if len(texts) > 1 else text)
        return 1 if any(made.faults for made in environments) else 0

    def _make(self, module: str, base: str, style: Style, target: Path | None, count: int) -> _Made:
        name = _name_environment(module)
        path = _find_path(name, style, target, count)
        task: EnvironmentTask = {
            "kind": "write",
            "module": module,
            "base": base,
            "path": str(path),
            "name": name,
            "style": style,
            "text": "",
            "variables": {},
            "python_path": [str(Path.cwd()), *(place for place in sys.path if place != str(Path.cwd()))],
        }
        answer = self._ask(task)
        expected = self._ask({**task, "kind": "module"})
        proof: EnvironmentTask = {**task, "kind": "ini", "text": answer["ini"], "variables": answer["variables"]}
        got = self._ask({**proof, "python_path": sys.path})
        counts, differing = _compare(answer, expected, got)
        message = f"differs between {path.name} and a plain import of {module}"
        return _Made(module, name, path, answer, counts, tuple(f"{setting}: {message}" for setting in differing))

    def _ask(self, task: EnvironmentTask) -> EnvironmentAnswer:
        answer = ask_apart(task)
        if "problem" in answer:
            raise self.refuse(answer["problem"])
        return answer

    def _write(self, texts: Mapping[Path, str]) -> None:
        try:
            write_new_together({path: text.encode() for path, text in texts.items()}, 0o644)
        except OSError as error:
            raise self.refuse_writing(error) from None
        for path in texts:
            sys.stderr.write(f"{os.path.relpath(path)}: written\n")


def _name_environment(module: str) -> str:
    """Return the name of a module's environment: ``prod`` for ``config.settings.prod`` and for ``settings_prod``."""
    package, _, name = module.rpartition(".")
    if name == "settings" and package:
        name = package.rpartition(".")[2]
    return name.removeprefix("settings_").removesuffix("_settings") or name


def _find_alike(modules: Sequence[str]) -> tuple[str, str, str] | None:
    """Return two modules with the same name for their environments, and the name; None if all names differ."""
    first: dict[str, str] = {}
    for module in modules:
        name = _name_environment(module)
        if first.setdefault(name, module) != module:
            return first[name], module, name
    return None


def _find_path(name: str, style: Style, target: Path | None, count: int) -> Path:
    """Return the path that an ini has, or would have, on the disk."""
    if target is None:
        return Path.cwd() / f"{name}.ini"
    place = Path(os.path.abspath(target))  # noqa: PTH100 - keep symlinks
    if style == "buildout":
        return place.parent / f"{name}.ini"
    return place / f"{name}.ini" if count > 1 or place.is_dir() else place


def _compare(
    answer: EnvironmentAnswer, expected: EnvironmentAnswer, got: EnvironmentAnswer
) -> tuple[dict[Likeness, int], list[str]]:
    """Return the number of settings for each degree of likeness, and the names of unreported differences."""
    counts = dict.fromkeys(Likeness, 0)
    differing = []
    named = {*answer["left"], *(["DEBUG"] if "DEBUG" in answer["notes"] else [])}
    for setting in sorted(expected["values"].keys() | got["values"].keys()):
        texts = [values.get(setting, ["", "", ""]) for values in (expected["values"], got["values"])]
        likeness = compare_texts(*texts)
        counts[likeness] += setting in expected["own"] and setting not in answer["left"]
        least = Likeness.DATA if setting in answer["notes"] else Likeness.WHOLE
        if likeness < least and setting not in named:
            differing.append(setting)
    return counts, differing


def _report(made: _Made) -> None:
    """Print the remarks on an environment to stderr."""
    answer = made.answer
    lines = [f"error: {fault}" for fault in made.faults]
    lines += list_transcript_lines(answer["left"], answer["notes"], answer["needed"], answer["read"], made.module)
    for names, what in (
        (answer["brought"], f"the module reads these variables from a file; name the file in {_ENVIRONMENT_FILE}"),
        (answer["frozen"], "the module reads these variables; the text contains their current values"),
        (answer["missed"], "the module reads these variables, which are not set; the text contains its defaults"),
    ):
        if names:
            lines.append(f"note: {what}: {', '.join(sorted(names))}")
    summary = f"{made.counts[Likeness.WHOLE]} settings equal"
    alike = made.counts[Likeness.SEQUENCES] + made.counts[Likeness.DATA]
    if alike:
        summary += f", {alike} in another type"
    if answer["left"]:
        summary += f", {len(answer['left'])} left in the module"
    lines.append(f"{summary}{', ' + str(len(made.faults)) + ' different' if made.faults else ''}")
    sys.stderr.write("".join(f"{made.name}: {line}\n" for line in lines))
