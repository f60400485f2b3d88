"""Two texts of an ini give the same settings, or it is told which differ."""

from __future__ import annotations

import pytest

from twod.wsgi.migration.proof import Account, compare, compare_accounts, give_account

INI = "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = s3cret\nINTERNAL_IPS = a b\n"


def make_account(problems: tuple[str, ...] = (), **values: str) -> Account:
    return {"values": values, "shown": values, "problems": list(problems)}


def test_same_settings_are_no_fault():
    assert list(compare_accounts(make_account(A="1"), make_account(A="1"))) == []


def test_settings_that_differ_and_problems_are_told():
    before, after = make_account(("bad",), A="1", B="2"), make_account(("worse",), A="1", B="3", C="4")
    assert list(compare_accounts(before, after)) == [
        "before: bad",
        "rewritten: worse",
        "B: 2 before, 3 after",
        "C: not set before, 4 after",
    ]


def test_account_has_the_values_and_hides_secrets_only_from_people(write):
    account = give_account(str(write("x.ini", INI)), {})
    assert account["values"] == {"INTERNAL_IPS": "['a', 'b']", "SECRET_KEY": "'s3cret'"}
    assert account["shown"]["SECRET_KEY"] == "'<hidden>'"
    assert account["problems"] == []


def test_account_hides_from_people_what_came_by_reference_and_shows_lazy_values(write, monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP_GREETING", "h3llo")
    monkeypatch.syspath_prepend(str(tmp_path))
    write("lazy_settings_of_proof.py", "from django.urls import reverse_lazy\nLOGIN_URL = reverse_lazy('in')\n")
    head = "[DEFAULT]\ndjango_settings_module = lazy_settings_of_proof\n[app:main]\nuse = egg:twod.wsgi\n"
    account = give_account(str(write("x.ini", f"{head}SHOP_GREETING = ${{env:SHOP_GREETING}}\n")), {})
    assert account["shown"] == {"LOGIN_URL": "<lazy: in>", "SHOP_GREETING": "'<hidden>'"}


def test_account_of_another_text_is_given_without_writing_it(write):
    path = write("x.ini", INI)
    account = give_account(str(path), {str(path): "\ufeff[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n"})
    assert account["problems"] == [f"{path}:3 [app:main] SITE_ID: expected an integer, got 'x'"]


@pytest.mark.usefixtures("tmp_path")
def test_each_text_is_loaded_in_a_process_of_its_own_whatever_the_settings_module_prints(write, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    write("noisy_settings.py", "import os\nprint('noise')\nos.system('echo noise')\nA = (1, 2)\n")
    text = "[DEFAULT]\ndjango_settings_module = noisy_settings\n[app:main]\nuse = egg:twod.wsgi\n"
    path = write("x.ini", text + "B = 1\n")
    proof = compare(str(path), {str(path): text + "B = 2\n"})
    assert proof == (2, ("B: 1 before, 2 after",))
