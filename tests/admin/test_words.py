"""What is shown is in words: no codes in lists and filters, no cross where something is merely not so."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.utils import translation

from cases.models import Case, Correspondence, Event
from claimback.firms.admin_rights import OwnRoleForm
from claimback.tenancy.admin_lists import list_column
from claimback.tenancy.admin_show import words
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import ATTORNEY, capabilities_of
from claimback.tenancy.state_words import STATES
from letters.models import Dispatch

NOBODY: Any = None


@pytest.mark.parametrize(
    ("row", "column", "shown"),
    [
        (Membership(firm_id=None, support=False), "support", ""),
        (Membership(firm_id=None, support=True), "support", "Yes"),
        (Case(firm_id=None, status="in_appeal"), "status", '<span class="cb-badge cb-busy">in appeal</span>'),
        (
            Event(firm_id=None, proof_grade="signed_for"),
            "proof_grade",
            '<span class="cb-badge cb-good">signed for</span>',
        ),
        (
            Membership(firm_id=None, created_at=datetime(2026, 11, 23, 20, 6, tzinfo=UTC)),
            "created_at",
            '<span class="cb-day">Nov 23, 2026, 20:06 UTC</span>',
        ),
    ],
)
def test_a_cell(row, column, shown):
    assert list_column(type(row), column)(row) == shown


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (
            Dispatch(firm_id=None, channel="certified_mail", tracking_number="9407 1118"),
            "Certified mail 9407 1118",
        ),
        (Correspondence(firm_id=None, channel="phone", direction="in"), "Phone, from them"),
    ],
)
def test_a_row_s_name(row, name):
    assert str(row) == name


@pytest.mark.parametrize("base", ["attorney", "billing", "nonsense"])
def test_a_new_role_is_offered_what_its_base_may_do(base):
    form = OwnRoleForm(member=NOBODY, initial={"base": base})
    field: Any = form.fields["capabilities"]
    offered = {name for name, _ in field.choices}
    assert offered == capabilities_of(ATTORNEY if base == "nonsense" else base)
    assert "base" not in {field.name for field in form.shown()}


def test_a_new_role_takes_no_more_than_its_base_has():
    typed = {"base": "billing", "name": "Ledger"}
    assert OwnRoleForm({**typed, "capabilities": ["case.read"]}, member=NOBODY).is_valid()
    assert "capabilities" in OwnRoleForm({**typed, "capabilities": ["case.write"]}, member=NOBODY).errors


def test_a_filter_by_codes_names_them_in_words(desk, law):
    answer = desk(law).get("letters/letter/").content.decode()
    assert "in review" in answer
    assert ">in_review<" not in answer


def test_no_page_stands_under_the_name_of_a_package():
    titles = {page.opts.app_config.verbose_name for page in admin.site._registry.values()}
    assert titles == {
        "Firm",
        "History",
        "Exports",
        "Files",
        "Mail",
        "Sealed identifiers",
        "Cases",
        "Deadlines",
        "Letters",
        "Webhooks",
    }


def test_every_code_without_a_name_of_its_own_can_be_said_in_another_language():
    ours = ("claimback.", "cases.", "deadlines.", "letters.")
    columns = [c for m in apps.get_models() if m.__module__.startswith(ours) for c in m._meta.fields]
    named = [dict(column.flatchoices) for column in columns if column.flatchoices]
    codes = {code for names in named if all(code == name for code, name in names.items()) for code in names}
    assert codes - set(STATES) == set()


def test_the_english_of_a_code_is_the_code():
    with translation.override("en"):
        assert {code: words(code) for code in STATES} == {code: code.replace("_", " ") for code in STATES}


def test_another_language_says_a_state(monkeypatch):
    monkeypatch.setitem(STATES, "in_review", "en revisión")
    assert words("in_review") == "en revisión"
    assert words("by_nobody") == "by nobody"
