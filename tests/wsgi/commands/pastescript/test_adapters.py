"""Commands of twod as commands of PasteScript's."""

from __future__ import annotations

import pytest

from twod.wsgi.commands.pastescript.adapters import (
    Adapter,
    ManageAdapter,
    MigrateIniAdapter,
    MigrateSettingsAdapter,
    RunAdapter,
    SecretKeyAdapter,
    SettingsAdapter,
)

ADAPTERS = [ManageAdapter, MigrateIniAdapter, MigrateSettingsAdapter, RunAdapter, SecretKeyAdapter, SettingsAdapter]


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_each_speaks_of_paster(adapter: type[Adapter], capsys: pytest.CaptureFixture[str]) -> None:
    name = adapter.adapted.name
    assert adapter(name).run([]) == 2
    message = (
        "no settings module given (paster migrate-settings MODULE"
        if name == "migrate-settings"
        else f"no ini given (paster {name} CONFIG_FILE"
    )
    assert capsys.readouterr().err.startswith(f"paster {name}: {message}")


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_each_is_listed_with_its_summary(adapter: type[Adapter]) -> None:
    assert (adapter.group_name, adapter.summary) == ("twod", adapter.adapted.summary)
