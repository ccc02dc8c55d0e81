"""Conflict checks of cases: frozen as found, decided by who may and sees all, and the way out of intake."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from cases.models import Case, Client, ConflictCheck, ConflictHit, Document, Insurer, KnownName, Task
from cases.services.cases import case_move
from cases.services.clients import client_change
from cases.services.conflicts import conflict_clear, conflict_waive, latest_check
from cases.services.known_names import mentions_note, names_read
from cases.services.parties import party_add, party_change, party_end
from cases.services.walls import wall_place
from claimback.kernel.errors import Conflict, Forbidden, IllegalTransition
from claimback.storage.models import FilePage
from tests.cases.conftest import open_case
from tests.cases.papers import file_row
from tests.firms import TestFirm


def latest(case: Case) -> ConflictCheck:
    found = latest_check(case.id)
    assert found is not None
    return found


def hits(check: ConflictCheck) -> list[tuple[str, str, str, bool]]:
    rows = ConflictHit.objects.filter(check_run=check).order_by("-score", "name")
    return [(hit.subject_name, hit.kind, hit.name, hit.fresh) for hit in rows]


def move(law: TestFirm, case: Case) -> Case:
    return case_move(actor=law.staff, case_id=case.id, version=None, to="open")


def test_where_nothing_is_found_the_system_clears(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    case = opened()
    check = latest(case)
    assert (check.state, check.decided_by_id, check.because) == ("cleared", None, "opened")
    assert check.decided_at is not None
    assert check.corpus_size == 2
    assert move(in_law, case).status == "open"


def test_a_case_stays_at_intake_until_what_was_found_is_decided(
    in_law: TestFirm, insurer: Insurer, opened: Callable[..., Case]
) -> None:
    opened()
    other = Client.objects.create(name="Northfield Mutual Insurance Co.", kind="organisation")
    case = open_case(in_law.attorney, other, insurer)
    check = latest(case)
    assert hits(check) == [("Northfield Mutual Insurance Co.", "insurer", "Northfield Mutual", True)]
    assert Task.objects.get(kind="clear_conflict", case=case).state == "open"
    with pytest.raises(Conflict) as refused:
        move(in_law, case)
    assert refused.value.code == "conflict_undecided"
    decide: dict[str, Any] = {"check_id": check.id, "version": check.version}
    with pytest.raises(Forbidden):
        conflict_waive(actor=in_law.staff, reason="They consented.", **decide)
    waived = conflict_waive(actor=in_law.attorney, reason="Both consented in writing.", **decide)
    assert (waived.state, waived.decided_by_id) == ("waived", in_law.attorney.member_id)
    with pytest.raises(IllegalTransition):
        conflict_clear(actor=in_law.attorney, check_id=check.id, version=None, reason="After all.")
    assert Task.objects.get(kind="clear_conflict", case=case).state == "done"
    assert move(in_law, case).status == "open"


def test_a_party_is_checked_at_once_and_what_was_decided_is_not_asked_again(
    in_law: TestFirm, insured: Client, insurer: Insurer, opened: Callable[..., Case]
) -> None:
    known = Client.objects.create(name="Iris Example")
    open_case(in_law.attorney, known, insurer)
    case = move(in_law, opened())
    party = party_add(actor=in_law.staff, case_id=case.id, role="expert", name="Dr. Example, Iris")
    check = latest(case)
    assert (check.because, check.state) == ("party_added", "undecided")
    assert hits(check) == [("Dr. Example, Iris", "client", "Iris Example", True)]
    task = Task.objects.get(kind="clear_conflict", case=case)
    assert task.state == "open"
    conflict_clear(actor=in_law.staff, check_id=check.id, version=1, reason="Another person: born 1990.")
    party_add(actor=in_law.staff, case_id=case.id, role="provider", name="Bo Nobody")
    again = latest(case)
    assert hits(again) == [("Dr. Example, Iris", "client", "Iris Example", False)]
    assert (again.state, again.decided_by_id) == ("cleared", None)
    assert "born 1990" in again.reason
    party_change(actor=in_law.staff, party_id=party.id, version=1, phone="1")
    assert latest(case) == again
    party_change(actor=in_law.staff, party_id=party.id, version=2, name="Irys Example")
    assert (latest(case).because, latest(case).state) == ("name_changed", "undecided")
    task.refresh_from_db()
    assert task.state == "open"
    party_end(actor=in_law.staff, party_id=party.id, version=3, reason="Not needed")


def test_a_check_that_lacks_somebody_is_run_again_at_the_gate(
    in_law: TestFirm, insured: Client, insurer: Insurer, opened: Callable[..., Case]
) -> None:
    case = opened()
    open_case(in_law.attorney, Client.objects.create(name="Bo Nobody"), insurer)
    client_change(actor=in_law.staff, client_id=insured.id, version=1, name="Bo Nobody")
    with pytest.raises(Conflict), transaction.atomic():
        move(in_law, case)
    Case.objects.create(
        client=insured, insurer=insurer, number="raw", title="Raw", line_of_business="health",
        jurisdiction="TX", time_zone="UTC", opened_on=case.opened_on,
    )  # fmt: skip
    with pytest.raises(Conflict):
        move(in_law, Case.objects.get(number="raw"))


def test_the_other_side_and_the_client_s_own_cases_are_no_conflict(
    in_law: TestFirm, insurer: Insurer, opened: Callable[..., Case]
) -> None:
    group = Insurer.objects.create(name="Northfield Holdings", group_name="Northfield Group")
    insurer.change(parent_id=group.id)
    first = opened()
    party_add(actor=in_law.staff, case_id=first.id, role="opposing_counsel", name="Vi Opponent")
    second = opened(title="Second")
    party_add(actor=in_law.staff, case_id=second.id, role="opposing_counsel", name="Vi Opponent")
    third = open_case(in_law.attorney, Client.objects.create(name="Bo Nobody"), insurer)
    party_add(actor=in_law.staff, case_id=third.id, role="opposing_counsel", name="Vi Opponent")
    assert [latest(case).state for case in (first, second, third)] == ["cleared"] * 3
    names = {each["name"] for each in latest(third).inputs}
    assert names >= {"Northfield Mutual", "Northfield Holdings", "Northfield Group"}
    party_add(actor=in_law.staff, case_id=third.id, role="expert", name="Vi Opponent")
    assert latest(third).state == "undecided"


def test_names_in_documents_are_held_against(
    in_law: TestFirm, insurer: Insurer, opened: Callable[..., Case]
) -> None:
    case = opened()
    document = Document.objects.create(
        case=case, file=file_row(in_law.staff), title="Letter", kind="denial_letter"
    )
    mentions_note(document=document, names=[("Orla Witness", "claimant"), ("...", "reviewer")])
    other = open_case(in_law.attorney, Client.objects.create(name="Witness, Orla"), insurer)
    assert hits(latest(other)) == [("Witness, Orla", "mention", "Orla Witness", True)]
    mentions_note(document=document, names=[])
    assert not KnownName.objects.filter(kind="mention").exists()


def test_nobody_decides_of_what_a_wall_hides_from_them(
    api: Any, in_law: TestFirm, insured: Client, insurer: Insurer, opened: Callable[..., Case]
) -> None:
    walled = opened()
    wall_place(
        actor=in_law.owner, case_id=walled.id, member_id=in_law.staff.member_id, reason="Represented them."
    )
    same = Client.objects.create(name="Quill, Ada")
    staff = api(in_law, "case_staff")
    with in_law.scope(in_law.staff):
        case = open_case(in_law.staff, same, insurer)
    seen = staff.get(f"conflict-checks?case_id={case.id}").json()["results"]
    [check] = [staff.get(f"conflict-checks/{row['id']}") for row in seen]
    body = check.json()
    assert (body["state"], body["hits"], body["behind_wall"]) == ("undecided", [], True)
    assert body["ask"] == {"member_id": str(in_law.owner.member_id), "name": "Owner"}
    path = f"conflict-checks/{body['id']}"
    refused = staff.post(f"{path}/clear", {"reason": "Looks fine"}, HTTP_IF_MATCH=check["ETag"])
    assert (refused.status_code, refused.json()["code"]) == (409, "behind_wall")
    owner = api(in_law, "owner")
    assert [hit["client_id"] for hit in owner.get(path).json()["hits"]] == [str(insured.id)]
    assert owner.post(f"{path}/clear", {"reason": " "}, HTTP_IF_MATCH='"1"').status_code == 400
    declined = owner.post(f"{path}/decline", {"reason": "The same person."}, HTTP_IF_MATCH='"1"')
    assert (declined.status_code, declined.json()["state"]) == (200, "declined")
    stuck = owner.post(f"cases/{case.id}/move", {"to": "open"}, HTTP_IF_MATCH='"1"')
    assert (stuck.status_code, stuck.json()["code"]) == (409, "conflict_declined")
    again = owner.post("conflict-checks", {"case_id": str(case.id)})
    assert (again.status_code, again.json()["state"]) == (201, "undecided")
    late = owner.post(f"{path}/waive", {"reason": "Late"}, HTTP_IF_MATCH='"2"')
    assert late.status_code == 409


def test_what_was_found_is_frozen_by_rights(in_law: TestFirm, opened: Callable[..., Case]) -> None:
    opened()
    for table, column in (("conflictcheck", "corpus_size"), ("conflicthit", "score")):
        for order in (f"UPDATE cases_{table} SET {column} = 1", f"DELETE FROM cases_{table}"):
            refused = pytest.raises(ProgrammingError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(order)


def test_names_follow_their_rows(in_law: TestFirm, insured: Client, insurer: Insurer) -> None:
    def known() -> set[tuple[str, str]]:
        return set(KnownName.objects.values_list("kind", "name"))

    assert names_read() == 2
    assert names_read() == 0
    insured.change(name="Ada Byron")
    insurer.change(group_name="Northfield Group")
    assert known() == {
        ("client", "Ada Byron"),
        ("insurer", "Northfield Mutual"),
        ("insurer_group", "Northfield Group"),
    }
    assert names_read() == 2  # the two that are new
    insurer.change(group_name=" ")
    assert len(known()) == 2


def test_a_name_in_the_text_of_another_case_s_document_is_found(
    in_law: TestFirm, insurer: Insurer, opened: Callable[..., Case]
) -> None:
    other = opened()
    file = file_row(in_law.staff)
    FilePage.objects.create(file=file, number=4, text="The adjuster then met Orla Test-Person at the gate.")
    report = Document.objects.create(case=other, file=file, title="Report", kind="expert_report")
    case = open_case(in_law.attorney, Client.objects.create(name="Orla Test-Person"), insurer)
    (hit,) = ConflictHit.objects.filter(check_run=latest(case))
    assert (hit.kind, hit.method, hit.document_id) == ("mention", "in_text", report.id)
    assert hit.why == "On page 4 of “Report”."
