"""``twod settings x.ini``: print the settings that Django gets from an ini, and the origin of each."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence

from twod.inifile.opaque import is_equal
from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.commands.inspection import listing
from twod.wsgi.commands.inspection.annotations import FORMATS
from twod.wsgi.commands.inspection.full_check import check_site, check_texts
from twod.wsgi.commands.inspection.selection import Selection, is_asked_for, select_settings
from twod.wsgi.commands.inspection.settings_stub import make_stub
from twod.wsgi.config.difference import find_differences
from twod.wsgi.config.django_settings.defaults import read_defaults
from twod.wsgi.config.django_settings.settings_schema import make_settings_schema
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.survey import Survey, survey_beside
from twod.wsgi.exc import Problem


class SettingsCommand(Command):
    """The command ``settings``; it prints a table in a terminal, else plain lines or JSON."""

    name = "settings"
    summary = "Show the settings that Django gets from an ini, and the origin of each"
    usage = "CONFIG_FILE[#NAME] [SETTING[.KEY...]...]"
    description = """
    Shows value, type and origin of the settings that you name, or of all that differ from
    Django's defaults. Secrets are hidden. The command also prints every error of the ini;
    the exit status is then 1."""

    def add_options(self, parser: ArgumentParser) -> None:
        amount = parser.add_mutually_exclusive_group()
        amount.add_argument(
            "--changed",
            action="store_true",
            help="show the settings that differ from Django's defaults (this is the default)",
        )
        amount.add_argument(
            "--all", action="store_true", dest="show_all", help="show all settings, with Django's defaults"
        )
        parser.add_argument(
            "--diff", metavar="OTHER_INI", help="show the settings that differ from another ini (OTHER_INI[#NAME])"
        )
        output = parser.add_mutually_exclusive_group()
        output.add_argument(
            "--as-ini",
            action="store_true",
            help="print a section of an ini; with --diff, only the differences, in a section that uses OTHER_INI",
        )
        output.add_argument("--as-buildout", action="store_true", help="print a section of buildout.cfg")
        output.add_argument(
            "--running",
            metavar="URL",
            help="compare with a running site: the address of its probe 'ready' or of its console",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--reveal",
            action="append",
            default=[],
            metavar="NAME",
            help="show this setting, or a part of it, with its secrets (repeatable)",
        )
        parser.add_argument(
            "--schema", action="store_true", help="print a JSON schema of Django's settings (takes no ini)"
        )
        output.add_argument("--stubs", action="store_true", help="print the types of all settings as a .pyi file")
        output.add_argument(
            "--check",
            action="store_true",
            help="print only errors and warnings; then run Django's check, with --deploy if debug is off",
        )
        parser.add_argument(
            "--format",
            choices=list(FORMATS),
            help="with --check: format of the findings (default: text; github: annotations for GitHub Actions)",
        )
        parser.add_argument(
            "--no-import",
            action="store_true",
            help="with --check: check one or more files without importing Django or the site's code",
        )
        parser.add_argument(
            "--skip-others", action="store_true", help="with --no-import: skip inis that do not use twod"
        )

    def call(self, arguments: Sequence[str]) -> int:
        """Run the command; ``--schema`` describes the installed Django and takes no ini."""
        if "--schema" not in arguments:
            return super().call(arguments)
        if len(arguments) > 1:
            message = f"{self.program}: --schema takes no other arguments, because it describes no particular ini"
            raise CommandRefusedError(message, MISUSED)
        schema = make_settings_schema(find_django_version(), read_defaults())
        write(json.dumps(schema, indent=2, ensure_ascii=False))
        return 0

    def run(self, options: Namespace) -> int:
        """Print the requested output; return 1 if there is any error, else 0."""
        if options.skip_others and not options.no_import:
            raise self._ask_for("--no-import", "--skip-others")
        config_uri, *names = options.arguments
        names += options.reveal
        if options.check:
            return self._check(options)
        if options.format or options.no_import:
            raise self._ask_for("--check", "--format" if options.format else "--no-import")
        if names and (options.running or options.stubs):
            option = "--running" if options.running else "--stubs"
            raise CommandRefusedError(f"{self.program}: {option} takes no names of settings, got {names[0]!r}", MISUSED)
        if options.json and (options.stubs or options.as_ini or options.as_buildout):
            raise CommandRefusedError(f"{self.program}: remove --json; only tables and reports can be JSON", MISUSED)
        survey, *others = survey_beside([config_uri, options.diff] if options.diff else [config_uri])
        if options.running:
            return max(_tell_faults(survey), self._compare_running(survey, options))
        if options.stubs and survey.loaded is not None:
            if not survey.report.errors:
                write(make_stub(survey.loaded, f"{self.program} {config_uri} --stubs").rstrip("\n"))
            return _tell_faults(survey)
        mistakes: Sequence[str] = ()
        if options.as_ini or options.as_buildout:
            mistakes = _write_anew(survey, others, names, options)
        elif survey.loaded is not None and not others:
            mistakes = _show_settings(survey.loaded, names, options)
        elif survey.loaded is not None and others[0].loaded is not None:
            mistakes = _show_differences(survey.loaded, others[0].loaded, names, options)
        _write_lines("error", mistakes)
        return max([_tell_faults(told) for told in (survey, *others)] + [int(bool(mistakes))])

    def _check(self, options: Namespace) -> int:
        """Print only errors and warnings."""
        style = options.format or ("json" if options.json else "text")
        if options.no_import:
            return check_texts(options.arguments, style, skips_others=options.skip_others)
        config_uri, *others = options.arguments
        if others:
            message = f"{self.program}: expected one ini, got {others[0]!r} too; check each alone, or add --no-import"
            raise CommandRefusedError(message, MISUSED)
        return check_site(config_uri, style)

    def _compare_running(self, survey: Survey, options: Namespace) -> int:
        """Print the settings that differ in the running site; return 1 if any differs, else 0."""
        if survey.loaded is None:
            return 1
        from twod.wsgi.commands.inspection import running_site  # noqa: PLC0415 - needs Django

        try:
            found = running_site.compare_running(survey.loaded, options.running)
        except running_site.RunningSiteError as error:
            raise self.refuse(str(error)) from error
        if options.json:
            write(running_site.write_comparison_json(found))
        else:
            write("\n".join(running_site.describe_comparison(found, survey.loaded)))
        return int(not found.is_same)

    def _ask_for(self, missing: str, option: str) -> CommandRefusedError:
        """Return the error for an option that needs another one."""
        return CommandRefusedError(f"{self.program}: {option} only works with {missing}", MISUSED)


def _write_anew(survey: Survey, others: Sequence[Survey], names: Sequence[str], options: Namespace) -> Sequence[str]:
    """Print settings as options; return messages for the requested ones that cannot be written."""
    from twod.wsgi.commands.inspection.written_settings import write_settings_anew  # noqa: PLC0415 - rarely needed

    if survey.report.errors or any(other.report.errors or other.loaded is None for other in others):
        return []
    if survey.loaded is None:
        return []
    base = next((other.loaded for other in others), None)
    text, mistakes = write_settings_anew(survey.loaded, base, names, "buildout" if options.as_buildout else "ini")
    write(text.rstrip("\n"))
    return mistakes


def _show_settings(loaded: Loaded, names: Sequence[str], options: Namespace) -> Sequence[str]:
    """Print settings; return messages for the requested ones that do not exist."""
    reports, mistakes = _select(loaded, names, options)
    if options.json:
        write(listing.write_settings_json(reports))
    elif sys.stdout.isatty():
        from twod.wsgi.commands.inspection.terminal_table import print_settings  # noqa: PLC0415 - rich is large

        print_settings(reports)
    else:
        write("\n".join(listing.list_settings(reports)))
    return mistakes


def _select(loaded: Loaded, names: Sequence[str], options: Namespace) -> Selection:
    """Return the requested settings."""
    if names:
        return select_settings(loaded, names, options.reveal)
    asked = None if options.show_all else _find_changed(loaded)
    reports = list(loaded.report(asked).values())
    if options.show_all or loaded.switches_option is not None:
        reports.append(loaded.report_switches())
    return Selection(reports, [])


def _show_differences(left: Loaded, right: Loaded, names: Sequence[str], options: Namespace) -> Sequence[str]:
    """Print differences; return messages for the requested settings that neither side has."""
    differences = find_differences(left, right, options.reveal)
    mistakes: list[str] = []
    if names:
        differences = [difference for difference in differences if is_asked_for(difference.key, names)]
        absent = [set(select_settings(loaded, names).mistakes) for loaded in (left, right)]
        mistakes = sorted(absent[0] & absent[1])
    if options.json:
        write(listing.write_differences_json(differences))
    elif sys.stdout.isatty() and differences:
        from twod.wsgi.commands.inspection.terminal_table import print_differences  # noqa: PLC0415 - rich is large

        print_differences(differences, options.arguments[0], options.diff)
    else:
        write("\n".join(listing.list_differences(differences)))
    return mistakes


def _find_changed(loaded: Loaded) -> list[str]:
    """Return the names of the settings that differ from Django's defaults."""
    return [name for name, value in loaded.values.items() if not is_equal(value, loaded.defaults.get(name, MISSING))]


def _tell_faults(survey: Survey) -> int:
    """Print errors and warnings to stderr; return 1 if there is any error, else 0."""
    _write_lines("error", survey.report.errors)
    _write_lines("warning", survey.report.warnings)
    return 1 if survey.report.errors else 0


def _write_lines(word: str, problems: Iterable[Problem | str]) -> None:
    sys.stderr.write("".join(f"{word}: {problem}\n" for problem in problems))


def write(text: str) -> None:
    """Print to the standard output until its reader closes it, as in ``paster settings x.ini | head``."""
    try:
        sys.stdout.write(f"{text}\n" if text else "")
        sys.stdout.flush()
    except BrokenPipeError:
        # At its end Python would flush again and report the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
