"""The conversion of settings into options, each read back and compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import ModuleType
from typing import NamedTuple

from twod.inifile.keys import Key, write_key
from twod.inifile.masking import mask
from twod.inifile.opaque import is_mapping, is_sequence, name_type
from twod.inifile.problems import Report
from twod.inifile.reference_syntax import find_plain_text, find_references, parse_references
from twod.wsgi.config.django_settings.catalogue import KINDS, explain_removed
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.kinds.by_type import KINDS_BY_WORD, NESTING, find_kind_of_value, find_kind_of_word
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.kinds.untyped import Untyped
from twod.wsgi.config.loaded import Loaded
from twod.wsgi.config.merging.own_settings import OwnSettings, get_kind
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.config.trace.below import find_below
from twod.wsgi.config.trace.secret_texts import find_secret_texts
from twod.wsgi.migration.transcription.exact_text import (
    Likeness,
    compare_values,
    describe_type,
    find_typed,
    find_unwritten,
    make_plain_data,
)
from twod.wsgi.migration.transcription.option_text import OptionText, make_ini_escape, render_site
from twod.wsgi.migration.transcription.setting_writer import PutIn, SettingWriter
from twod.wsgi.migration.transcription.standins import Secret, Standins

#: An option may contain a shorter text by chance.
_SHORTEST_SECRET = 4


class Ground(NamedTuple):
    """The configuration that the written settings extend."""

    #: Absolute path of the future ini.
    path: str
    #: The options of ``[DEFAULT]`` that make it load the ground.
    variables: Mapping[str, str]
    #: The ``use`` of the section.
    use: str
    #: The settings of the ground, with Django's defaults.
    values: Mapping[str, object]
    #: The settings module, which determines types; None if there is no module.
    module: ModuleType | None
    #: The types that are declared already, in the notation of ``twod.types``.
    words: Mapping[str, str] = {}


class WantedSetting(NamedTuple):
    """A setting to write."""

    name: str
    value: object
    #: The value with its secrets hidden.
    shown: object
    #: Options to try before all others, such as those of an ini that has the setting.
    known: tuple[tuple[OptionText, ...], ...] = ()


_DIFFERENCES = {
    Likeness.SEQUENCES: "written with a list for a tuple, or a tuple for a list",
    Likeness.DATA: "written as plain data: a text for a path, or the flags of a regular expression inside of it",
}


class WrittenSetting(NamedTuple):
    """A setting with the options that set it."""

    name: str
    options: tuple[OptionText, ...]
    #: The degree to which the read value equals the wanted one.
    likeness: Likeness
    #: The type to declare, or an empty text.
    word: str = ""


class Transcript(NamedTuple):
    """The result of writing settings."""

    written: tuple[WrittenSetting, ...]
    #: Settings that were not written, with the reasons.
    left: dict[str, str]
    secrets: tuple[Secret, ...]

    def list_variables(self, standins: Standins) -> dict[str, list[str]]:
        """Return the environment variables that have to be set, each with the options that use it."""
        found: dict[str, list[str]] = {}
        for option in self.options:
            secrets = {secret.variable: secret.path for secret in standins.find_secrets(option.text)}
            text = standins.write_references(option.text, "")
            for reference, is_needed in find_references(parse_references(text).parts):
                name = find_plain_text(reference.name)
                if reference.kind == "env" and is_needed and name is not None:
                    path = secrets.get(name)
                    found.setdefault(name, []).append(write_key(Key(path[0], path[1:])) if path else option.name)
        return {name: list(dict.fromkeys(options)) for name, options in found.items()}

    @property
    def words(self) -> dict[str, str]:
        """The types to declare, by name."""
        return {setting.name: setting.word for setting in self.written if setting.word}

    @property
    def notes(self) -> dict[str, str]:
        """Differences of settings that were written but are not exactly equal, by name."""
        return {
            setting.name: _DIFFERENCES[setting.likeness] for setting in self.written if setting.likeness in _DIFFERENCES
        }

    @property
    def options(self) -> list[OptionText]:
        """The options of all settings."""
        return [option for setting in self.written for option in setting.options]


class Transcriber:
    """A writer of settings on top of a ground."""

    def __init__(self, ground: Ground, standins: Standins, environ: Mapping[str, str]) -> None:
        """Prepare it.

        :param environ: the environment variables that references use.
        """
        self._ground = ground
        self._standins = standins
        self._environ = environ
        self._write = make_ini_escape(standins)
        self._version = find_django_version()
        declared = {name: kind for name, word in ground.words.items() if (kind := find_kind_of_word(word)) is not None}
        self._own = OwnSettings(declared, ground.module)

    def transcribe(self, wanted: Collection[WantedSetting]) -> Transcript:
        """Return the options for settings; a setting that does not read back as wanted is left out and reported."""
        written: list[WrittenSetting] = []
        left: dict[str, str] = {}
        for setting in wanted:
            removed = explain_removed(setting.name, self._version)
            found = None if removed else self._write_setting(setting)
            if found is None:
                left[setting.name] = removed or self._explain(setting)
            else:
                written.append(found)
        written, refused = self._agree(written, {setting.name: setting.value for setting in wanted})
        text = "\n".join(option.text for setting in written for option in setting.options)
        return Transcript(tuple(written), left | refused, tuple(self._standins.find_secrets(text)))

    def _write_setting(self, wanted: WantedSetting) -> WrittenSetting | None:
        """Return the first way to write a setting that gives the wanted value, else the closest one."""
        best: WrittenSetting | None = None
        secrets = [text for text in find_secret_texts(wanted.value, wanted.shown) if len(text) >= _SHORTEST_SECRET]
        for options, word in self._find_ways(wanted):
            if any(text in option.text for option in options for text in secrets):
                continue
            value = self._read_back(word, options, wanted.name)
            likeness = compare_values(value, wanted.value) if value is not MISSING else Likeness.NONE
            if likeness > (best.likeness if best is not None else Likeness.NONE):
                best = WrittenSetting(wanted.name, tuple(options), likeness, word)
            if likeness is Likeness.WHOLE:
                break
        return best

    def _find_ways(self, wanted: WantedSetting) -> Iterator[tuple[list[OptionText], str]]:
        """Yield options and the type to declare for them, in the order in which to try them."""
        name = wanted.name
        before = self._ground.values.get(name, MISSING)
        word = self._ground.words.get(name, "")
        kind = get_kind(name, self._own)
        if isinstance(kind, Untyped) and before is not MISSING:
            kind = find_kind_of_value(before) or kind
        put_in = self._make_put_in(wanted)
        for known in wanted.known:
            yield list(known), word
            for way in self._complete(known, word, wanted, SettingWriter(name, kind, put_in)):
                yield way, word
        for way in SettingWriter(name, kind, put_in).find_ways(wanted.value, before):
            yield way, word
        if wanted.value is None:
            yield [OptionText(name, "none")], "str?"
        for way in SettingWriter(name, kind, put_in).find_ways(make_plain_data(wanted.value), before):
            yield way, word
        for word in _list_words(wanted.value) if name not in KINDS else ():
            if (declared := find_kind_of_word(word)) is not None:
                for way in SettingWriter(name, declared, put_in).find_ways(wanted.value, before):
                    yield way, word

    def _complete(
        self, known: Sequence[OptionText], word: str, wanted: WantedSetting, writer: SettingWriter
    ) -> Iterator[list[OptionText]]:
        """Yield an option with changes to its value, such as a database URL that does not express all options."""
        got = self._read_back(word, list(known), wanted.name) if len(known) == 1 and "." in known[0].name else MISSING
        for way in writer.find_ways(wanted.value, got) if is_mapping(got) else ():
            is_within = all(option.name.startswith(f"{known[0].name}.") for option in way)
            if is_within and not self._standins.find_secrets("\n".join(option.text for option in way)):
                yield [*known, *way]

    def _make_put_in(self, wanted: WantedSetting) -> PutIn:
        def put_in(value: object, path: tuple[str, ...]) -> object:
            return self._standins.put_in(value, _find_shown(wanted, value, path), path)

        return put_in

    def _read_back(self, word: str, options: list[OptionText], name: str) -> object:
        """Return the value that options give a setting; MISSING if they give no value or are rejected."""
        loaded, report = self._survey({name: word} if word else {}, options)
        return MISSING if loaded is None or report.errors else loaded.values.get(name, MISSING)

    def _survey(self, words: Mapping[str, str], options: Sequence[OptionText]) -> tuple[Loaded | None, Report]:
        """Load an ini with some options over the ground."""
        ground = self._ground
        text = render_site(ground.variables, {**ground.words, **words}, options, self._write, use=ground.use)
        secrets = self._standins.find_secrets("\n".join(option.text for option in options))
        environ = {**self._environ, **{secret.variable: secret.text for secret in secrets}}
        survey = survey_uri(ground.path, texts={ground.path: text}, environ=environ)
        return survey.loaded, survey.report

    def _agree(
        self, written: list[WrittenSetting], values: Mapping[str, object]
    ) -> tuple[list[WrittenSetting], dict[str, str]]:
        """Return the settings that keep their values together, and the reasons why others do not.

        :param values: the wanted values, by name.
        """
        refused: dict[str, str] = {}
        while written:
            transcript = Transcript(tuple(written), {}, ())
            loaded, report = self._survey(transcript.words, transcript.options)
            wrong = {str(error.name).partition(".")[0]: error.message for error in report.errors}
            for setting in written if loaded is not None and not wrong else ():
                got = loaded.values.get(setting.name, MISSING) if loaded is not None else MISSING
                if compare_values(got, values[setting.name]) < setting.likeness:
                    wrong[setting.name] = "its value changes when the other settings are written, too"
            if not wrong.keys() & {setting.name for setting in written}:
                break
            staying = [self._declare(each, values) if each.name in wrong else each for each in written]
            written = [setting for setting in staying if setting is not None]
            refused.update({name: wrong[name] for name in wrong if name not in {each.name for each in written}})
        return written, refused

    def _declare(self, setting: WrittenSetting, values: Mapping[str, object]) -> WrittenSetting | None:
        """Return a setting with its type declared, since its name looks like a misspelling of another setting."""
        if setting.word or setting.name in KINDS:
            return None
        for word in KINDS_BY_WORD:
            got = self._read_back(word, list(setting.options), setting.name)
            if got is not MISSING and compare_values(got, values[setting.name]) >= setting.likeness:
                return setting._replace(word=word)
        return None

    def _explain(self, wanted: WantedSetting) -> str:
        """Return the reason why a setting was not written."""
        found = find_unwritten(wanted.value)
        if found is None and (typed := find_typed(wanted.value)):
            at = write_key(Key(wanted.name, typed[0])) + " is " if typed[0] else ""
            return f"{at}of type {name_type(typed[1])}, which cannot be read back from an ini unchanged"
        if found is None:
            return f"an ini has no notation for this value of type {name_type(wanted.value)}"
        path, part = found
        at = f"{write_key(Key(wanted.name, path))} is " if path else ""
        return f"{at}{describe_type(part)}"


def _list_words(value: object) -> list[str]:
    """Return the types that can be declared for an own setting with a value."""
    outer = type(value).__name__
    nested = [f"{outer}[{word}]" for word in KINDS_BY_WORD] if type(value) in NESTING.values() else []
    return [*KINDS_BY_WORD, *nested]


def _find_shown(wanted: WantedSetting, value: object, path: tuple[str, ...]) -> object:
    """Return a part of a setting, or a list of its items, with the secrets hidden."""
    whole, shown = (find_below(each, path[1:]) for each in (wanted.value, wanted.shown))
    if whole is value:
        return shown
    if not is_sequence(value):
        return mask(value, path)
    pairs = list(zip(whole, shown, strict=True)) if is_sequence(whole) and is_sequence(shown) else []
    # A removed item does not occur in the setting.
    return [next((hid for item, hid in pairs if item is each), mask(each, path)) for each in value]
