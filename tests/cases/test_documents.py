"""Documents filed, replaced and doubled; evidence in the record; holds, retention and disposal; custody."""

from datetime import timedelta

import pytest

from cases.models import Disposal, RecordEntry
from cases.selectors import document_list, evidence_list, task_list
from cases.services.cases import case_move
from cases.services.documents import (
    document_add,
    document_change,
    document_link,
    document_replace,
    same_bytes,
)
from cases.services.evidence import evidence_record
from cases.services.holds import hold_lift, hold_place
from cases.services.retention import (
    disposal_decide,
    disposal_finish,
    disposal_withdraw,
    due_for_disposal,
    retention_set,
)
from claimback.firms.events import ErasureAsked
from claimback.kernel.clock import now
from claimback.kernel.errors import Conflict, Forbidden, IllegalTransition, Invalid, NotFound
from claimback.kernel.events import publish
from claimback.storage import s3
from claimback.storage.events import FileQuarantined, TextFailed
from claimback.storage.models import FilePage
from claimback.storage.removal import file_remove
from claimback.storage.selectors import file_get
from claimback.storage.services import FileNotKept, file_store
from tests.cases.papers import document, exhibit, file_row
from tests.cases.test_papers_api import a_case
from tests.days import come_everywhere


@pytest.fixture
def actor(in_law):
    return in_law.attorney


@pytest.fixture
def case(in_law):
    return a_case(in_law)


def text_file(actor, data=b"We deny.", name="note.txt"):
    return file_store(actor=actor, name=name, data=data, media_type="text/plain")


def placed(actor, case, data=b"We deny."):
    return document_add(
        actor=actor, case_id=case.id, file_id=text_file(actor, data).id, title="Note", kind="other"
    )


def test_a_document_is_filed_in_a_folder_with_tags(actor, case):
    made = document(actor, case.id)
    filed = document_change(
        actor=actor,
        document_id=made.id,
        version=1,
        folder=" Medical / 2026/",
        tags=["mri", " mri ", "spine"],
        source="provider",
    )
    assert (filed.folder, filed.tags, filed.source, filed.version) == (
        "Medical/2026",
        ["mri", "spine"],
        "provider",
        2,
    )


@pytest.mark.parametrize(
    "change", [{"folder": "a//b"}, {"folder": "../up"}, {"tags": ["x" * 41]}, {"source": "nobody"}]
)
def test_what_is_no_folder_tag_or_source_is_refused(actor, case, change):
    with pytest.raises(Invalid):
        document_change(actor=actor, document_id=document(actor, case.id).id, version=1, **change)


def test_a_newer_file_takes_the_place_and_the_old_one_is_opened_by_its_number(actor, case):
    made = placed(actor, case)
    old, new = made.file, text_file(actor, b"We deny, signed.")
    replaced = document_replace(
        actor=actor, document_id=made.id, version=1, file_id=new.id, reason="The signed copy came"
    )
    assert replaced.file_id == new.id
    assert [one.file_id for one in made.former_versions.all()] == [old.id]
    assert document_link(actor=actor, document_id=made.id, number=1)
    with pytest.raises(NotFound):
        document_link(actor=actor, document_id=made.id, number=3)
    again = {"actor": actor, "document_id": made.id, "version": 2, "reason": "Back"}
    with pytest.raises(Invalid, match="a document already"):
        document_replace(**again, file_id=old.id)
    with pytest.raises(Conflict, match="same bytes"):
        document_replace(**again, file_id=text_file(actor, b"We deny, signed.").id)


def test_doubles_are_told_and_nothing_is_merged(actor, case, in_law, adjusters):
    first, second = placed(actor, case), placed(actor, case)
    other = placed(actor, case, b"Another")
    assert list(same_bytes(first)) == [second]
    assert not same_bytes(other).exists()
    with adjusters.scope():
        assert not same_bytes(placed(adjusters.owner, a_case(adjusters))).exists()


