"""Letters from the draft to the approval: facts from the rows, holes, edits, the check, the bytes."""

from datetime import timedelta
from hashlib import sha256

import pytest

from cases.models import Case, Client, Denial, Document, Ground, InsurerAddress, Policy
from cases.services.cases import case_change
from cases.services.policies import policy_change
from cases.services.rebuttals import ground_waive, rebuttal_reopen
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, Forbidden, IllegalTransition, Invalid, PreconditionFailed
from claimback.kernel.ids import new_id
from claimback.storage.services import file_bytes
from claimback.tenancy.models import Firm, Membership
from deadlines.selectors import deadline_list
from letters.models import Letter
from letters.services.approval import letter_approve
from letters.services.facts_json import facts_from_json
from letters.services.letters import (
    letter_draft,
    letter_edit,
    letter_refresh_facts,
    letter_return,
    letter_submit,
    letter_supersede,
)
from letters.writing.remedies import remedy_of
from tests.letters.matter import NECESSITY, OUTCOME, ZONE


@pytest.fixture
def scoped(matter):
    """The matter with its firm's scope open."""
    with matter.firm.scope():
        yield matter


def submit(matter, letter):
    return letter_submit(actor=matter.firm.staff, letter_id=letter.id, version=None)


def approve(matter, letter, actor=None, version=None):
    return letter_approve(actor=actor or matter.firm.attorney, letter_id=letter.id, version=version)


def stored(letter):
    return Letter.objects.get(id=letter.id)


def test_a_draft_says_what_the_rows_say(scoped):
    letter = scoped.draft()
    facts = facts_from_json(letter.facts)
    assert letter.draft["holes"] == []
    assert facts.firm.name == "Marlowe & Finch LLP"
    assert facts.signer.name == "Attorney"
    assert facts.case.insurer_address_lines == ("Appeals Unit", "P.O. Box 1", "Testville, OH 43999")
    assert (facts.case.plan_name, facts.case.member_id) == ("Example Employee Health Plan", "••••")
    assert facts.denial.received_on == scoped.denial.received_on
    first = facts.grounds[0]
    assert (first.quote, first.page, first.exhibits, first.state) == (NECESSITY, 1, (1,), "answered")
    assert first.policy_words == "Necessary means proper care."
    assert [(e.number, e.title, e.proves) for e in facts.exhibits][1] == (
        2,
        "Physician's letter",
        "the agent is established",
    )
    assert facts.exhibits[0].sha256 == scoped.evidence[0].document.file.sha256
    assert facts.deadline.rule == "erisa-health-first-appeal"
    assert facts.deadline.due_on == scoped.denial.received_on + timedelta(days=180)
    assert letter.deadline is not None
    assert letter.deadline.due_on == facts.deadline.due_on
    assert letter.letter_date == today(ZONE)


def test_a_letter_reckons_with_the_clock_of_its_own_denial(scoped):
    [other] = deadline_list().filter(case=scoped.case, rule="erisa-health-first-appeal")
    own = other.due_on
    assert own is not None
    other.pk, other.trigger_event = new_id(), None
    other.due_on = other.sort_on = own - timedelta(days=30)
    other.save(force_insert=True)
    assert facts_from_json(scoped.draft().facts).deadline.due_on == own


def test_a_claim_file_request_carries_no_exhibits_and_reckons_with_the_appeal(scoped):
    letter = scoped.draft("claim_file_request")
    facts = facts_from_json(letter.facts)
    assert facts.exhibits == ()
    assert facts.deadline.rule == "erisa-health-first-appeal"
    assert letter.draft["holes"] == []


BARE = {"decision": "denied", "letter_date": today(ZONE), "received_on": today(ZONE)}

