"""From what PasteDeploy gives to Django settings, with the origin of each and all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

from twod.inifile.keys import Key, parse_key
from twod.inifile.problems import describe_place
from twod.inifile.reading import IniOption
from twod.inifile.references import Expansion, References
from twod.inifile.replay import Deployment, Layer
from twod.inifile.secrets import hide_passwords
from twod.wsgi.config.dialects.one import DialectOne, declares_dialect_one, extend_module_value
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.markers import UNKNOWN
from twod.wsgi.config.kinds.scalars import BOOLEAN
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.config.merging.changes import Change, apply_change, make_operation, make_setter
from twod.wsgi.config.merging.names import Rules, judge_drops, judge_mail, judge_variables
from twod.wsgi.config.merging.own_settings import OwnSettings, read_declared_types
from twod.wsgi.config.trace.history import History
from twod.wsgi.config.trace.origins import MODULE
from twod.wsgi.exc import BadValueError, Problem

#: Gives Django's default of a setting; MISSING when there is none.
Defaults = Callable[[str], object]
MODULE_OPTION = "django_settings_module"
_DIALECT = "twod.dialect"
_NEARLY_JSON = frozenset({"true", "false", "null", "none"})


class Resolution:
    """The settings that one application's options make, on top of a settings module and Django's defaults."""

    def __init__(
        self,
        deployment: Deployment,
        module: ModuleType | None,
        defaults: Defaults | None,
        environ: Mapping[str, str],
    ) -> None:
        """Resolve all of it.

        :param module: the settings module; None when there is none, or it is not to be imported.
        :param defaults: None when the ini is only checked: then what the ini does not tell stays unknown.
        :param environ: what ``${env:NAME}`` looks in.
        """
        self.record = History(module)
        self.problems: list[Problem] = list(deployment.problems)
        self.warnings: list[Problem] = []
        self._deployment = deployment
        self._module = module
        self._defaults = defaults
        self._values: dict[str, object] = {}
        self._places: dict[str, IniOption | None] = {}
        self._references = References(deployment.variables, environ, resolve=defaults is not None)
        declared = read_declared_types(deployment.variables, self.problems)
        self._own = OwnSettings(declared, module)
        self._dialect_one = self._find_dialect()
        self._rules = Rules(self._own, declared, lenient=self._dialect_one is not None)
        self._resolve()

    @property
    def values(self) -> dict[str, object]:
        """What Django gets, in the order of the settings' names."""
        return dict(sorted(self._values.items()))

    @property
    def files(self) -> frozenset[str]:
        """The files that values were taken from by reference."""
        return frozenset(self._references.files)

    def find_option(self, name: str) -> IniOption | None:
        """Return the option that last had a say in a setting, None when none had."""
        return self._places.get(name)

    def _find_dialect(self) -> DialectOne | None:
        variables = self._deployment.variables
        option = variables.get(_DIALECT)
        dialect = option.text.strip() if option else "1" if declares_dialect_one(variables) else "2"
        if option and dialect not in ("1", "2"):
            self.problems.append(option.problem(f"expected 1 or 2, got {dialect!r}"))
        return DialectOne(variables) if dialect == "1" else None

    def _resolve(self) -> None:
        self._check_module_name()
        self._take_module()
        for is_error, problem in judge_variables(self._deployment):
            (self.problems if is_error else self.warnings).append(problem)
        self.problems += judge_drops(self._deployment.drops)
        for layer in self._deployment.layers:
            self._apply_layer(layer)
        if self._dialect_one is not None:
            self._let_module_win()
        self._apply_debug()
        self.problems += self._rules.problems
        self.warnings += self._rules.warnings
        self.problems += judge_mail(self._places, self._describe)

    def _check_module_name(self) -> None:
        option = self._deployment.variables.get(MODULE_OPTION)
        name = option.text.strip() if option else ""
        if option and name and not all(part.isidentifier() for part in name.split(".")):
            self.problems.append(option.problem(f"expected the dotted name of a module, got {name!r}"))

    def _take_module(self) -> None:
        if self._module is not None:
            for name in dir(self._module):
                if name.isupper():
                    self._values[name] = getattr(self._module, name)
                    self._places[name] = None

    def _apply_layer(self, layer: Layer) -> None:
        found: list[tuple[Key, IniOption]] = []
        for option in layer.options.values():
            if not self._rules.accept(option):
                continue
            try:
                found.append((parse_key(option.name), option))
            except BadValueError as error:
                self.problems.append(option.problem(str(error)))
        for key, option in sorted(found, key=lambda pair: pair[0].rank):
            self._apply_option(key, option)

    def _apply_option(self, key: Key, option: IniOption) -> None:
        expansion = self._expand(option)
        self._places[key.name] = option
        if expansion.complaints:
            self.problems += map(option.problem, expansion.complaints)
            self._values[key.name] = UNKNOWN
            return
        before = self._find_value(key.name)
        if expansion.text is None:
            # What it will be is only known at the start; what is said of parts of it can still be checked.
            self._values[key.name] = UNKNOWN
            return
        kind = self._find_kind(key)
        try:
            change = self._make_change(key, expansion.text)
            after = apply_change(kind, before, key.path, change)
        except BadValueError as error:
            hide = bool(expansion.sources) or self.record.hides(key, kind)
            message = hide_passwords(error.describe(hide=hide)) + self.record.describe_overridden(key)
            self.problems.append(option.problem(message))
            self._values[key.name] = UNKNOWN
            return
        self._values[key.name] = after
        self.record.add(key, option, before, after, expansion.sources)
        if (
            self._dialect_one is None
            and kind is UNTYPED
            and after == expansion.text
            and expansion.text.lower() in _NEARLY_JSON
        ):
            message = f"{after!r} is a text here; write true, false or null, or declare it: twod.types = {key.name}:str"
            self.warnings.append(option.problem(message))

    def _expand(self, option: IniOption) -> Expansion:
        if self._dialect_one is not None:
            if "${" in option.text:
                message = "in dialect 1 '${…}' is no reference but text; add twod.dialect = 2 to [DEFAULT] to use it"
                self.warnings.append(option.problem(message))
            return Expansion(option.text)
        if "${here}" in option.text and not self._is_outermost(option):
            message = "${here} is the directory of the ini that was loaded, %(here)s that of the file it stands in"
            self.warnings.append(option.problem(message))
        return self._references.expand(option)

    def _is_outermost(self, option: IniOption) -> bool:
        here = self._deployment.variables.get("here")
        return here is None or option.file is None or Path(option.file).parent == Path(here.text)

    def _find_kind(self, key: Key) -> Kind:
        if key.name in KINDS:
            return KINDS[key.name]
        return self._own.find_kind(key.name) or UNTYPED

    def _make_change(self, key: Key, text: str) -> Change:
        if key.operator is not None:
            return make_operation(key, text)
        if self._dialect_one is not None and not key.path:
            reader = self._dialect_one.find_reader(key.name)
            if reader is not None:
                return lambda kind, value: reader(text)  # noqa: ARG005 - a Change
        if self._is_of_unknown_type(key):
            return lambda kind, value: UNKNOWN  # noqa: ARG005 - a Change
        return make_setter(text)

    def _is_of_unknown_type(self, key: Key) -> bool:
        """Return whether only the settings module, which is not imported for a check, knows how to read a setting."""
        only_checked = self._defaults is None and MODULE_OPTION in self._deployment.variables
        return only_checked and key.name not in KINDS and key.name not in self._own

    def _find_value(self, name: str) -> object:
        if name in self._values:
            return self._values[name]
        return UNKNOWN if self._defaults is None else self._defaults(name)

    def _let_module_win(self) -> None:
        """Apply the rule of 1.x: what the settings module has stays, or grows when it is a tuple or list."""
        for name, option in self._places.items():
            if option is None or not hasattr(self._module, name) or not self.record.is_set_whole(name):
                continue
            stays = getattr(self._module, name)
            value = self._values[name]
            if value is UNKNOWN:
                continue
            self._values[name] = extend_module_value(stays, value)
            if isinstance(stays, list | tuple) and not isinstance(value, list | tuple):
                self.problems.append(option.problem(f"expected a list, since {self._describe(None)} has one"))
            elif not isinstance(stays, list | tuple):
                message = f"it has no effect, since {self._describe(None)} has it too and this is dialect 1"
                self.warnings.append(option.problem(message))
                self.record.forget(name)

    def _apply_debug(self) -> None:
        option = self._deployment.variables.get("debug")
        if option is None:
            return
        key = Key("DEBUG", ())
        expansion = self._expand(option)
        self.problems += map(option.problem, expansion.complaints)
        if expansion.text is None:
            return
        reader = BOOLEAN.read
        try:
            value = reader(expansion.text)
        except BadValueError as error:
            self.problems.append(option.problem(str(error)))
            return
        self.record.add(key, option, self._find_value("DEBUG"), value, expansion.sources)
        self._values["DEBUG"] = value

    def _describe(self, option: IniOption | None) -> str:
        if option is not None:
            return describe_place(option.file, option.line, option.section)
        return f"{MODULE} {getattr(self._module, '__name__', '')}".strip()
