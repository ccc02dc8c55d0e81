"""Corrections of denials and grounds: a new reading takes the place of the old one, which is kept with the reason."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from cases.models import Case, Correction, Denial, Ground, Rebuttal
from cases.selectors import (
    case_list,
    correction_list,
    denial_list,
    document_list,
    event_list,
    for_change,
    ground_list,
    locked,
    one,
    rebuttal_list,
    rebuttal_of,
    referred,
)
from cases.services.checks import check_fields, check_span
from cases.services.denials import (
    GROUNDS_LIMIT,
    DatedFact,
    GroundInput,
    check_dates,
    check_decision,
    dated_facts,
    ground_of,
    source_of,
)
from cases.services.events import Replacement, events_replace
from cases.states import REBUTTAL_EDGES
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member

DENIAL_FIELDS: Final = (
    "level",
    "is_final",
    "decided_by",
    "part",
    "decision",
    "letter_date",
    "received_on",
    "received_proof",
    "reference",
    "reviewer",
    "document_id",
)
GROUND_FIELDS: Final = (
    "code",
    "quote",
    "page",
    "start",
    "end",
    "clauses",
    "criteria",
    "insurer_evidence",
    "reviewer_specialty",
)


def denial_correct(
    *, actor: Member, denial_id: UUID, version: int | None, reason: str, **changes: Any
) -> Denial:
    """Correct a denial read at `version`. The former reading is kept; its dates as events follow, and with them the
    clocks: what was counted from the old date is superseded with its working.

    Raises NotFound, PreconditionFailed, Invalid that names the field, Conflict where nothing would change, Forbidden.
    """
    actor.require("denial.record")
    case = locked(case_list(), one(denial_list(), denial_id).case_id)
    denial = locked(denial_list(), denial_id)
    check_version(denial.version, version)
    facts = dated_facts(denial)
    former = reading_of(denial, DENIAL_FIELDS)
    changed = _changed(denial, changes)
    for name in changed:
        setattr(denial, name, changes[name].strip() if name == "part" else changes[name])
    check_decision(denial.decision)
    check_dates(denial.letter_date, denial.received_on, denial.received_proof)
    referred(document_list().filter(case_id=case.id), denial.document_id, "document_id")
    check_fields(denial)
    _keep(actor, denial, None, former, changed, reason)
    denial.change(**{name: getattr(denial, name) for name in changed})
    _dates_follow(actor, case, denial, facts)
    return denial


def ground_correct(
    *, actor: Member, ground_id: UUID, version: int | None, reason: str, **changes: Any
) -> Ground:
    """Correct a ground read at `version`. The former reading is kept, and an answer given to it is a draft again.

    Raises NotFound, PreconditionFailed, Invalid that names the field, Conflict where nothing would change, Forbidden.
    """
    actor.require("denial.record")
    ground = locked(ground_list().select_related("denial"), ground_id)
    check_version(ground.version, version)
    former = reading_of(ground, GROUND_FIELDS)
    changed = _changed(ground, changes)
    for name in changed:
        setattr(ground, name, changes[name])
    check_fields(ground)
    check_span(ground)
    _keep(actor, ground.denial, ground, former, changed, reason)
    ground.change(**{name: getattr(ground, name) for name in changed})
    rebuttal = rebuttal_of(for_change(rebuttal_list()), ground_id)
    if rebuttal.state == "answered":
        rebuttal.change(state=REBUTTAL_EDGES.advance(rebuttal.state, "drafted"))
    return ground


def ground_add(*, actor: Member, denial_id: UUID, **values: Any) -> Ground:
    """A ground of the letter that the first reading overlooked, with an open answer. It gets the next number.

    Raises Invalid that names the field, Forbidden.
    """
    actor.require("denial.record")
    denial = referred(for_change(denial_list()), denial_id, "denial_id")
    last: int = ground_list().filter(denial_id=denial_id).aggregate(last=Max("number"))["last"] or 0
    if last >= GROUNDS_LIMIT:
        raise invalid("denial_id", f"One denial takes at most {GROUNDS_LIMIT} grounds.")
    ground = ground_of(denial, last + 1, GroundInput(**values))  # type: ignore[typeddict-item]
    ground.case_id = denial.case_id  # the database sees to it as well, and tells nobody
    ground.save(force_insert=True)
    Rebuttal(ground=ground).save(force_insert=True)
    return ground


def reading_of(row: Denial | Ground, fields: tuple[str, ...]) -> dict[str, Any]:
    """What a row says now, as JSON keeps it."""
    return {name: _plain(getattr(row, name)) for name in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _changed(row: Denial | Ground, changes: Mapping[str, Any]) -> list[str]:
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    if not changed:
        raise Conflict("Nothing would change: the reading says just that.")
    return changed


def _keep(
    actor: Member, denial: Denial, ground: Ground | None, former: Any, changed: list[str], reason: str
) -> None:
    if not reason.strip():
        raise invalid("reason", "Say why it is corrected: both readings stay on the record.", code="required")
    kept = correction_list().filter(denial=denial, ground=ground)
    row = Correction(
        denial=denial,
        ground=ground,
        number=kept.count() + 1,
        former=former,
        changed=sorted(changed),
        reason=reason.strip(),
        corrected_by_id=actor.member_id,
    )
    check_fields(row, ["reason"])
    row.save(force_insert=True)


def _dates_follow(actor: Member, case: Case, denial: Denial, former: list[DatedFact]) -> None:
    """Put events with the corrected dates in the place of those that the denial made."""
    made = {fact.field: fact for fact in former}
    wanted = {fact.field: fact for fact in dated_facts(denial)}
    kinds = [fact.kind for fact in former]
    standing = for_change(event_list().filter(denial_id=denial.id, withdrawn=False, kind__in=kinds))
    events = {event.kind: event for event in standing.order_by("id")}
    replaced = []
    for field in ("received_on", "letter_date"):
        old, new = made.get(field), wanted.get(field)
        if old == new:
            continue
        replaced.append(
            Replacement(
                old=events.get(old.kind) if old else None,
                field=field,
                kind=new.kind if new else "",
                on=new.on if new else None,
                proof=new.proof if new else "",
            )
        )
    events_replace(
        actor=actor,
        case=case,
        denial=denial,
        source=source_of(denial),
        replaced=replaced,
    )
