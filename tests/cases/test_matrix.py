"""What a ground lacks, how reasons shift from letter to letter, corrections, and evidence taken off: rule by rule."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from cases.matrix import case_matrix, clause_names, lacking
from cases.models import Correction, Event, Ground, RebuttalEvidence
from cases.reasons import case_reasons, shifts
from cases.services.corrections import denial_correct, ground_correct
from cases.services.evidence import evidence_put, evidence_take_off
from cases.services.policies import policy_add, provision_add
from cases.services.rebuttals import rebuttal_answer, rebuttal_write
from claimback.kernel.errors import Conflict, IllegalTransition, Invalid
from claimback.storage.models import FilePage
from deadlines.selectors import deadline_list
from tests.cases.papers import GROUNDS, LETTER_DATE, RECEIVED_ON, denial, document, exhibit


@pytest.mark.parametrize(
    ("answer", "ground", "lacks"),
    [
        ({}, {}, ["argument", "evidence", "authority", "quote", "clause", "reviewer_specialty"]),
        (
            {"argument": "It is.", "authorities": ["a"], "exhibits": 1, "quoted": True, "named": True},
            {},
            None,
        ),
        ({"state": "waived", "quoted": True, "named": True}, {"specialty": "Surgery"}, ["waiver_reason"]),
        (
            {"state": "waived", "reason": "Moot", "quoted": True, "named": True},
            {"specialty": "Surgery"},
            [],
        ),
    ],
)
def test_what_a_ground_lacks(answer, ground, lacks):
    rebuttal: Any = SimpleNamespace(
        state=answer.get("state", "open"),
        argument=answer.get("argument", ""),
        authorities=answer.get("authorities", []),
        waived_reason=answer.get("reason", ""),
    )
    row: Any = SimpleNamespace(reviewer_specialty=ground.get("specialty", ""))
    found = lacking(
        row,
        rebuttal,
        exhibits=answer.get("exhibits", 0),
        quoted=answer.get("quoted", False),
        named=answer.get("named", False),
    )
    assert found == (["reviewer_specialty"] if lacks is None else lacks)


@pytest.mark.parametrize(
    ("clause", "label", "named"),
    [
        ("Plan Document, Section 7.2, Necessary Services", "Section 7.2", True),
        ("section 7.2(a)", "Section 7.2", True),
        ("Section 7.21", "Section 7.2", False),
        ("Section 7.2.1", "Section 7.2", False),
        ("Exclusion B", "B", True),
        ("Ab initio", "B", False),
    ],
)
def test_a_clause_names_a_passage(clause, label, named):
    assert clause_names(clause, label) is named


def test_reasons_shift_from_letter_to_letter():
    one, two, three, roof = (object() for _ in range(4))
    letters: Any = [
        (one, "", ["medical_necessity", "duplicate"]),
        (two, "", ["medical_necessity", "late_notice"]),
        (three, "", ["duplicate", "late_notice"]),
        (roof, "Roof", ["late_notice"]),
    ]
    found = shifts(letters)
    assert found[one].first  # type: ignore[index]
    assert (found[two].new, found[two].repeated, found[two].dropped) == (  # type: ignore[index]
        ["late_notice"],
        ["medical_necessity"],
        ["duplicate"],
    )
    assert (found[three].returned, found[three].dropped) == (["duplicate"], ["medical_necessity"])  # type: ignore[index]
    assert found[roof].of("late_notice") == "repeated"  # type: ignore[index]
    assert shifts(
        [(one, "Roof", ["duplicate"]), (two, "Fence", ["duplicate"])]  # type: ignore[list-item]
    )[two].first  # type: ignore[index]


@pytest.fixture
def actor(in_law):
    return in_law.attorney


@pytest.fixture
def case(opened, actor, insured, insurer):
    policy = policy_add(
        actor=actor,
        client_id=insured.id,
        insurer_id=insurer.id,
        line_of_business="health",
        plan_type="erisa_insured",
        jurisdiction="TX",
    )
    provision_add(
        actor=actor, policy_id=policy.id, label="Section 7.2", kind="definition", quote="Proper care.", page=4
    )
    return opened(policy_id=policy.id)


def test_the_matrix_of_a_case_totals_what_is_missing_over_all_its_letters(
    actor, case, django_assert_num_queries
):
    letter = document(actor, case.id)
    quote = GROUNDS[0]["quote"]
    FilePage.objects.create(file_id=letter.file_id, number=1, text=" " * 100 + quote)
    spanned = GROUNDS[0] | {"end": 100 + len(quote)}
    denial(actor, case, document_id=letter.id, grounds=[spanned, GROUNDS[1]])
    later = {"letter_date": LETTER_DATE + timedelta(days=9), "received_on": RECEIVED_ON + timedelta(days=9)}
    denial(actor, case, grounds=[GROUNDS[1], GROUNDS[1] | {"code": "late_notice"}], level=1, **later)
    with django_assert_num_queries(6):
        found = case_matrix(case.id)
    second, first = found.denials
    assert [(row.quote_check, row.shift) for row in first.grounds] == [
        ("verified", "first"),
        ("unverified", "first"),
    ]
    assert [p.label for p in first.grounds[0].provisions] == ["Section 7.2"]
    assert first.grounds[0].missing == ["argument", "evidence", "authority"]
    assert [row.shift for row in second.grounds] == ["repeated", "new"]
    assert second.dropped == ["medical_necessity"]
    assert (found.missing["argument"], found.missing["quote"], found.missing["clause"]) == (4, 3, 0)
    assert [told.shift.dropped for told in case_reasons(case.id).denials] == [[], ["medical_necessity"]]


def test_a_correction_keeps_the_first_reading_and_counts_again(actor, case):
    made = denial(actor, case)
    rule = {"case_id": case.id, "rule": "erisa-health-first-appeal"}
    old = deadline_list().get(**rule)
    with pytest.raises(Invalid, match="before the letter's own date"):
        denial_correct(
            actor=actor,
            denial_id=made.id,
            version=None,
            reason="x",
            letter_date=RECEIVED_ON + timedelta(days=1),
        )
    changed = denial_correct(
        actor=actor,
        denial_id=made.id,
        version=1,
        reason="The stamp says the 14th.",
        letter_date=LETTER_DATE + timedelta(days=9),
        received_on=RECEIVED_ON + timedelta(days=9),
    )
    assert changed.version == 2
    row = Correction.objects.get(denial=made)
    assert (row.number, row.changed, row.former["received_on"]) == (
        1,
        ["letter_date", "received_on"],
        RECEIVED_ON.isoformat(),
    )
    holding = Event.objects.filter(case=case, withdrawn=False).order_by("on")
    assert [(e.kind, e.on - timedelta(days=9)) for e in holding] == [
        ("denial_dated", LETTER_DATE),
        ("denial_received", RECEIVED_ON),
    ]
    kept = deadline_list().get(**rule)
    assert (kept.id, kept.due_on, kept.working) == (old.id, old.due_on, old.working)
    proposal = kept.proposals.get(state="proposed")
    assert old.due_on is not None
    assert proposal.new_due_on == old.due_on + timedelta(days=9)
    denial_correct(actor=actor, denial_id=made.id, version=2, reason="Its last word", is_final=True, level=1)
    kinds = set(Event.objects.filter(case=case, withdrawn=False).values_list("kind", flat=True))
    assert kinds == {"final_denial_dated", "final_denial_received"}
    with pytest.raises(Conflict, match="Nothing would change"):
        denial_correct(actor=actor, denial_id=made.id, version=3, reason="x", level=1)


def test_a_corrected_ground_takes_its_answer_back_into_work(actor, case):
    ground = Ground.objects.get(denial=denial(actor, case), number=1)
    rebuttal_write(actor=actor, ground_id=ground.id, argument="It is.")
    rebuttal_answer(actor=actor, ground_id=ground.id)
    ground_correct(actor=actor, ground_id=ground.id, version=1, reason="Misread", code="level_of_care")
    assert ground.rebuttals.get().state == "drafted"
    assert Correction.objects.get(ground=ground).former["code"] == "medical_necessity"


def test_evidence_comes_off_a_ground_with_a_reason_and_goes_back(actor, case):
    ground = Ground.objects.get(denial=denial(actor, case), number=1)
    put = exhibit(actor, case.id)
    use = evidence_put(actor=actor, ground_id=ground.id, evidence_id=put.id)
    with pytest.raises(Invalid, match="Say why"):
        evidence_take_off(actor=actor, use_id=use.id, version=1, reason=" ")
    evidence_take_off(actor=actor, use_id=use.id, version=1, reason="Another patient's")
    assert case_matrix(case.id).denials[0].grounds[0].evidence == []
    with pytest.raises(IllegalTransition):
        evidence_take_off(actor=actor, use_id=use.id, version=2, reason="again")
    evidence_put(actor=actor, ground_id=ground.id, evidence_id=put.id)
    assert RebuttalEvidence.objects.get().state == "put"


def test_corrections_and_versions_over_the_api(api, in_law, actor, case):
    made = denial(actor, case)
    staff = api(in_law, "case_staff")
    body = {"reason": "The other box was ticked", "decision": "partially_denied"}
    answer = staff.post(f"denials/{made.id}/correct", body, HTTP_IF_MATCH='"1"')
    assert (answer.status_code, answer.json()["decision"]) == (200, "partially_denied")
    assert staff.post(f"denials/{made.id}/correct", body, HTTP_IF_MATCH='"1"').status_code == 412
    added = staff.post(
        "grounds", {"denial_id": str(made.id), "code": "late_notice", "quote": "Notice came late."}
    )
    assert (added.status_code, added.json()["number"]) == (201, 3)
    fixed = staff.post(
        f"grounds/{added.json()['id']}/correct", {"reason": "Typed wrong", "page": 2}, HTTP_IF_MATCH='"1"'
    )
    assert fixed.json()["page"] == 2
    versions = staff.get(f"denials/{made.id}/versions").json()["versions"]
    assert [(v["subject"], v["number"], v["changed"]) for v in versions] == [
        ("denial", 1, ["decision"]),
        ("denial", 2, []),
        ("ground", 1, []),
        ("ground", 1, []),
        ("ground", 1, ["page"]),
        ("ground", 2, []),
    ]
    assert versions[0]["values"]["decision"] == "denied"
    assert versions[0]["replaced_by_id"] == str(in_law.staff.member_id)
    assert len(staff.get(f"cases/{case.id}/matrix").json()["denials"][0]["grounds"]) == 3
    assert staff.get(f"cases/{case.id}/reasons").json()["codes"][-1] == "late_notice"
