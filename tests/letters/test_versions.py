"""Every text that a letter had: who, when, why and where from; what differs; an earlier one put back."""

import pytest
from django.db import ProgrammingError, transaction

from cases.models import Client, InsurerAddress, Policy
from cases.services.documents import document_replace
from cases.services.policies import policy_change
from claimback.kernel.errors import Conflict, IllegalTransition, NotFound
from claimback.storage.services import file_store
from letters.models import Letter, LetterVersion
from letters.services.approval import changed_facts, letter_approve, refuse_dead_approval
from letters.services.edits import version_restore
from letters.services.letters import letter_edit, letter_refresh_facts, letter_submit
from letters.services.versions import version_differences
from tests.letters.matter import LETTERS


@pytest.fixture
def scoped(matter):
    """The matter with its firm's scope open."""
    with matter.firm.scope():
        yield matter


def more(letter, text):
    return [*letter.draft["paragraphs"], {**letter.draft["paragraphs"][1], "kind": "text", "text": text}]


def test_each_change_of_the_text_appends_a_version_that_says_where_it_came_from(scoped):
    staff, attorney = scoped.firm.staff, scoped.firm.attorney
    letter = scoped.draft()
    first = letter.draft
    edited = letter_edit(
        actor=staff, letter_id=letter.id, version=1, blocks=more(letter, "More."), reason="The client asked."
    )
    letter_refresh_facts(actor=attorney, letter_id=letter.id, version=2)
    letter_refresh_facts(actor=attorney, letter_id=letter.id, version=3, redraft=True)
    restored = version_restore(actor=staff, letter_id=letter.id, version=4, number=2)
    letter_submit(actor=staff, letter_id=letter.id, version=5)
    versions = LetterVersion.objects.filter(letter=letter).order_by("number")
    assert [(v.number, v.origin, v.made_by_id, v.based_on, v.reason) for v in versions] == [
        (1, "drafted", attorney.member_id, None, ""),
        (2, "edited", staff.member_id, None, "The client asked."),
        (3, "facts", attorney.member_id, None, ""),
        (4, "redrafted", attorney.member_id, None, ""),
        (5, "restored", staff.member_id, 2, ""),
    ]
    assert restored.draft["paragraphs"] == edited.draft["paragraphs"]
    assert versions[3].draft == versions[0].draft == first
    assert all(len(v.facts_digest) == 64 for v in versions)
    found = version_differences(letter.id, 1, 5)
    assert [block.change for block in found.blocks].count("inserted") == 1
    assert found.blocks[-1].parts[-1].runs[0].text == "More."


@pytest.mark.parametrize("change", [{"subject": "Other"}, {"number": 9}])
def test_a_version_is_never_written_again(scoped, change):
    scoped.draft()
    with pytest.raises(ProgrammingError), transaction.atomic():
        LetterVersion.objects.update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        LetterVersion.objects.all().delete()


def test_what_is_not_there_or_on_its_way_is_not_restored(scoped):
    letter = scoped.approved()
    with pytest.raises(NotFound):
        version_restore(actor=scoped.firm.staff, letter_id=letter.id, version=None, number=7)
    Letter.objects.update(state="sent")
    with pytest.raises(IllegalTransition):
        version_restore(actor=scoped.firm.staff, letter_id=letter.id, version=None, number=1)
    assert LetterVersion.objects.count() == 1


def other_exhibit(matter):
    data = (LETTERS / "treating_physician_letter.pdf").read_bytes()
    file = file_store(
        actor=matter.firm.staff, name="again.pdf", data=data + b"\n%", media_type="application/pdf"
    )
    document_replace(
        actor=matter.firm.staff,
        document_id=matter.evidence[1].document_id,
        version=None,
        file_id=file.id,
        reason="A better copy.",
    )


def other_number(matter):
    # Too short for the mask to show a part of it: only the keyed hash tells.
    policy_change(
        actor=matter.firm.staff, policy_id=Policy.objects.get().id, version=None, member_number="XK 442 02"
    )


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda m: Client.objects.update(name="Ada Quill-Reyes"), "case.client_name"),
        (lambda m: InsurerAddress.objects.update(lines="Elsewhere"), "recipient.address_lines"),
        (other_exhibit, "exhibits[2].sha256"),
        (other_number, "case"),
    ],
)
def test_an_approval_dies_when_a_fact_or_an_exhibit_changes(scoped, change, path):
    letter = scoped.approved()
    refuse_dead_approval(letter, actor=scoped.firm.staff)
    change(scoped)
    letter = Letter.objects.get()
    with pytest.raises(Conflict) as refused:
        refuse_dead_approval(letter, actor=scoped.firm.staff)
    assert refused.value.code == "approval_dead"
    assert f"/facts/{path}" in [error.pointer for error in refused.value.errors]
    assert path == "case" or path in changed_facts(letter)


def test_an_approval_that_died_is_given_anew_on_the_facts_of_now(scoped):
    letter = scoped.approved()
    InsurerAddress.objects.update(lines="Elsewhere")
    letter_refresh_facts(actor=scoped.firm.staff, letter_id=letter.id, version=None)
    letter_submit(actor=scoped.firm.staff, letter_id=letter.id, version=None)
    again = letter_approve(actor=scoped.firm.attorney, letter_id=letter.id, version=None)
    refuse_dead_approval(again, actor=scoped.firm.staff)


def test_versions_over_http(api, law, matter):
    staff = api(law, "case_staff")
    with law.scope():
        letter = matter.draft()
        letter_edit(actor=law.staff, letter_id=letter.id, version=1, subject="Another subject of it")
    path = f"letters/{letter.id}/versions"
    listed = staff.get(path).json()["versions"]
    assert [(row["number"], row["origin"]) for row in listed] == [(2, "edited"), (1, "drafted")]
    assert staff.get(f"{path}/1").json()["subject"] == letter.subject
    found = staff.get(f"{path}/2/differences").json()
    assert (found["before"], found["after"], found["changed"]) == (1, 2, True)
    assert (
        "".join(run["text"] for run in found["subject"] if run["op"] != "deleted") == "Another subject of it"
    )
    assert staff.get(f"{path}/2/differences?before=2").json()["changed"] is False
    assert staff.get(f"{path}/3").status_code == 404
    restored = staff.post(f"{path}/1/restore", {"reason": "Better"}, HTTP_IF_MATCH='"2"').json()
    assert (restored["subject"], restored["text_version"]) == (letter.subject, 3)
