"""Gates before a final demand and an acceptance: judged from the rows of a case, waived, and the release read.

Which gates there are and how each is judged is `cases.settlement.gates`' business.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from cases.catalogue.heads import load_damages
from cases.models import Case, Offer, OfferStep
from cases.selectors import case_list, document_list, event_list, lien_list, locked, one, referred
from cases.selectors.money import damage_list
from cases.selectors.negotiation import client_authority_list, offer_list, offer_step_list
from cases.services.licensed import acting_licence
from cases.services.offer_steps import refuse_unless_open, step_add, step_kept
from cases.settlement.gates import (
    ACCEPTANCE,
    FINAL_DEMAND,
    GATES,
    OPEN,
    GateFacts,
    GateResult,
    Item,
    Link,
    Waiver,
    gates_judge,
)
from cases.settlement.negotiation import INSURER, OURS, Band, authority_problem, part_amount
from cases.states import LIENS_OPEN
from claimback.kernel.clock import now, today
from claimback.kernel.errors import Conflict, FieldProblem, invalid
from claimback.kernel.etag import check_version
from claimback.kernel.money import money
from claimback.tenancy.member import Member


class GateOpen(Conflict):
    """A gate before the act is not passed; `errors` name each with its own code and what to do."""

    code = "gate_open"


def offer_gates(offer: Offer, at: datetime | None = None) -> tuple[GateResult, ...]:
    """The gates before a final demand of ours is put, else before an offer is accepted, as they stand."""
    return gates_judge(_facts(offer.case, offer, at or now()), _waivers(offer))


def refuse_open_gates(results: tuple[GateResult, ...]) -> None:
    """Raise GateOpen for those that are open."""
    problems = [
        FieldProblem(f"/gates/{result.gate}", GATES[result.gate].code, f"{result.why} {result.remedy}")
        for result in results
        if result.state == OPEN
    ]
    if problems:
        raise GateOpen(
            f"{GATES[problems[0].pointer.rpartition('/')[2]].title}: {problems[0].detail}", errors=problems
        )


def final_demand_clear(
    actor: Member, case: Case, offer: Offer, *, at: datetime
) -> list[dict[str, Any]] | None:
    """See to it that a number of ours may be put; how the gates of a final one stood is answered, to be kept.

    One that is not final is refused only outside an authority that the client gave. Raises GateOpen, Forbidden, and
    Conflict for an amount outside the authority.
    """
    if offer.side != OURS:
        return None
    if offer.final:
        actor.require("offer.accept")
        results = gates_judge(_facts(case, offer, at), _waivers(offer))
        refuse_open_gates(results)
        return gates_kept(results)
    bands = _bands(case, at.date())
    parts = [part_amount(each, offer.currency) for each in offer.parts]
    known = {band.part for band in bands}
    problem = authority_problem([each for each in parts if each.part in known], bands, asked=True)
    if problem:
        gate = GATES["authority"]
        said = f"{problem} {gate.remedy}"
        raise Conflict(said, code=gate.code, errors=[FieldProblem("/amount", gate.code, said)])
    return None


def gates_kept(results: tuple[GateResult, ...]) -> list[dict[str, Any]]:
    """How gates stood, as a step keeps it."""
    kept = []
    for result in results:
        plain = asdict(result)
        if result.link is not None:
            plain["link"] = {"resource": result.link.resource, "id": str(result.link.id)}
        if result.waiver is not None:
            plain["waiver"] = {**asdict(result.waiver), "on": result.waiver.on.isoformat()}
        kept.append(plain)
    return kept


def gate_waive(*, actor: Member, offer_id: UUID, version: int | None, gate: str, reason: str) -> OfferStep:
    """Let one open gate be for this offer alone, with the reason, under the actor's licence.

    Raises LicenceRequired; Invalid for no reason and for a gate that there is not; Conflict for one that is passed,
    cannot be waived or was waived already; NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("gate.waive")
    case, offer = _locked(offer_id, version)
    if not reason.strip():
        raise invalid("reason", "Say why this may go on although the gate is not passed.", code="required")
    found = {result.gate: result for result in offer_gates(offer)}
    if gate not in found:
        raise invalid("gate", f"Before this there are: {', '.join(found)}.")
    if not GATES[gate].waivable:
        raise Conflict(f"{GATES[gate].title}: nobody can waive this. {GATES[gate].remedy}")
    if found[gate].state != OPEN:
        raise Conflict(f"{GATES[gate].title}: {found[gate].state} already.")
    licence, _ = acting_licence(actor=actor, case=case, on=today(actor.time_zone))
    try:
        with transaction.atomic():
            return step_add(
                actor,
                offer,
                "gate_waived",
                on=today(case.time_zone),
                gate=gate,
                words=reason.strip(),
                licence_id=licence.id,
            )
    except IntegrityError:
        raise Conflict(f"{GATES[gate].title}: waived already.") from None


