"""Who sits in an appraisal: disinterested by disclosure and by the names on the case, replaced with a reason, paid.

A relative of a party never sits. Employment, a fee that hangs on the outcome and other business are for both sides to
agree to in writing, which a licensed member notes.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from cases.models import Appraisal, Appraiser, Party
from cases.selectors import conflict_hit_list, document_list, locked, one, party_list, referred
from cases.selectors.appraisal import appraisal_list, appraiser_list
from cases.services.amounts import amount_of
from cases.services.appraisal import check_step_day, in_hand, step_event
from cases.services.checks import change_fields, check_fields
from cases.services.conflicts import check_case, covers, latest_check, subjects_of
from cases.services.costs import cost_add
from cases.settlement.appraisal import SEATS, cost_split
from cases.settlement.disinterest import RELATIONS, WAIVABLE, Interest, OnTheCase, interests
from cases.states import APPRAISAL_EDGES, APPRAISER_EDGES
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.scope import whole_firm

UMPIRE: Final = "umpire"
BOTH: Final = ("our_appraiser", "their_appraiser")


class NotDisinterested(Conflict):
    """Somebody who has an interest in the outcome, or seems to, can't sit."""

    code = "not_disinterested"


def appraiser_name(
    *,
    actor: Member,
    appraisal_id: UUID,
    seat: str,
    party_id: UUID,
    named_on: date,
    relation: str,
    disclosure: str = "",
    by_court: bool = False,
    document_id: UUID | None = None,
    waiver_reason: str = "",
    replaced_reason: str = "",
) -> Appraiser:
    """Seat a party of the case for a side, or as the umpire; in the place of who sat, with the reason.

    Once both appraisers sit, the event appraisers_named is recorded; an umpire records umpire_named. Raises
    NotDisinterested, which tells of whom and why; Conflict while the case's conflict check of them is undecided and
    for an umpire before both appraisers; Invalid that names the field; Forbidden.
    """
    actor.require("appraisal.write", *(["gate.waive"] if waiver_reason.strip() else []))
    appraisal = in_hand(referred(appraisal_list(), appraisal_id, "appraisal_id").id, None)
    if seat not in SEATS:
        raise invalid("seat", f"Give one of {', '.join(SEATS)}.")
    if "withdrawn" not in APPRAISAL_EDGES.next(appraisal.state):
        raise Conflict(f"This appraisal is {appraisal.state}: nobody is named for it any more.")
    check_step_day(appraisal, named_on, "named_on")
    party = referred(party_list().filter(case_id=appraisal.case_id, ended_at=None), party_id, "party_id")
    sitting = {row.seat: row for row in appraiser_list().filter(appraisal_id=appraisal.id, state="sitting")}
    _check_seat(seat, party, sitting)
    found = _interests(appraisal, party)
    _refuse_interested(relation, disclosure, waiver_reason, found)
    _refuse_conflicted(actor, appraisal, party)
    if seat in sitting:
        _replace(sitting[seat], replaced_reason)
    row = Appraiser(
        case_id=appraisal.case_id,
        appraisal=appraisal,
        seat=seat,
        party=party,
        named_on=named_on,
        by_court=by_court,
        relation=relation,
        disclosure=disclosure.strip(),
        document=referred(document_list().filter(case_id=appraisal.case_id), document_id, "document_id"),
        found=[{"name": each.who, "role": each.role, "why": each.why} for each in found],
        waiver_reason=waiver_reason.strip(),
        waived_by_id=actor.member_id if waiver_reason.strip() else None,
        currency=appraisal.currency,
    )
    check_fields(row)
    row.save(force_insert=True)
    _go_on(actor, appraisal, {**sitting, seat: row}, seat, named_on)
    return row


def appraiser_charge(
    *,
    actor: Member,
    appraiser_id: UUID,
    version: int | None,
    amount: Decimal,
    on: date,
    currency: str = "",
) -> Appraiser:
    """Note what somebody who sits charged, once. Our share becomes a cost of the case, paid on that day.

    Each side pays its own appraiser, and both the umpire by halves. Raises NotFound, PreconditionFailed, Conflict for
    one whose charge is noted, Invalid that names the field, Forbidden.
    """
    actor.require("appraisal.write", "money.write")
    appraisal = in_hand(one(appraiser_list(), appraiser_id).appraisal_id, None)
    row = locked(appraiser_list().select_related("party"), appraiser_id)
    check_version(row.version, version)
    if row.cost is not None:
        raise Conflict("What they charged is noted already. Correct it with the cost of the case.")
    charged = amount_of(appraisal.case, amount, currency)
    check_step_day(appraisal, on, "on")
    row.change(cost=charged.amount)
    ours, _ = cost_split({row.seat: charged}, appraisal.currency)
    if ours.amount:
        what = f"Appraisal: {SEATS[row.seat].lower()}"
        cost_add(
            actor=actor,
            case_id=appraisal.case_id,
            what=what if ours == charged else f"{what}, our half of {charged}",
            vendor=row.party.name,
            incurred_on=on,
            amount=ours.amount,
        )
    return row


