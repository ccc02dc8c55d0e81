"""Sealed columns: sealed by saving, shown masked, and no other way in or out."""

import pickle
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import ProgrammingError, connection, transaction

from cases.models import Client, Policy
from cases.services.clients import client_change
from cases.services.policies import policy_change
from claimback.audit.models import Entry
from claimback.kernel.errors import Conflict, Forbidden, Invalid
from claimback.vault.blind import indexes_of
from claimback.vault.models import Reveal
from claimback.vault.services.reveals import sealed_reveal, sealed_use
from tests.vault.conftest import BORN, GROUP_NUMBER, MEMBER_NUMBER, NUMBER, SSN, TAX_ID, sealed_policy


def use(firm, row, *fields):
    return sealed_use(actor=firm.attorney, row=row, fields=fields, purpose="a test")


def test_what_is_typed_comes_back_in_full_and_is_masked_everywhere_else(in_law, insured, policy):
    client = Client.objects.get(id=insured.id)
    assert use(in_law, client, "ssn", "tax_id", "date_of_birth") == {
        "ssn": SSN,
        "tax_id": TAX_ID,
        "date_of_birth": BORN,
    }
    assert (str(client.ssn), str(client.tax_id), str(client.date_of_birth)) == (
        "•••• 4321",
        "•••• 0001",
        "••••",
    )
    found = Policy.objects.get(id=policy.id)
    assert use(in_law, found, "group_number", "number", "member_number") == {
        "group_number": GROUP_NUMBER,
        "number": NUMBER,
        "member_number": MEMBER_NUMBER,
    }
    assert str(found) == "policy •••• 7765"
    with pytest.raises(TypeError):
        pickle.dumps(found.number)


def test_the_row_holds_ciphertext_and_the_history_says_only_that_it_changed(in_law, insured, policy):
    stored: Any = Client.objects.filter(id=insured.id).values_list("ssn", "date_of_birth").get()
    assert all(isinstance(value, bytes) for value in stored)
    assert SSN.encode() not in stored[0]
    client_change(actor=in_law.attorney, client_id=insured.id, version=None, ssn="900-10-2000", name="Ada Q.")
    made: Any
    made, changed = Entry.objects.filter(row_id=insured.id).order_by("at")
    assert {name: made.after[name] for name in ("ssn", "tax_id", "date_of_birth")} == dict.fromkeys(
        ("ssn", "tax_id", "date_of_birth"), "sealed"
    )
    assert (changed.before, changed.after) == (
        {"ssn": "sealed", "name": "Ada Quill"},
        {"ssn": "sealed", "name": "Ada Q."},
    )
    client_change(actor=in_law.attorney, client_id=insured.id, version=None, ssn="")
    taken = Entry.objects.filter(row_id=insured.id).order_by("-at")[0]
    assert (taken.before, taken.after) == ({"ssn": "sealed"}, {"ssn": None})
    entry: Any = Entry.objects.get(row_id=policy.id)
    assert not {"number_index", "member_number_index"} & entry.after.keys()


@pytest.mark.parametrize("how", ["exact", "in", "icontains", "gt", "startswith", "year"])
def test_a_sealed_column_answers_no_question(in_law, insured, how):
    value = [SSN] if how == "in" else SSN
    with pytest.raises(FieldError, match="sealed") as refused:
        Client.objects.filter(**{f"ssn__{how}": value}).exists()
    assert SSN not in str(refused.value)


def test_only_whether_there_is_a_value_can_be_asked(in_law, insured):
    assert Client.objects.filter(ssn__isnull=False).get() == insured
    assert not Client.objects.filter(ssn__isnull=True).exists()


def test_there_is_no_way_in_but_saving_the_row(in_law, insured):
    with pytest.raises(TypeError, match="saving its row") as refused, transaction.atomic():
        Client.objects.update(ssn=SSN)
    assert SSN not in str(refused.value)
    with pytest.raises(TypeError, match="saving its row"), transaction.atomic():
        Client.objects.bulk_create([Client(name="Ben", ssn=SSN)])
    with pytest.raises(TypeError, match="its row"):
        Client(name="Copy", ssn=insured.ssn).save()
    with pytest.raises(TypeError):
        Client(name="Ben", date_of_birth="1961-07-23")


