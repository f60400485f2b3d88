"""Directives of Sphinx that show tables of the code.

They are ``source-of-defaults``, ``settings-table``, ``removed-settings``, ``own-types``,
``fast-switches`` and ``command-options``.
Each setting has an entry in the index and a target: ``:setting:`ALLOWED_HOSTS```. So has each option of a recipe, with
the name of the recipe before it: ``:recipe-option:`twod.recipe:nginx listen```.
"""

from __future__ import annotations

import re
from argparse import SUPPRESS, Action
from collections.abc import Iterator

import django
from django.conf import global_settings
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from twod.wsgi.commands.command_line import find_command
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.django_settings.rows.removed import REMOVED_SETTINGS
from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.django_settings.version import show_version
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.by_type import KINDS_BY_WORD
from twod.wsgi.config.kinds.maps import Struct
from twod.wsgi.console.subjects import SUBJECTS
from twod.wsgi.fast.switchboard import SWITCHES

#: A default that is longer is described and not shown.
LONGEST = 64
#: Pages of Django's reference that have the settings of ``django.contrib.gis``, by the beginning of their names.
GIS_PAGES = {
    "GDAL_": "gdal",
    "GEOIP_": "geoip2",
    "GEOS_": "geos",
    "POSTGIS_": "testing",
    "SPATIALITE_": "install/spatialite",
}


class Generated(SphinxDirective):
    """A directive whose content is reStructuredText that a function makes."""

    def make(self) -> Iterator[str]:
        """Yield the lines."""
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        """Return what the lines mean."""
        return self.parse_text_to_nodes("\n".join(self.make()))


class SourceOfDefaults(Generated):
    """The version of Django that the page has the defaults of."""

    def make(self) -> Iterator[str]:
        yield f"Defaults are those of Django {django.get_version()}."


class SettingsTable(Generated):
    """The settings of a subject: what they do, what to write, and what Django has by default."""

    required_arguments = 1
    final_argument_whitespace = True

    def make(self) -> Iterator[str]:
        for setting in sorted(SUBJECTS[self.arguments[0]]):
            kind = KINDS.get(setting.name)
            if kind is None:
                continue
            yield f".. setting:: {setting.name}"
            yield ""
            yield f"   {escape(setting.help)}"
            yield ""
            for fact in find_facts(setting, kind):
                yield f"   | {fact}"
            yield ""
            yield from show_example(setting)


def find_facts(setting: Setting, kind: Kind) -> Iterator[str]:
    """Yield what else there is to say of a setting."""
    yield f"Type: {escape(kind.expected)}"
    below = find_keys_below(kind)
    if below:
        keys, place = below
        yield f"``{setting.name}{place}.KEY = …`` sets one of {', '.join(f'``{key}``' for key in keys)}"
    yield f"**Default:** {describe_default(setting.name)}"
    if setting.since is not None:
        backport = f", and by {setting.backport}" if setting.backport else ""
        yield f"Read by Django {show_version(setting.since)} and later{backport}"
    for what, notice in (("Deprecated since", setting.deprecated), ("Removed in", setting.removed)):
        if notice is not None:
            version, advice = notice
            yield f"{what} Django {show_version(version)}; {escape(advice)}"
    if setting.is_secret:
        yield "A secret: twod hides it wherever it shows settings"
    yield f"`Django's documentation <{find_page(setting)}>`__"


def find_page(setting: Setting) -> str:
    """Return the address of a setting in Django's documentation, of the installed version or the first that has it."""
    version = show_version(max(setting.since or (0,), django.VERSION[:2]))
    page = next(
        (f"contrib/gis/{page}" for start, page in GIS_PAGES.items() if setting.name.startswith(start)), "settings"
    )
    anchor = "" if page.endswith("spatialite") else f"#std-setting-{setting.name}"
    return f"https://docs.djangoproject.com/en/{version}/ref/{page}/{anchor}"


def show_example(setting: Setting) -> Iterator[str]:
    """Yield the example as a block."""
    if setting.example:
        yield "   .. code-block:: ini"
        yield ""
        for line in setting.option.split("\n"):
            yield f"      {line}"
        yield ""


def find_keys_below(kind: Kind) -> tuple[list[str], str] | None:
    """Return the keys that are known in a nested setting, and what stands before them; None when none are."""
    for found, place in ((kind, ""), (kind.find_child("default"), ".default"), (kind.find_child("0"), ".0")):
        if isinstance(found, Struct):
            return list(found.fields), place
    return None


