"""The claim file: listing what belongs in it, demanding it, and noting what came, what is missing, what was refused."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Max

from cases.claim_file.expected import HOLDERS, INSURER, PLAN_ADMINISTRATOR, expected_items
from cases.models import Case, ClaimFileItem, ClaimFileRequest, Event
from cases.selectors import (
    case_list,
    claim_file_item_list,
    claim_file_request_list,
    document_list,
    event_list,
    for_change,
    ground_list,
    locked,
    referred,
)
from cases.services.checks import check_day, check_fields
from cases.services.events import event_record
from cases.services.tasks import TaskSource, task_open, tasks_resolve
from cases.states import CLAIM_FILE_ITEM_EDGES, OUTSTANDING
from claimback.kernel.clock import today
from claimback.kernel.errors import Conflict, FieldProblem, Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member

REQUESTED: Final = {INSURER: "claim_file_requested", PLAN_ADMINISTRATOR: "plan_documents_requested"}
COMPLETED: Final = {INSURER: "claim_file_received", PLAN_ADMINISTRATOR: "plan_documents_mailed"}
"""The events that start and end the clock of each holder's duty."""

NEEDS_NOTE: Final = ("incomplete", "refused", "dropped")
NOTES: Final = {
    "incomplete": "Say what is lacking, such as pages 40 to 60.",
    "refused": "Say the reason that was given for withholding it.",
    "dropped": "Say why it is not pursued.",
}