def test_evidence_comes_into_the_record_and_every_note_stays(actor, case):
    made = exhibit(actor, case.id)
    day = come_everywhere() - timedelta(days=3)
    note = {"actor": actor, "evidence_id": made.id, "since": day}
    evidence_record(**note, version=1, in_record=True, how="Sent with the appeal")
    evidence_record(**note, version=2, in_record=False, how="Not in the claim file")
    assert evidence_list().get().in_record_since is None
    assert list(RecordEntry.objects.order_by("id").values_list("in_record", flat=True)) == [True, False]
    with pytest.raises(Invalid, match="future"):
        evidence_record(
            **note | {"since": come_everywhere() + timedelta(days=9)}, version=3, in_record=True, how="x"
        )


@pytest.mark.parametrize("event", [FileQuarantined, lambda id: TextFailed(id, "reading_failed")])
def test_trouble_with_a_file_becomes_a_person_s_task_once(actor, case, event):
    made = document(actor, case.id)
    for _ in range(2):
        publish(event(made.file_id))
    [task] = task_list().filter(kind="check_document")
    assert (task.case_id, task.source_id) == (case.id, made.id)


@pytest.fixture
def over(actor, case):
    """A document of a case that was closed eight years ago, where seven are asked."""
    made = placed(actor, case)
    case_move(actor=actor, case_id=case.id, version=None, to="closed", reason="Settled")
    type(case).objects.update(updated_at=now() - timedelta(days=8 * 366))
    retention_set(actor=actor, kind="", years=7)
    return made


def due():
    return list(due_for_disposal(come_everywhere()))


def test_what_is_due_follows_the_rule_of_its_kind(actor, over, case):
    assert due() == [over]
    retention_set(actor=actor, kind="other", years=10)
    assert due() == []
    retention_set(actor=actor, kind="other", years=5)
    assert due() == [over]
    type(case).objects.update(status="open")
    assert due() == []


def test_a_hold_stops_a_disposal_at_every_step(actor, over, case):
    hold = hold_place(actor=actor, case_id=case.id, reason="A suit is expected")
    assert due() == []
    with pytest.raises(Conflict, match="held already"):
        hold_place(actor=actor, case_id=case.id, reason="Again")
    with pytest.raises(Conflict, match=f"stands on {case.number}. Nothing was erased"):
        publish(ErasureAsked(case.firm_id))
    with pytest.raises(Conflict, match="legal hold"):
        disposal_decide(actor=actor, document_id=over.id, reason="Its time is over")
    hold_lift(actor=actor, hold_id=hold.id, version=1, reason="No suit came")
    publish(ErasureAsked(case.firm_id))
    with pytest.raises(IllegalTransition):
        hold_lift(actor=actor, hold_id=hold.id, version=2, reason="Again")
    disposal = disposal_decide(actor=actor, document_id=over.id, reason="Its time is over")
    Disposal.objects.update(not_before=come_everywhere() - timedelta(days=1))
    hold_place(actor=actor, case_id=case.id, document_id=over.id, reason="A subpoena came")
    with pytest.raises(Conflict, match="legal hold"):
        disposal_finish(actor=actor, disposal_id=disposal.id, version=1, reason="Over")
    assert file_get(over.file_id).state == "kept"


def test_a_disposal_is_undone_until_it_is_final_and_then_the_bytes_are_gone(actor, over):
    first = disposal_decide(actor=actor, document_id=over.id, reason="Its time is over")
    with pytest.raises(Conflict, match="not due"):
        disposal_decide(actor=actor, document_id=over.id, reason="Twice")
    with pytest.raises(Conflict, match="may be made final from"):
        disposal_finish(actor=actor, disposal_id=first.id, version=1, reason="At once")
    disposal_withdraw(actor=actor, disposal_id=first.id, version=1, reason="The client asked")
    second = disposal_decide(actor=actor, document_id=over.id, reason="Its time is over")
    Disposal.objects.update(not_before=come_everywhere() - timedelta(days=1))
    disposal_finish(actor=actor, disposal_id=second.id, version=1, reason="Nobody objected")
    file = file_get(over.file_id)
    key = file.key
    assert (file.state, s3.find(key) is not None) == ("disposed", True)
    for _ in range(2):
        file_remove(actor.firm_id, file.id)
    assert (file_get(file.id).key, s3.find(key)) == ("", None)
    with pytest.raises(FileNotKept, match="disposed of"):
        document_link(actor=actor, document_id=over.id)
    assert document_list().filter(id=over.id).exists()


