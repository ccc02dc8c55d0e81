"""Denials, grounds, evidence, rebuttals and the matrix, through their services."""

from datetime import date, timedelta

import pytest

from cases.events import DenialRecorded, EventRecorded
from cases.matrix import ground_matrix
from cases.models import Denial, Event, Ground, Rebuttal, RebuttalEvidence
from cases.selectors import evidence_list
from cases.services.documents import document_add
from cases.services.evidence import evidence_add, evidence_put
from cases.services.rebuttals import ground_waive, rebuttal_answer, rebuttal_reopen, rebuttal_write
from claimback.audit.models import Entry
from claimback.kernel.clock import now
from claimback.kernel.errors import (
    Conflict,
    Forbidden,
    IllegalTransition,
    Invalid,
    NotFound,
    PreconditionFailed,
)
from claimback.storage.models import AWAITED, RECEIVED, REFUSED
from tests.cases.papers import GROUNDS, LETTER_DATE, RECEIVED_ON, denial, document, exhibit, file_row


@pytest.fixture
def actor(in_law):
    return in_law.attorney


@pytest.fixture
def case(opened):
    return opened()


def pointers(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.pointer for problem in error.value.errors]


def test_a_denial_comes_with_its_grounds_its_answers_and_its_dates(actor, case, published):
    letter = document(actor, case.id)
    published.clear()
    made = denial(actor, case, document_id=letter.id)
    grounds = list(Ground.objects.filter(denial=made).order_by("number"))
    assert [(g.number, g.code, g.quote) for g in grounds] == [
        (1, "medical_necessity", GROUNDS[0]["quote"]),
        (2, "experimental_investigational", GROUNDS[1]["quote"]),
    ]
    assert (grounds[0].page, grounds[0].start, grounds[0].end) == (1, 100, 140)
    assert list(Rebuttal.objects.filter(ground__denial=made).values_list("state", flat=True)) == ["open"] * 2
    events = list(Event.objects.filter(case=case).order_by("on"))
    assert [(e.kind, e.on, e.proof_grade, e.document_id) for e in events] == [
        ("denial_dated", LETTER_DATE, "", letter.id),
        ("denial_received", RECEIVED_ON, "delivered", letter.id),
    ]
    assert published == [
        EventRecorded(case.id, events[1].id),  # receipt first: what counts from it opens once
        EventRecorded(case.id, events[0].id),
        DenialRecorded(case.id, made.id),
    ]
    audited = Entry.objects.filter(row_id__in=[made.id, *(g.id for g in grounds)])
    assert audited.filter(operation="insert").count() == 3


def test_a_denial_of_a_first_of_two_appeals_is_no_first_denial_again(actor, case, published):
    denial(actor, case, level=1)
    kinds = Event.objects.filter(case=case).order_by("on").values_list("kind", flat=True)
    assert list(kinds) == ["first_appeal_denial_dated", "first_appeal_denial_received"]


def test_the_last_word_dates_a_final_denial_and_an_unknown_receipt_none(actor, case, published):
    denial(actor, case, is_final=True, level=1, received_on=None, received_proof="")
    assert list(Event.objects.filter(case=case).values_list("kind", "on")) == [
        ("final_denial_dated", LETTER_DATE)
    ]
    denial(actor, case, is_final=True, level=2)
    assert Event.objects.filter(case=case, kind="final_denial_received", on=RECEIVED_ON).exists()


TOMORROW = now().date() + timedelta(days=2)