def claim_file_open(*, actor: Member, case_id: UUID) -> list[ClaimFileItem]:
    """List what the case's claim file should hold, by its line, its plan type and the grounds recorded so far.

    Items that are listed already stay as they are, so that it may be asked again after another denial. Returns those
    that were added. Raises Invalid for an unknown case, Forbidden.
    """
    actor.require("case.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    grounds = set(ground_list().filter(denial__case_id=case_id).values_list("code", flat=True))
    listed = set(claim_file_item_list().filter(case_id=case_id).values_list("code", flat=True))
    place = _last_position(case_id)
    added = [
        ClaimFileItem(
            case=case,
            position=place + number,
            code=item.code,
            label=item.label,
            why=item.why,
            holder=item.holder,
            citation=item.citation,
            checked=item.checked,
        )
        for number, item in enumerate(
            (
                item
                for item in expected_items(case.line_of_business, case.plan_type, grounds)
                if item.code not in listed
            ),
            start=1,
        )
    ]
    return ClaimFileItem.objects.bulk_create(added)


def claim_file_item_add(
    *, actor: Member, case_id: UUID, label: str, why: str = "", holder: str = INSURER
) -> ClaimFileItem:
    """List something of one's own, such as a document that the log mentions. Raises Invalid, Forbidden."""
    actor.require("case.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    item = ClaimFileItem(
        case=case, position=_last_position(case_id) + 1, label=label.strip(), why=why, holder=holder
    )
    check_fields(item)
    item.save(force_insert=True)
    return item


def claim_file_request(
    *,
    actor: Member,
    case_id: UUID,
    requested_on: date,
    holder: str = INSURER,
    item_ids: Sequence[UUID] = (),
    document_id: UUID | None = None,
) -> ClaimFileRequest:
    """Note a demand for the file. Without `item_ids` it asks for all of the holder's that is not here yet.

    The first demand on a holder records the event that starts the clock of their duty; a later one asks again for what
    is outstanding and starts nothing anew. Raises Invalid that names the field, Conflict where nothing is left to ask
    for, IllegalTransition for an item that came or was dropped, Forbidden.
    """
    actor.require("case.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    if holder not in HOLDERS:
        raise invalid("holder", f"Give one of {', '.join(HOLDERS)}.")
    check_day(requested_on, today(case.time_zone), "requested_on")
    document = referred(document_list().filter(case_id=case_id), document_id, "document_id")
    items = _asked_for(case, holder, item_ids)
    number: int = (
        claim_file_request_list().filter(case_id=case_id).aggregate(last=Max("number"))["last"] or 0
    ) + 1
    for item in items:
        item.change(
            state=CLAIM_FILE_ITEM_EDGES.advance(item.state, "requested"), state_on=requested_on, note=""
        )
    request = ClaimFileRequest(
        case=case,
        number=number,
        holder=holder,
        requested_on=requested_on,
        asked=[{"item_id": str(item.id), "label": item.label} for item in items],
        event=_start_of_duty(actor, case, holder, requested_on, document_id),
        document=document,
        requested_by_id=actor.member_id,
    )
    request.save(force_insert=True)
    _ask_again(case)
    return request


def claim_file_item_settle(
    *,
    actor: Member,
    item_id: UUID,
    version: int | None,
    state: str,
    on: date,
    note: str = "",
    document_id: UUID | None = None,
) -> ClaimFileItem:
    """Say what became of an item on a day: received, incomplete, missing, refused, dropped, or expected again.

    Raises NotFound, PreconditionFailed, IllegalTransition, Invalid that names the field, Forbidden.
    """
    actor.require("case.write")
    item = locked(claim_file_item_list().select_related("case"), item_id)
    check_version(item.version, version)
    if state not in CLAIM_FILE_ITEM_EDGES.states or state == "requested":
        raise invalid("state", "Give received, incomplete, missing, refused, dropped or expected.")
    check_day(on, today(item.case.time_zone), "on")
    if state in NEEDS_NOTE and not note.strip():
        raise invalid("note", NOTES[state])
    item.note = note
    check_fields(item, ["note"])
    document = referred(document_list().filter(case_id=item.case_id), document_id, "document_id")
    item.change(
        state=CLAIM_FILE_ITEM_EDGES.advance(item.state, state),
        state_on=on,
        note=note,
        document=document or item.document,
    )
    _ask_again(item.case)
    return item


def claim_file_complete(*, actor: Member, case_id: UUID, on: date, holder: str = INSURER) -> Event:
    """Say that the holder has given everything, which ends the clock of their duty. Returns the event.

    For plan documents `on` is the day on which they were mailed. Raises Conflict while anything that was asked of the
    holder is outstanding (`file_incomplete`, naming it) or nothing was asked, Invalid, Forbidden.
    """
    actor.require("case.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    if holder not in HOLDERS:
        raise invalid("holder", f"Give one of {', '.join(HOLDERS)}.")
    check_day(on, today(case.time_zone), "on")
    if not claim_file_request_list().filter(case_id=case_id, holder=holder).exists():
        raise Conflict("Nothing was asked of them yet. Note the request first.")
    lacking = claim_file_item_list().filter(case_id=case_id, holder=holder, state__in=OUTSTANDING)
    labels = list(lacking.order_by("position").values_list("label", flat=True))
    if labels:
        raise Conflict(
            f"Outstanding still: {'; '.join(labels)}. Note them as received, or drop them with the reason.",
            code="file_incomplete",
        )
    return event_record(
        actor=actor, case_id=case_id, kind=COMPLETED[holder], on=on, source="The claim file is complete."
    )


def _ask_again(case: Case) -> None:
    """One task asks for what came without being whole; it is closed when nothing of that kind is left."""
    source = TaskSource("case", case.id, "claim_file")
    rows = claim_file_item_list().filter(case_id=case.id, state__in=("incomplete", "missing", "refused"))
    labels = list(rows.order_by("position").values_list("label", flat=True))
    if labels:
        task_open(
            actor=None,
            case_id=case.id,
            kind="chase_claim_file",
            title="Ask again for what the claim file lacks",
            detail="\n".join(labels),
            source=source,
            again=True,
        )
    else:
        tasks_resolve(source=source, note="The claim file lacks nothing that was asked for.")


def _last_position(case_id: UUID) -> int:
    last: int | None = claim_file_item_list().filter(case_id=case_id).aggregate(last=Max("position"))["last"]
    return last or 0


def _asked_for(case: Case, holder: str, item_ids: Sequence[UUID]) -> list[ClaimFileItem]:
    """The items, locked, in order. Raises Invalid for one that is not this holder's, Conflict for none."""
    of_holder = claim_file_item_list().filter(case_id=case.id, holder=holder).order_by("position")
    if not item_ids:
        items = list(for_change(of_holder.filter(state__in=("expected", *OUTSTANDING))))
        if not items:
            raise Conflict(
                "There is nothing to ask them for. List what belongs in the claim file first, or add an item."
            )
        return items
    items = list(for_change(of_holder.filter(id__in=item_ids)))
    found = {item.id for item in items}
    problems = [
        FieldProblem(
            f"/item_ids/{place}", "unknown_reference", "There is no such item of this holder's on the case."
        )
        for place, item_id in enumerate(item_ids)
        if item_id not in found
    ]
    if problems:
        raise Invalid(problems[0].detail, errors=problems)
    return items


def _start_of_duty(actor: Member, case: Case, holder: str, on: date, document_id: UUID | None) -> Event:
    """The event of the first demand on this holder, which stands, or a new one."""
    standing = (
        event_list()
        .filter(case_id=case.id, kind=REQUESTED[holder], withdrawn=False)
        .order_by("on", "id")
        .first()
    )
    return standing or event_record(
        actor=actor,
        case_id=case.id,
        kind=REQUESTED[holder],
        on=on,
        proof_grade="sent",
        source="The claim file was asked for.",
        document_id=document_id,
    )
