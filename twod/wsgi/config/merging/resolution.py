"""The step from PasteDeploy's options to Django settings, with their origins and all problems."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from twod.inifile.grammar import judge_chain
from twod.inifile.keys import Key
from twod.inifile.pastedeploy.deployment import Deployment, Layer
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.references import References
from twod.inifile.tree_paths import straighten
from twod.inifile.variables import read_module_name
from twod.wsgi.config.dialects.choice import choose_dialect
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.merging.draft import Draft, apply_option, let_module_win
from twod.wsgi.config.merging.facts import Facts
from twod.wsgi.config.merging.hidden_lists import judge_hidden_lists
from twod.wsgi.config.merging.names import judge_mail, judge_variables, read_keys
from twod.wsgi.config.merging.own_settings import OwnSettings, read_declared_types
from twod.wsgi.config.trace.history import History


class Resolved(NamedTuple):
    """The settings from one application's options, with their origins and problems."""

    #: The values for Django, sorted by name; UNKNOWN for a value that could not be read.
    values: dict[str, object]
    history: History
    #: The option that last changed a setting; None for the settings module.
    places: dict[str, IniOption | None]
    #: The absolute paths of the files that references read.
    files: frozenset[str]
    report: Report


def resolve(
    deployment: Deployment,
    *,
    module: ModuleType | None = None,
    defaults: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None,
) -> Resolved:
    """Return the settings from an application's options, applied to a settings module and Django's defaults.

    :param module: the settings module; None if there is no settings module, or it is not imported.
    :param defaults: Django's default settings, by name; None for a mere check of the ini. Then values that the ini does
        not set stay unknown, and references to environment variables and files are not read.
    :param environ: the variables for ``${env:NAME}``; None to read no environment variables and no files.
    """
    report = Report()
    variables = deployment.variables
    facts = Facts(
        own=OwnSettings(read_declared_types(variables, report), module),
        dialect=choose_dialect(variables, report),
        references=References(variables, None if defaults is None else environ),
        django_version=find_django_version(),
        lacks_module=module is None and read_module_name(variables, Report()) is not None,
    )
    judge_chain(deployment, report)
    judge_variables(deployment, report)
    # If the module is not imported, any of its values may differ from Django's default.
    draft = Draft(module, None if facts.lacks_module else defaults)
    for layer in deployment.layers:
        for key, option in read_keys(_straighten_layer(layer), facts, report):
            apply_option(draft, key, option, facts, report)
    if facts.dialect.module_wins:
        let_module_win(draft, report)
    if "debug" in variables:
        apply_option(draft, Key("DEBUG", ()), variables["debug"], facts, report)
    judge_hidden_lists(deployment, module, report)
    judge_mail(draft.places, draft.module_name, facts.django_version, report)
    values = dict(sorted(draft.values.items()))
    return Resolved(values, draft.history, draft.places, frozenset(facts.references.files), report)


def _straighten_layer(layer: Layer) -> Layer:
    """Return a layer with ``..`` resolved in its paths; most layers have no such paths."""
    if layer.file is None or not any("/.." in option.text for option in layer.options.values()):
        return layer
    here = str(Path(layer.file).parent)
    straight = {name: option._replace(text=straighten(option.text, here)) for name, option in layer.options.items()}
    return layer._replace(options=straight)