def _check_seat(seat: str, party: Party, sitting: dict[str, Appraiser]) -> None:
    elsewhere = next((row.seat for row in sitting.values() if row.party_id == party.id), None)
    if elsewhere is not None:
        raise invalid("party_id", f"They sit as {SEATS[elsewhere].lower()} already.")
    wanted = "umpire" if seat == UMPIRE else "appraiser"
    if party.role != wanted:
        raise invalid(
            "party_id", f"They are on the case as {party.get_role_display().lower()}. Name an {wanted}."
        )
    if seat == UMPIRE and not {*BOTH} <= sitting.keys():
        raise Conflict("An umpire is named once both appraisers are.")


def _interests(appraisal: Appraisal, party: Party) -> list[Interest]:
    """Everybody else on the case, the other seats among them, held against their name and organisation."""
    people = [
        OnTheCase(subject.name, subject.role)
        for subject in subjects_of(appraisal.case)
        if subject.id != str(party.id) and subject.kind != "organisation"
    ]
    return interests(party.name, party.organisation, people)


def _refuse_interested(relation: str, disclosure: str, waiver: str, found: Sequence[Interest]) -> None:
    if relation not in RELATIONS:
        raise invalid("relation", f"Give one of {', '.join(RELATIONS)}.")
    same = [each for each in found if each.kind == "same"]
    if relation == "relative" or same:
        who = f" {'; '.join(f'{each.role}: {each.why}' for each in found)}" if found else ""
        raise NotDisinterested(
            f"A party or a relative of one does not sit, and nobody can waive that. Name somebody else.{who}"
        )
    employed = next((each for each in found if each.kind == "firm"), None)
    if (relation in WAIVABLE or employed) and not waiver.strip():
        why = f" {employed.role}: {employed.why}" if employed else ""
        raise NotDisinterested(
            f"They are not disinterested ({RELATIONS[relation].lower()}).{why} Name somebody else, or note in "
            "waiver_reason in what writing both sides agreed to them."
        )
    family = next((each for each in found if each.kind == "family"), None)
    if family is not None and not disclosure.strip():
        raise NotDisinterested(
            f"{family.role}: {family.why} Have them disclose in writing that they are no relative, or name somebody "
            "else."
        )


def _refuse_conflicted(actor: Member, appraisal: Appraisal, party: Party) -> None:
    """What the firm's conflict engine finds of them has to be decided first, behind walls too."""
    check = latest_check(appraisal.case_id)
    if check is None or not covers(check, appraisal.case):
        check = check_case(actor, appraisal.case, "asked")
    with whole_firm():
        hits = conflict_hit_list().filter(
            check_run_id=check.id, subject_name__in=[party.name, party.organisation]
        )
        if check.state == "undecided" and hits.filter(fresh=True).exists():
            raise Conflict(
                "Their name is like one that the firm knows. Decide on the case's conflict check first.",
                code="conflict_undecided",
            )


def _replace(row: Appraiser, reason: str) -> None:
    if not reason.strip():
        raise invalid("replaced_reason", f"{row.party.name} sits there. Say why somebody else does now.")
    change_fields(
        row, {"state": APPRAISER_EDGES.advance(row.state, "replaced"), "replaced_reason": reason.strip()}
    )


def _go_on(
    actor: Member, appraisal: Appraisal, sitting: dict[str, Appraiser], seat: str, named_on: date
) -> None:
    """The appraisal's next state, with its event, where this name completes it."""
    if seat == UMPIRE and appraisal.state in ("appraisers_named", "umpire_requested"):
        to, kind, on = "umpire_named", "umpire_named", named_on
    elif seat != UMPIRE and appraisal.state in ("demanded", "refused") and {*BOTH} <= sitting.keys():
        to, kind, on = "appraisers_named", "appraisers_named", max(sitting[each].named_on for each in BOTH)
    else:
        return
    appraisal.change(state=APPRAISAL_EDGES.advance(appraisal.state, to), state_on=on, state_note="")
    step_event(actor, appraisal, kind, on)