# Each fact that an appeal needs: how the case comes to lack it, and the path of the hole.
LACKING = {
    "firm.address_lines": lambda m: Firm.objects.update(address=""),
    "firm.phone": lambda m: Firm.objects.update(phone=""),
    "signer.name": lambda m: Case.objects.update(lead_id=None),
    "signer.title": lambda m: Membership.objects.update(title=""),
    "recipient.address_lines": lambda m: InsurerAddress.objects.update(purpose="legal"),
    "case.plan_name": lambda m: Policy.objects.update(name=""),
    "case.plan_type": lambda m: Case.objects.update(plan_type=""),
    "case.member_id": lambda m: Policy.objects.update(member_number=None),
    "case.claim_number": lambda m: Case.objects.update(claim_number=""),
    "denial.received_on": lambda m: Denial.objects.update(received_on=None),
    "deadline.due_on": lambda m: m.case.deadlines.update(state="void"),
    "grounds": lambda m: {"denial_id": Denial.objects.create(**BARE, case=m.case).id},
    "grounds[1].page": lambda m: Ground.objects.update(page=None),
    "grounds[1].argument": lambda m: [g.rebuttals.update(argument="") for g in m.grounds],
    "exhibits": lambda m: [g.rebuttals.get().evidence_uses.all().delete() for g in m.grounds],
    "outcome_asked": lambda m: {"outcome_asked": ""},
    "items_requested": lambda m: {"items_requested": []},
}


@pytest.mark.parametrize("path", LACKING)
def test_each_missing_fact_is_a_hole_and_forbids_the_approval_by_its_name(scoped, path):
    chosen = LACKING[path](scoped)
    letter = scoped.draft(**chosen if isinstance(chosen, dict) else {})
    holes = {hole["path"]: hole["remedy"] for hole in letter.draft["holes"]}
    assert holes[path] == remedy_of(path)
    submit(scoped, letter)
    with pytest.raises(Conflict) as refused:
        approve(scoped, letter)
    assert refused.value.code == "check_failed"
    assert any(
        problem.code == "fact_missing" and f"is missing ({path})" in problem.detail
        for problem in refused.value.errors
    )
    kept = stored(letter)
    assert (kept.state, kept.approved_sha256, kept.document_id) == ("in_review", "", None)
    assert not Document.objects.filter(kind="our_letter").exists()


def test_a_fact_that_comes_later_heals_the_draft(scoped):
    policy = Policy.objects.get()
    policy.change(member_number="")
    letter = scoped.draft()
    submit(scoped, letter)
    policy_change(actor=scoped.firm.staff, policy_id=policy.id, version=None, member_number="XK 442 01")
    kept = letter_refresh_facts(actor=scoped.firm.staff, letter_id=letter.id, version=None)
    assert (kept.state, kept.draft["holes"], kept.check_report) == ("draft", [], None)
    letter_refresh_facts(actor=scoped.firm.staff, letter_id=letter.id, version=None, redraft=True)
    submit(scoped, letter)
    assert approve(scoped, letter).state == "approved"


def test_refreshing_keeps_what_a_person_typed_and_redrafting_does_not(scoped):
    letter = scoped.draft()
    blocks = [*letter.draft["paragraphs"], text_block("The client is a teacher.")]
    letter_edit(actor=scoped.firm.staff, letter_id=letter.id, version=None, blocks=blocks)
    kept = letter_refresh_facts(actor=scoped.firm.staff, letter_id=letter.id, version=None)
    assert kept.draft["paragraphs"] == blocks
    anew = letter_refresh_facts(
        actor=scoped.firm.staff,
        letter_id=letter.id,
        version=None,
        redraft=True,
        outcome_asked="Example Health Plan should pay.",
        signer_id=scoped.firm.owner.member_id,
    )
    assert "teacher" not in str(anew.draft)
    assert "Example Health Plan should pay." in str(anew.draft)
    assert anew.facts["signer"]["name"] == "Owner"
    assert anew.facts["items_requested"] == letter.facts["items_requested"]


def text_block(text):
    return {
        "kind": "text",
        "text": text,
        "label": None,
        "source": None,
        "items": [],
        "level": 0,
        "ground": None,
        "columns": [],
        "rows": [],
        "total": [],
    }


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        ({"kind": "poem", "text": "x"}, "/blocks/0/kind"),
        (text_block("x") | {"text": 3}, "/blocks/0/text"),
        (text_block("x") | {"items": [1]}, "/blocks/0/items"),
        ("words", "/blocks/0"),
    ],
)
def test_a_block_that_is_none_is_refused_by_its_place(scoped, block, pointer):
    letter = scoped.draft()
    with pytest.raises(Invalid) as refused:
        letter_edit(actor=scoped.firm.staff, letter_id=letter.id, version=None, blocks=[block])
    assert refused.value.errors[0].pointer == pointer
    assert stored(letter).version == 1