def test_a_date_of_birth_is_a_day_that_came(in_law, insured):
    for born in (date(2999, 1, 1), date(1850, 1, 1)):
        with pytest.raises(Invalid) as refused:
            client_change(actor=in_law.attorney, client_id=insured.id, version=None, date_of_birth=born)
        assert refused.value.errors[0].pointer == "/date_of_birth"
        assert str(born.year) not in refused.value.detail.replace("1900", "")


def test_a_ciphertext_put_on_another_row_does_not_open_and_nothing_is_traced(in_law, insured, policy):
    other = sealed_policy(in_law, insured, number="AA-11-22-33-44")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_policy SET number = (SELECT number FROM cases_policy WHERE id = %s) WHERE id = %s",
            [policy.id, other.id],
        )
    moved = Policy.objects.get(id=other.id)
    with pytest.raises(Conflict) as refused:
        use(in_law, moved, "number")
    assert f"cases_policy.number of row {other.id}" in refused.value.detail
    assert NUMBER not in refused.value.detail
    assert not Reveal.objects.exists()


def test_equal_numbers_are_found_however_they_are_written(in_law, insured, policy):
    def found(name, text):
        rows = Policy.objects.filter(**{f"{name}_index__in": indexes_of(Policy, name, text)})
        return [row.id for row in rows]

    assert found("number", NUMBER) == found("number", "zq448217765") == [policy.id]
    assert found("member_number", "wxf4471902 02") == [policy.id]
    assert found("number", MEMBER_NUMBER) == found("number", "ZQ-448-21-776") == []
    policy_change(actor=in_law.attorney, policy_id=policy.id, version=None, number="BB-1")
    assert (found("number", NUMBER), found("number", "bb1")) == ([], [policy.id])


def test_the_index_of_a_number_uses_the_database_s_index(in_law, policy):
    rows = Policy.objects.filter(number_index__in=indexes_of(Policy, "number", NUMBER))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    assert "number_index" in rows.explain().split("Index Cond")[1].splitlines()[0]


def test_each_opening_leaves_who_which_and_why_and_no_value(in_law, insured):
    values = sealed_reveal(
        actor=in_law.attorney, row=insured, fields=["ssn"], reason="The regulator's form asks for it."
    )
    assert values == {"ssn": SSN}
    trace = Reveal.objects.get()
    assert (trace.member_id, trace.table, trace.row_id, trace.fields, trace.reason) == (
        in_law.attorney.member_id,
        "cases_client",
        insured.id,
        ["ssn"],
        "The regulator's form asks for it.",
    )
    entry = Entry.objects.get(table="vault_reveal")
    assert entry.row_id == trace.id
    assert SSN not in str(entry.after)


@pytest.mark.parametrize(
    ("fields", "reason", "pointer"),
    [
        ([], "why", "/fields"),
        (["name"], "why", "/fields/0"),
        (["ssn", "password"], "why", "/fields/1"),
        (["ssn"], "  ", "/reason"),
        (["ssn"], "x" * 301, "/reason"),
    ],
)
def test_a_reveal_that_does_not_say_which_or_why_is_refused(in_law, insured, fields, reason, pointer):
    with pytest.raises(Invalid) as refused:
        sealed_reveal(actor=in_law.attorney, row=insured, fields=fields, reason=reason)
    assert refused.value.errors[0].pointer == pointer
    assert not Reveal.objects.exists()


@pytest.mark.parametrize("role", ["billing", "viewer", "client"])
def test_who_may_not_reveal_reveals_nothing(in_law, insured, role):
    with pytest.raises(Forbidden):
        sealed_reveal(actor=in_law.members[role], row=insured, fields=["ssn"], reason="why")
    assert not Reveal.objects.exists()


def test_the_trace_can_only_be_added_to(in_law, insured):
    use(in_law, insured, "ssn")
    for attempt in (lambda: Reveal.objects.update(reason="other"), lambda: Reveal.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            attempt()