def describe_default(name: str) -> str:
    """Return Django's default of a setting, or how large it is."""
    if not hasattr(global_settings, name):
        return "not set"
    value = getattr(global_settings, name)
    shown = repr(value)
    if len(shown) <= LONGEST and "\n" not in shown:
        return f"``{shown}``"
    return f"{len(value)} items" if len(value) > 1 else "1 item"


def escape(text: str) -> str:
    """Return a text as reStructuredText that means just this text."""
    return re.sub(r"([*`|_\\])", r"\\\1", text)


class RemovedSettings(Generated):
    """The settings that Django had once."""

    def make(self) -> Iterator[str]:
        yield ".. list-table::"
        yield "   :header-rows: 1"
        yield ""
        yield from make_row("Setting", "Gone in", "Instead")
        for setting in sorted(REMOVED_SETTINGS):
            if setting.removed is not None:
                version, advice = setting.removed
                yield from make_row(f"``{setting.name}``", f"Django {show_version(version)}", escape(advice))


class OwnTypes(Generated):
    """The words that ``twod.types`` takes."""

    def make(self) -> Iterator[str]:
        yield ".. list-table::"
        yield "   :header-rows: 1"
        yield ""
        yield from make_row("Type", "What to write")
        for word, kind in KINDS_BY_WORD.items():
            yield from make_row(f"``{word}``", escape(kind.expected))


class CommandOptions(Generated):
    """The usage and the options of a command of ``twod``, as its ``--help`` has them."""

    required_arguments = 1

    def make(self) -> Iterator[str]:
        parser = find_command(self.arguments[0])("twod").make_parser()
        options = [
            option
            for option in parser._actions  # noqa: SLF001 - argparse lists them nowhere else
            if option.option_strings and option.dest != "help" and option.help != SUPPRESS
        ]
        yield f".. rubric:: Usage of twod {self.arguments[0]}"
        yield ""
        yield f"``{parser.format_usage().removeprefix('usage: ').strip()}``"
        yield ""
        if options:
            yield ".. list-table::"
            yield "   :header-rows: 1"
            yield "   :widths: 35 65"
            yield ""
            yield from make_row("Option", "Effect")
        for option in options:
            yield from make_row(show_option(option), show_effect(option))


def show_option(option: Action) -> str:
    """Return the spellings of an option of the command line, with the word for its value."""
    words = "|".join(option.choices) if option.choices else option.metavar or option.dest.upper()
    value = "" if option.nargs == 0 else f" {words}"
    return ", ".join(f"``{spelling}{value}``" for spelling in option.option_strings)


def show_effect(option: Action) -> str:
    """Return the help of an option as a sentence, with its default behind it."""
    text = escape(str(option.help) % {"default": option.default})
    effect, _, default = text.removesuffix(")").partition(" (default: ") if "(default: " in text else (text, "", "")
    sentence = f"{effect[0].upper()}{effect[1:]}."
    return f"{sentence} **Default:** {default}." if default else sentence


class FastSwitches(Generated):
    """The words that ``twod.fast`` takes."""

    def make(self) -> Iterator[str]:
        yield ".. list-table::"
        yield "   :header-rows: 1"
        yield ""
        yield from make_row("Word", "What becomes faster", "What it assumes", "Versions of Django")
        for switch in SWITCHES.values():
            versions = ", ".join(map(show_version, switch.proven))
            yield from make_row(f"``{switch.name}``", switch.help, switch.assumes, versions)


def make_row(*cells: str) -> Iterator[str]:
    """Yield the lines of a row of a list-table."""
    for number, cell in enumerate(cells):
        yield f"   {' ' if number else '*'} - {cell}"


def show_recipe_option(_env: BuildEnvironment, text: str, node: addnodes.desc_signature) -> str:
    """Show an option by its name alone, and return the name that links have for it: ``RECIPE OPTION``."""
    _, _, name = text.partition(" ")
    node += addnodes.desc_name(name, name)
    return text


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the directives."""
    app.add_object_type("setting", "setting", indextemplate="pair: %s; setting")
    app.add_object_type("recipe-option", "recipe-option", "pair: %s; option of a recipe", show_recipe_option)
    app.add_directive("source-of-defaults", SourceOfDefaults)
    app.add_directive("settings-table", SettingsTable)
    app.add_directive("removed-settings", RemovedSettings)
    app.add_directive("own-types", OwnTypes)
    app.add_directive("fast-switches", FastSwitches)
    app.add_directive("command-options", CommandOptions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
