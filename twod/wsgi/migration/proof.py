"""Whether two texts of an ini give the same settings, each loaded in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from twod.inifile.masking import mask
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.config.trace.shown import show_value

_CODE = """
import json, sys
task = json.load(sys.stdin)
sys.path[:] = task["path"]
from twod.wsgi.migration.proof import tell
print(json.dumps(tell(task["uri"], task["texts"])))
"""


class _Proof(NamedTuple):
    """What two texts give."""

    #: How many settings were compared.
    size: int
    #: What is not the same, or wrong in one of them, each as a line for people.
    faults: tuple[str, ...]


def compare(config_uri: str, texts: Mapping[str, str]) -> _Proof:
    """Compare the settings of an ini as it is with those that other texts of its files would give.

    :param config_uri: the ini, and the application in it.
    :param texts: new contents, by absolute path.
    """
    before, after = _run(config_uri, {}), _run(config_uri, texts)
    faults = [*_list_problems(before, "as it is"), *_list_problems(after, "rewritten")]
    for name in sorted(before["values"].keys() | after["values"].keys()):
        old, new = before["values"].get(name), after["values"].get(name)
        if old != new:
            faults.append(f"{name}: {_show(before, name)} as it is, {_show(after, name)} rewritten")
    return _Proof(len(before["values"]), tuple(faults))


def _list_problems(told: Mapping[str, Mapping[str, str]], which: str) -> Iterable[str]:
    return [f"{which}: {problem}" for problem in told["problems"]]


def _show(told: Mapping[str, Mapping[str, str]], name: str) -> str:
    return told["shown"].get(name, "not set")


def _run(config_uri: str, texts: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    texts = {path: text.removeprefix("\ufeff") for path, text in texts.items()}
    task = {"path": sys.path, "uri": config_uri, "texts": texts}
    process = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", _CODE], input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=True
    )
    # The settings module may have printed something before.
    told: Mapping[str, Mapping[str, str]] = json.loads(process.stdout.splitlines()[-1])
    return told


def tell(config_uri: str, texts: Mapping[str, str]) -> dict[str, object]:
    """Load an ini and return its settings as texts, as they may be shown, and what is wrong with it."""
    survey = survey_uri(config_uri, texts=texts, environ=os.environ)
    values = survey.loaded.values if survey.loaded is not None else {}
    return {
        "values": {name: show_alike(value) for name, value in values.items()},
        "shown": {name: show_value(mask(value, (name,))) for name, value in values.items()},
        "problems": list(map(str, survey.report.errors)),
    }


def show_alike(value: object) -> str:
    """Return a text that is another one for another value; tuples and lists are alike, as they are to Django."""
    return show_value(_make_lists(value))


def _make_lists(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _make_lists(item) for key, item in value.items()}
    return [_make_lists(item) for item in value] if isinstance(value, list | tuple) else value