@pytest.mark.parametrize("subject", ["", "x" * 301])
def test_a_subject_that_is_none_is_refused(scoped, subject):
    letter = scoped.draft()
    with pytest.raises(Invalid) as refused:
        letter_edit(actor=scoped.firm.staff, letter_id=letter.id, version=None, subject=subject)
    assert refused.value.errors[0].pointer == "/subject"
    assert stored(letter).subject == letter.subject


@pytest.mark.parametrize("reason", [" ", "x" * 301])
def test_a_reason_is_owed_and_short(scoped, reason):
    letter = scoped.draft()
    with pytest.raises(Invalid) as refused:
        letter_supersede(actor=scoped.firm.staff, letter_id=letter.id, version=1, reason=reason)
    assert refused.value.errors[0].pointer == "/reason"
    assert stored(letter).state == "draft"


def test_approval_binds_the_exact_bytes_to_who_and_when(scoped):
    letter = scoped.draft()
    submit(scoped, letter)
    approved = approve(scoped, letter, version=2)
    pdf = file_bytes(approved.document.file)
    assert pdf.startswith(b"%PDF")
    assert sha256(pdf).hexdigest() == approved.approved_sha256 == approved.document.file.sha256
    assert (approved.document.kind, approved.document.case_id) == ("our_letter", scoped.case.id)
    assert approved.approved_by_id == scoped.firm.attorney.member_id
    assert approved.approved_at is not None
    assert approved.check_report["may_be_approved"] is True


def test_an_edit_kills_the_approval(scoped):
    letter = scoped.approved()
    first = letter.approved_sha256
    blocks = [*letter.draft["paragraphs"], text_block("One more word.")]
    edited = letter_edit(actor=scoped.firm.staff, letter_id=letter.id, version=3, blocks=blocks)
    assert (edited.state, edited.approved_sha256, edited.approved_by_id, edited.document_id) == (
        "draft",
        "",
        None,
        None,
    )
    assert edited.check_report is None
    submit(scoped, letter)
    assert approve(scoped, letter).approved_sha256 != first
    assert Document.objects.filter(kind="our_letter").count() == 2


def test_the_check_reads_the_case_as_it_stands_at_the_approval(scoped):
    letter = scoped.draft()
    submit(scoped, letter)
    assert stored(letter).check_report["may_be_approved"] is True
    rebuttal_reopen(actor=scoped.firm.staff, ground_id=scoped.grounds[1].id)
    with pytest.raises(Conflict) as refused:
        approve(scoped, letter)
    assert [problem.code for problem in refused.value.errors] == ["ground_open"]


def test_a_waived_ground_is_neither_answered_nor_argued(scoped):
    ground_waive(actor=scoped.firm.attorney, ground_id=scoped.grounds[1].id, reason="Not worth the fight.")
    letter = scoped.draft()
    facts = facts_from_json(letter.facts)
    assert facts.grounds[1].waived_by == "Attorney"
    assert [e.number for e in facts.exhibits] == [1]
    submit(scoped, letter)
    assert approve(scoped, letter).state == "approved"


@pytest.mark.parametrize("role", ["case_staff", "billing", "viewer"])
def test_who_may_not_approve_approves_nothing(scoped, role):
    letter = scoped.draft()
    submit(scoped, letter)
    with pytest.raises(Forbidden):
        approve(scoped, letter, actor=scoped.firm.members[role])
    kept = stored(letter)
    assert (kept.state, kept.version, kept.approved_sha256) == ("in_review", 2, "")
    assert not Document.objects.filter(kind="our_letter").exists()