def test_bytes_that_stand_on_another_document_stay(actor, over, case):
    document_add(actor=actor, case_id=case.id, file_id=over.file_id, title="Copy", kind="other")
    disposal = disposal_decide(actor=actor, document_id=over.id, reason="Its time is over")
    Disposal.objects.update(not_before=come_everywhere() - timedelta(days=1))
    disposal_finish(actor=actor, disposal_id=disposal.id, version=1, reason="Nobody objected")
    assert file_get(over.file_id).state == "kept"


def test_who_may_not_hold_or_dispose(in_law, over, case):
    staff = in_law.members["case_staff"]
    for call in (
        lambda: hold_place(actor=staff, case_id=case.id, reason="x"),
        lambda: retention_set(actor=staff, kind="", years=1),
        lambda: disposal_decide(actor=staff, document_id=over.id, reason="x"),
    ):
        with pytest.raises(Forbidden):
            call()


def test_over_http(api, law, db):
    with law.scope():
        case = a_case(law)
        made = placed(law.attorney, case)
        placed(law.attorney, case)
        newer = file_row(law.attorney)
    client = api(law)
    path = f"documents/{made.id}"
    [double] = client.get(f"{path}/doubles").json()["results"]
    assert double["title"] == "Note"
    changed = client.patch(path, {"folder": "Letters", "tags": ["denial"]}, HTTP_IF_MATCH='"1"')
    assert changed.json()["folder"] == "Letters", changed.json()
    found = client.get("documents", {"tag": "denial", "under": "Let"}).json()["results"]
    assert [row["id"] for row in found] == [str(made.id)]
    replaced = client.post(
        f"{path}/replace", {"file_id": newer.id, "reason": "Signed"}, HTTP_IF_MATCH=changed["ETag"]
    )
    assert replaced.status_code == 200, replaced.json()
    assert client.get("former-versions", {"document_id": str(made.id)}).json()["results"][0]["number"] == 1
    assert client.post(f"{path}/link", {"number": 1}).status_code == 201
    steps = [link["what"] for link in client.get(f"{path}/custody").json()["links"]]
    assert {"made", "placed", "filed", "replaced", "link_given"} <= set(steps)
    with law.scope():
        FilePage.objects.create(file_id=newer.id, number=1, text="We deny.", method="plain")
    assert (
        client.get("document-pages", {"document_id": str(made.id)}).json()["results"][0]["text"] == "We deny."
    )
    assert client.get("document-pages").json()["results"][0]["text"] == ""
    assert client.get("due-for-disposal").json()["results"] == []


def test_a_disposal_goes_over_http_and_waits_its_days(api, in_law, over):
    owner = api(in_law, "owner")
    assert [row["id"] for row in owner.get("due-for-disposal").json()["results"]] == [str(over.id)]
    said = {"document_id": str(over.id), "reason": "Seven years have passed since the case was closed."}
    assert api(in_law, "case_staff").post("disposals", said).status_code == 403
    decided = owner.post("disposals", said)
    assert (decided.status_code, decided.json()["state"]) == (201, "decided")
    path = f"disposals/{decided.json()['id']}"
    why = {"reason": "Nobody objected, and no hold stands."}
    assert owner.post(f"{path}/finish", why, HTTP_IF_MATCH=decided["ETag"]).status_code == 409
    Disposal.objects.update(not_before=come_everywhere() - timedelta(days=1))
    finished = owner.post(f"{path}/finish", why, HTTP_IF_MATCH=owner.get(path)["ETag"])
    assert (finished.status_code, finished.json()["state"]) == (200, "final"), finished.content
    assert file_get(over.file_id).state == "disposed"