def release_read(
    *,
    actor: Member,
    offer_id: UUID,
    version: int | None,
    words: str,
    document_id: UUID | None = None,
) -> OfferStep:
    """Note that the release of an offer was read, and in words which rights it gives up beyond this claim, or none.

    Raises Invalid without words, Conflict for an offer that is over, NotFound, PreconditionFailed, Forbidden.
    """
    actor.require("offer.write")
    case, offer = _locked(offer_id, version)
    if not words.strip():
        raise invalid(
            "words",
            "Say which rights it gives up beyond this claim, or that it gives up none.",
            code="required",
        )
    referred(document_list().filter(case_id=case.id), document_id, "document_id")
    on = today(case.time_zone)
    return step_add(actor, offer, "release_read", on=on, words=words.strip(), document_id=document_id)


def _locked(offer_id: UUID, version: int | None) -> tuple[Case, Offer]:
    case = locked(case_list(), one(offer_list(), offer_id).case_id)
    offer = locked(offer_list(), offer_id)
    check_version(offer.version, version)
    if offer.state != "draft" or offer.side == INSURER:
        refuse_unless_open(offer, now())
    return case, offer


def _facts(case: Case, offer: Offer, at: datetime) -> GateFacts:
    """What the gates are judged by, from the rows of the case."""
    mmi = (
        event_list()
        .filter(case_id=case.id, kind="maximum_medical_improvement_reached", withdrawn=False)
        .order_by("-on")
        .first()
    )
    read = step_kept(offer.id, "release_read")
    bands = _bands(case, at.date())
    return GateFacts(
        line=case.line_of_business,
        act=FINAL_DEMAND if offer.side == OURS and offer.final else ACCEPTANCE,
        parts=[part_amount(each, offer.currency) for each in offer.parts],
        asked=offer.side == OURS,
        bands=bands,
        authority=_authority_link(case, offer, at.date()),
        mmi_on=mmi.on if mmi else None,
        mmi=Link("events", mmi.id) if mmi else None,
        bills=_damages(case, "bill"),
        wages=_damages(case, "wages"),
        liens=_liens(case),
        releases=offer.release_scope != "none",
        release_read=Link("offer-steps", read.id) if read else None,
        lapses_at=offer.lapses_at,
        at=at,
    )


def _damages(case: Case, shape: str) -> list[Item]:
    """The damage items of a shape that are still claimed; one whose proof is there is in order."""
    heads = [head.code for head in load_damages().heads.values() if head.shape == shape]
    claimed = damage_list().filter(case_id=case.id, head__in=heads).exclude(state="withdrawn")
    return [
        Item(row.title, row.state != "claimed", Link("damages", row.id)) for row in claimed.order_by("number")
    ]


def _liens(case: Case) -> list[Item]:
    """The liens that were not released; one whose amount is known or held back is in order."""
    asserted = lien_list().filter(case_id=case.id).exclude(state="released").select_related("party")
    return [
        Item(str(row), row.state not in LIENS_OPEN, Link("liens", row.id))
        for row in asserted.order_by("asserted_on", "id")
    ]


def _bands(case: Case, on: date) -> list[Band]:
    """What the client allows on a day, by part."""
    in_force = client_authority_list().filter(case_id=case.id, state="given", given_on__lte=on)
    return [
        Band(
            row.part,
            money(row.least, row.currency),
            None if row.most is None else money(row.most, row.currency),
        )
        for row in in_force.filter(Q(until=None) | Q(until__gte=on))
    ]


def _authority_link(case: Case, offer: Offer, on: date) -> Link | None:
    named = [each["part"] for each in offer.parts]
    found = client_authority_list().filter(case_id=case.id, state="given", part__in=named, given_on__lte=on)
    row = found.order_by("given_on").first()
    return Link("client-authorities", row.id) if row else None


def _waivers(offer: Offer) -> dict[str, Waiver]:
    waived = offer_step_list().filter(offer_id=offer.id, kind="gate_waived").select_related("member__user")
    return {step.gate: Waiver(by=str(step.member), why=step.words, on=step.on) for step in waived}
