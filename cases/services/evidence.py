"""Evidence: documents put to use on a case, and against grounds."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from cases.models import Evidence, RebuttalEvidence, RecordEntry
from cases.selectors import (
    case_list,
    document_list,
    evidence_list,
    for_change,
    locked,
    rebuttal_evidence_list,
    rebuttal_list,
    rebuttal_of,
    referred,
)
from cases.services.checks import LAST_DAY, change_fields, check_day, check_fields
from cases.states import EVIDENCE_USE_EDGES
from claimback.kernel.clock import today
from claimback.kernel.errors import invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member


def evidence_add(
    *,
    actor: Member,
    case_id: UUID,
    document_id: UUID,
    proves: str,
    in_record_since: date | None = None,
    kind: str = "",
    dated_on: date | None = None,
    source: str = "",
) -> Evidence:
    """Put a document of the case to use. It gets the case's next exhibit number, under the case's lock.

    Raises Invalid for a document of another case, no word of what it proves, or another field; Forbidden.
    """
    actor.require("document.write")
    case = referred(for_change(case_list()), case_id, "case_id")
    document = referred(document_list().filter(case_id=case_id), document_id, "document_id")
    for name, day in (("in_record_since", in_record_since), ("dated_on", dated_on)):
        if day is not None:
            check_day(day, LAST_DAY, name)
    last: int | None = evidence_list().filter(case_id=case_id).aggregate(last=Max("exhibit_number"))["last"]
    evidence = Evidence(
        case=case,
        document=document,
        exhibit_number=(last or 0) + 1,
        proves=proves,
        in_record_since=in_record_since,
        kind=kind,
        dated_on=dated_on,
        source=source,
    )
    check_fields(evidence)
    evidence.save(force_insert=True)
    if in_record_since is not None:
        _enter(actor, evidence, True, in_record_since, "Said when it was put to use.")
    return evidence


def evidence_change(*, actor: Member, evidence_id: UUID, version: int | None, **changes: Any) -> Evidence:
    """Correct `proves`, `kind`, `dated_on` or `source`. The exhibit number and the record have ways of their own.

    Raises Invalid, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("document.write")
    evidence = locked(evidence_list(), evidence_id)
    check_version(evidence.version, version)
    if changes.get("dated_on") is not None:
        check_day(changes["dated_on"], LAST_DAY, "dated_on")
    change_fields(evidence, changes)
    return evidence


def evidence_record(
    *, actor: Member, evidence_id: UUID, version: int | None, in_record: bool, since: date, how: str
) -> Evidence:
    """Note that evidence is in the administrative record, or is not, since when and how that is known.

    The note is one more entry of the evidence's history; earlier ones stay. Raises Invalid, NotFound,
    PreconditionFailed, Forbidden.
    """
    actor.require("document.write")
    evidence = locked(evidence_list().select_related("case"), evidence_id)
    check_version(evidence.version, version)
    check_day(since, today(evidence.case.time_zone), "since")
    _enter(actor, evidence, in_record, since, how.strip())
    evidence.change(in_record_since=since if in_record else None)
    return evidence


def exhibits_record(
    *, actor: Member, case_id: UUID, numbers: Collection[int], since: date, how: str
) -> list[Evidence]:
    """Note that these exhibits of the case are in the administrative record, those that were not; returns them.

    Raises Invalid, Forbidden.
    """
    actor.require("document.write")
    of_case = evidence_list().filter(case_id=case_id, exhibit_number__in=numbers, in_record_since=None)
    entering = list(for_change(of_case).order_by("exhibit_number"))
    for evidence in entering:
        _enter(actor, evidence, True, since, how)
        evidence.change(in_record_since=since)
    return entering


def _enter(actor: Member, evidence: Evidence, in_record: bool, since: date, how: str) -> None:
    entry = RecordEntry(
        evidence=evidence, in_record=in_record, since=since, how=how, recorded_by_id=actor.member_id
    )
    check_fields(entry, ["since", "how"])
    entry.save(force_insert=True)


def evidence_put(*, actor: Member, ground_id: UUID, evidence_id: UUID) -> RebuttalEvidence:
    """Put evidence against a ground of the same case. Put there already, it stays as it is; taken off, it is put back.

    Raises NotFound for the ground, Invalid for evidence of another case, Forbidden.
    """
    actor.require("document.write")
    rebuttal = rebuttal_of(for_change(rebuttal_list().select_related("ground__denial")), ground_id)
    of_case = evidence_list().filter(case_id=rebuttal.ground.denial.case_id)
    evidence = referred(of_case, evidence_id, "evidence_id")
    there = rebuttal_evidence_list().filter(rebuttal_id=rebuttal.id, evidence_id=evidence.id).first()
    if there is not None and there.state == "taken_off":
        _put_back(there)
    case_id = evidence.case_id  # the database sees to it as well, and tells nobody
    return there or RebuttalEvidence.objects.create(case_id=case_id, rebuttal=rebuttal, evidence=evidence)


def evidence_take_off(*, actor: Member, use_id: UUID, version: int | None, reason: str) -> RebuttalEvidence:
    """Take evidence off the ground that it was put against, with the reason. It can be put back.

    Raises NotFound, PreconditionFailed, Invalid without a reason, IllegalTransition where it is off, Forbidden.
    """
    actor.require("document.write")
    use = locked(rebuttal_evidence_list(), use_id)
    check_version(use.version, version)
    state = EVIDENCE_USE_EDGES.advance(use.state, "taken_off")
    if not reason.strip():
        raise invalid("reason", "Say why it no longer stands against the ground.", code="required")
    use.taken_off_reason = reason.strip()
    check_fields(use, ["taken_off_reason"])
    use.change(state=state, taken_off_reason=use.taken_off_reason, taken_off_by_id=actor.member_id)
    return use


def evidence_put_back(*, actor: Member, use_id: UUID, version: int | None) -> RebuttalEvidence:
    """Put evidence back against its ground; the history keeps why it was off.

    Raises NotFound, PreconditionFailed, IllegalTransition where it is not off, Forbidden.
    """
    actor.require("document.write")
    use = locked(rebuttal_evidence_list(), use_id)
    check_version(use.version, version)
    _put_back(use)
    return use


def _put_back(use: RebuttalEvidence) -> None:
    state = EVIDENCE_USE_EDGES.advance(use.state, "put")
    use.change(state=state, taken_off_reason="", taken_off_by_id=None)