def test_only_what_is_in_review_is_approved_or_returned(scoped):
    letter = scoped.draft()
    with pytest.raises(IllegalTransition):
        approve(scoped, letter)
    with pytest.raises(IllegalTransition):
        letter_return(actor=scoped.firm.attorney, letter_id=letter.id, version=None, reason="Why")
    submit(scoped, letter)
    with pytest.raises(Invalid):
        letter_return(actor=scoped.firm.attorney, letter_id=letter.id, version=None, reason=" ")
    back = letter_return(actor=scoped.firm.attorney, letter_id=letter.id, version=None, reason="Cite page 2.")
    assert (back.state, back.state_reason) == ("draft", "Cite page 2.")
    assert back.check_report is not None


def test_a_superseded_letter_is_final(scoped):
    letter = scoped.draft()
    letter_supersede(actor=scoped.firm.staff, letter_id=letter.id, version=1, reason="Written anew.")
    with pytest.raises(IllegalTransition):
        letter_edit(actor=scoped.firm.staff, letter_id=letter.id, version=2, subject="Other")
    with pytest.raises(IllegalTransition):
        submit(scoped, letter)


def test_a_change_is_made_against_the_version_that_was_read(scoped):
    letter = scoped.draft()
    with pytest.raises(PreconditionFailed):
        letter_edit(actor=scoped.firm.staff, letter_id=letter.id, version=7, subject="Other")
    assert stored(letter).subject == letter.subject


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"template": "poem"}, "/template"),
        ({"case_id": new_id()}, "/case_id"),
        ({"denial_id": new_id()}, "/denial_id"),
        ({"signer_id": new_id()}, "/signer_id"),
    ],
)
def test_a_draft_names_what_is_not_there(scoped, wanted, pointer):
    with pytest.raises(Invalid) as refused:
        letter_draft(
            **{"actor": scoped.firm.staff, "case_id": scoped.case.id, "template": "internal_appeal"} | wanted
        )
    assert refused.value.errors[0].pointer == pointer
    assert not Letter.objects.exists()


def test_a_template_without_law_for_the_plan_is_refused_with_the_remedy(scoped):
    case_change(actor=scoped.firm.staff, case_id=scoped.case.id, version=None, plan_type="medicare_part_d")
    with pytest.raises(Invalid) as refused:
        scoped.draft()
    assert refused.value.errors[0].pointer == "/template"
    assert "medicare_part_d" in refused.value.detail


def test_another_firm_s_case_is_not_written_about(scoped, adjusters):
    with adjusters.scope(adjusters.owner):
        assert not Letter.objects.exists()
        with pytest.raises(Invalid) as refused:
            letter_draft(actor=adjusters.owner, case_id=scoped.case.id, template="internal_appeal")
    assert refused.value.errors[0].pointer == "/case_id"


def test_a_letter_prints_what_a_client_is_called_and_never_runs_it(scoped):
    Client.objects.update(name="#eval(1) [MISSING: x] Žofie *Ünal*")
    letter = scoped.draft()
    assert "Žofie" in str(letter.draft)
    submit(scoped, letter)
    with pytest.raises(Conflict) as refused:
        approve(scoped, letter)
    assert {problem.code for problem in refused.value.errors} == {"hole_in_text"}
    assert OUTCOME in str(letter.draft)


def test_a_letter_encloses_what_its_author_chooses_of_the_case_s_evidence(scoped):
    chosen = scoped.evidence[0].id
    told = {"actor": scoped.firm.staff, "case_id": scoped.case.id, "template": "supervisor_escalation"}
    letter = letter_draft(**told, evidence_ids=[chosen, chosen])
    assert [row["number"] for row in letter.facts["exhibits"]] == [1]
    assert letter.draft["paragraphs"][-1]["kind"] == "exhibit_table"
    with pytest.raises(Invalid) as refused:
        letter_draft(**told, evidence_ids=[chosen, new_id()])
    assert refused.value.errors[0].pointer == "/evidence_ids/1"
    bare = letter_refresh_facts(
        actor=scoped.firm.staff, letter_id=letter.id, version=None, evidence_ids=[], redraft=True
    )
    assert (bare.facts["exhibits"], bare.choices["evidence_ids"]) == ([], [])
    assert "exhibit_table" not in {block["kind"] for block in bare.draft["paragraphs"]}
