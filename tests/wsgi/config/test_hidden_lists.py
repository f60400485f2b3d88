"""An unmigrated ini of django-pastedeploy-settings is warned of where it hides a list, and no other ini is."""

from __future__ import annotations

from types import ModuleType

import pytest

from twod.inifile.pastedeploy.route import follow_uri
from twod.inifile.problems import Report
from twod.wsgi.config.merging.hidden_lists import judge_hidden_lists
from twod.wsgi.config.merging.resolution import resolve

HEAD = "[DEFAULT]\ndebug = true\nhost = a.b\n"
APP = "[app:main]\nuse = egg:twod.wsgi\n"
TEXT = 'EMAIL_HOST = "mail.${host}"\n'


@pytest.fixture
def judge(write):
    """Return the warnings on an ini over a settings module."""

    def judge(text: str, **values: object) -> list[str]:
        module, report = ModuleType("shop.settings"), Report()
        vars(module).update(values)
        deployment = follow_uri(write("site.ini", text))
        judge_hidden_lists(deployment, module, report)
        assert set(report.warnings) <= set(resolve(deployment, module=module, defaults={}, environ={}).report.warnings)
        return [f"{warning.name}: {warning.message}" for warning in report.warnings]

    return judge


def test_list_that_is_hidden_is_named_with_the_cure(judge):
    assert judge(f'{HEAD}{APP}{TEXT}MIDDLEWARE = ["b.B"]\nSHOP = ["a"]\n', MIDDLEWARE=["a.A"], SHOP=("a",)) == [
        "MIDDLEWARE: it hides the list of shop.settings, which django-pastedeploy-settings extended; "
        "write 'MIDDLEWARE.append = …' to extend it, or 'twod.dialect = 2' in [DEFAULT] to replace it"
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # With all that the module has, it hides nothing.
        (f'{HEAD}{APP}{TEXT}SHOP = ["b", "a"]\n', {"SHOP": ["a"]}),
        (f'{HEAD}{APP}{TEXT}SHOP = ["b"]\n', {"SHOP": []}),
        (f'{HEAD}{APP}{TEXT}SHOP = ["b"]\n', {}),
        # These are of today.
        (f'{HEAD}{APP}EMAIL_HOST = mail\nSHOP = ["b"]\n', {"SHOP": ["a"]}),
        (f'{HEAD}{APP}SITE_ID = 5\nSHOP = ["b"]\n', {"SHOP": ["a"]}),
        (f'{HEAD}{APP}{TEXT}SHOP = ["b"]\nMIDDLEWARE.append = a.B\n', {"SHOP": ["a"]}),
        (f'{HEAD}twod.dialect = 2\n{APP}{TEXT}SHOP = ["b"]\n', {"SHOP": ["a"]}),
        (f'{HEAD}twod.types = SHOP:list\n{APP}{TEXT}SHOP = ["b"]\n', {"SHOP": ["a"]}),
        # It overrides the module, as only an ini of today can.
        (f'{HEAD}{APP}{TEXT}SHOP = ["b"]\nSITE_ID = 5\n', {"SHOP": ["a"], "SITE_ID": 4}),
        (f'{HEAD}{APP}{TEXT}SHOP = ["b"]\n', {"SHOP": ["a"], "DEBUG": True}),
    ],
)
def test_ini_of_today_is_not_warned_of(judge, text, values):
    assert judge(text, **values) == []