@pytest.mark.parametrize(
    ("change", "pointer", "says"),
    [
        ({"letter_date": None}, "/letter_date", "needs the date of its letter.*postmark"),
        ({"received_on": date(2026, 3, 30)}, "/received_on", "before the letter's own date"),
        ({"received_on": None}, "/received_on", "that the proof shows"),
        ({"letter_date": TOMORROW, "received_on": None, "received_proof": ""}, "/letter_date", "future"),
        ({"received_on": TOMORROW}, "/received_on", "future"),
        ({"letter_date": date(2025, 1, 1)}, "/letter_date", "loss"),
        ({"decision": "approved"}, "/decision", "log the letter as correspondence"),
        ({"decision": "maybe"}, "/decision", "Give one of denied"),
        ({"received_proof": "hearsay"}, "/received_proof", "not a valid choice"),
        ({"level": -1}, "/level", "greater than or equal to 0"),
        ({"reference": "x" * 81}, "/reference", "80"),
        ({"grounds": [GROUNDS[0], {"code": "whim", "quote": "x"}]}, "/grounds/1/code", "not a valid choice"),
        ({"grounds": [{"code": "other"}]}, "/grounds/0/quote", "blank"),
        ({"grounds": [GROUNDS[0] | {"end": None}]}, "/grounds/0/end", "or neither"),
        ({"grounds": [GROUNDS[0] | {"end": 100}]}, "/grounds/0/end", "after its start"),
        ({"grounds": [GROUNDS[0] | {"page": None}]}, "/grounds/0/page", "which page"),
        ({"grounds": [GROUNDS[1] | {"page": 0}]}, "/grounds/0/page", "from 1"),
        ({"grounds": [GROUNDS[1]] * 101}, "/grounds", "at most 100"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(actor, case, published, change, pointer, says):
    from django.db import transaction

    with pytest.raises(Invalid, match=says) as refused, transaction.atomic():
        denial(actor, case, **change)
    assert pointers(refused) == [pointer]
    assert not Denial.objects.exists()
    assert not Event.objects.exists()
    assert not any(isinstance(event, DenialRecorded) for event in published)


def test_another_case_s_document_is_none_of_this_one(actor, case, opened):
    other = opened(title="Another")
    theirs = document(actor, other.id)
    with pytest.raises(Invalid) as refused:
        denial(actor, case, document_id=theirs.id)
    assert pointers(refused) == ["/document_id"]
    with pytest.raises(Invalid) as refused:
        evidence_add(actor=actor, case_id=case.id, document_id=theirs.id, proves="x")
    assert pointers(refused) == ["/document_id"]
    ground = Ground.objects.get(denial=denial(actor, case), number=1)
    with pytest.raises(Invalid) as refused:
        evidence_put(actor=actor, ground_id=ground.id, evidence_id=exhibit(actor, other.id).id)
    assert pointers(refused) == ["/evidence_id"]


@pytest.mark.parametrize(("state", "taken"), [(RECEIVED, True), (AWAITED, False), (REFUSED, False)])
def test_a_document_is_of_a_file_that_came(actor, case, state, taken):
    values = {"actor": actor, "case_id": case.id, "file_id": file_row(actor, state).id}
    if taken:
        assert document_add(**values, title="Letter", kind="denial_letter").id
        return
    with pytest.raises(Invalid) as refused:
        document_add(**values, title="Letter", kind="denial_letter")
    assert pointers(refused) == ["/file_id"]


def test_exhibits_are_numbered_case_by_case(actor, case, opened):
    other = opened(title="Another")
    numbers = [exhibit(actor, of.id).exhibit_number for of in (case, case, other, case)]
    assert numbers == [1, 2, 1, 3]
    with pytest.raises(Invalid, match="blank"):
        exhibit(actor, case.id, proves="")
    assert evidence_list().filter(case=case).count() == 3


def test_the_matrix_says_what_each_answer_lacks(actor, case, django_assert_num_queries):
    letter = document(actor, case.id)
    made = denial(actor, case, document_id=letter.id)
    first, second = Ground.objects.filter(denial=made).order_by("number")
    lacks = ["argument", "evidence", "authority", "quote"]
    assert [row.missing for row in ground_matrix(made.id).grounds] == [
        [*lacks, "clause"],
        [*lacks, "reviewer_specialty"],
    ]
    put = exhibit(actor, case.id)
    evidence_put(actor=actor, ground_id=first.id, evidence_id=put.id)
    again = evidence_put(actor=actor, ground_id=first.id, evidence_id=put.id)
    assert RebuttalEvidence.objects.get() == again
    rebuttal_write(
        actor=actor,
        ground_id=first.id,
        argument="It is.",
        authorities=["29 CFR 2560.503-1(h)(3)(iii)", "29 CFR 2560.503-1(h)(3)(iii)"],
    )
    ground_waive(actor=actor, ground_id=second.id, reason="Conceded by the plan on the phone")
    with django_assert_num_queries(6):
        matrix = ground_matrix(made.id)
    assert (matrix.document_title, matrix.letter_date) == ("Denial letter", LETTER_DATE)
    row, waived = matrix.grounds
    assert (row.state, row.missing, row.argument) == ("drafted", ["quote", "clause"], "It is.")
    assert row.authorities == ["29 CFR 2560.503-1(h)(3)(iii)"]
    assert (row.quote, row.page, row.start, row.end) == (GROUNDS[0]["quote"], 1, 100, 140)
    assert (row.insurer_evidence, row.clauses, row.criteria) == (
        ["Report of the reviewer"],
        ["Section 7.2"],
        ["Guideline A-1"],
    )
    [shown] = row.evidence
    assert (shown.exhibit_number, shown.proves, shown.document_title) == (1, put.proves, "Doctor's letter")
    assert waived.missing == ["quote", "reviewer_specialty"]
    assert (waived.state, waived.waived_by_id) == ("waived", actor.member_id)


def test_the_matrix_of_twenty_grounds_takes_the_same_statements(actor, case, django_assert_num_queries):
    made = denial(actor, case, grounds=[GROUNDS[1]] * 20)
    for ground in Ground.objects.filter(denial=made):
        evidence_put(actor=actor, ground_id=ground.id, evidence_id=exhibit(actor, case.id).id)
    with django_assert_num_queries(5):
        assert [len(row.evidence) for row in ground_matrix(made.id).grounds] == [1] * 20


def test_an_answer_goes_its_way(actor, in_law, case):
    ground = Ground.objects.filter(denial=denial(actor, case)).order_by("number")[0]
    with pytest.raises(Conflict, match="no argument yet"):
        rebuttal_answer(actor=actor, ground_id=ground.id)
    with pytest.raises(IllegalTransition):
        rebuttal_reopen(actor=actor, ground_id=ground.id)
    assert rebuttal_write(actor=in_law.staff, ground_id=ground.id, argument="It is.").state == "drafted"
    assert rebuttal_answer(actor=in_law.staff, ground_id=ground.id).state == "answered"
    assert rebuttal_write(actor=actor, ground_id=ground.id, authorities=["a"]).state == "drafted"
    with pytest.raises(PreconditionFailed):
        rebuttal_answer(actor=actor, ground_id=ground.id, version=1)
    with pytest.raises(Forbidden):
        ground_waive(actor=in_law.staff, ground_id=ground.id, reason="no time")
    with pytest.raises(Invalid, match="Say why"):
        ground_waive(actor=actor, ground_id=ground.id, reason=" ")
    waived = ground_waive(actor=actor, ground_id=ground.id, reason="Moot", version=4)
    assert (waived.state, waived.waived_by_id) == ("waived", actor.member_id)
    for call in (
        lambda: rebuttal_write(actor=actor, ground_id=ground.id, argument="x"),
        lambda: rebuttal_answer(actor=actor, ground_id=ground.id),
    ):
        with pytest.raises(IllegalTransition, match="Reopen it"):
            call()
    with pytest.raises(Forbidden):
        rebuttal_reopen(actor=in_law.staff, ground_id=ground.id)
    reopened = rebuttal_reopen(actor=actor, ground_id=ground.id)
    assert (reopened.state, reopened.argument, reopened.waived_reason) == ("drafted", "It is.", "")
    history = Entry.objects.filter(row_id=reopened.id, after__has_key="waived_reason").order_by("at")
    assert list(history.values_list("after__waived_reason", flat=True)) == ["", "Moot", ""]


def test_another_firm_finds_nothing_here(actor, case, adjusters):
    made = denial(actor, case)
    ground = Ground.objects.filter(denial=made)[0]
    theirs = adjusters.owner
    with adjusters.scope():
        for call in (
            lambda: ground_matrix(made.id),
            lambda: rebuttal_write(actor=theirs, ground_id=ground.id, argument="x"),
            lambda: evidence_put(actor=theirs, ground_id=ground.id, evidence_id=made.id),
        ):
            with pytest.raises(NotFound):
                call()
        with pytest.raises(Invalid) as refused:
            denial(theirs, case)
        assert pointers(refused) == ["/case_id"]
