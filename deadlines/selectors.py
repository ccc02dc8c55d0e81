"""Reading the docket: deadlines, alerts, and the facts of a case as the clock takes them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import DateField, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from cases.models import Case, Event
from cases.selectors import behind_wall, case_list, event_list, may_look, policy_duty_list
from cases.vocabulary import LAW_BY_PLAN_TYPE
from claimback.tenancy.member import Member
from claimback.tenancy.models import Membership
from claimback.tenancy.roles import OWNER
from claimback.tenancy.scanner import due_rows, found_rows
from claimback.tenancy.selectors import colleagues, member_list
from deadlines.alert_terms import DEFAULTS, AlertTerms
from deadlines.cannot_compute import as_invalid
from deadlines.clock import calendars as clock
from deadlines.clock.answer import Answer
from deadlines.clock.events import ClockEvent, ClockFacts, FactsError, PolicyPeriod
from deadlines.clock.money import Rate
from deadlines.confirmation import COUNTED
from deadlines.docket import NO_DATE, Happening
from deadlines.ladder.decisions import Decision, Decisions, What
from deadlines.ladder.remedies import answer
from deadlines.law.catalogue import load_catalogue
from deadlines.law.contract import provision_citation
from deadlines.law.model import FactValue, Unit
from deadlines.models import (
    Alert,
    AlertPolicy,
    Breach,
    CalendarFeed,
    CaseFact,
    Closure,
    DateChange,
    Deadline,
    DeadlineProposal,
    DocketBasis,
    DocketPaper,
    DocketPaperPart,
    FeedSetting,
    ImpactRun,
    LitigationCost,
    ReferenceRate,
    RungDecision,
)


@dataclass(frozen=True, slots=True)
class Backlog:
    """Alerts that should have been sent by now, over all firms: how many, and how long the oldest has waited."""

    count: int
    oldest_age: timedelta


UNCONFIRMED = Q(
    duty_of="ours", importance="critical", confirmed_at=None, state__in=COUNTED, sort_on__lt=NO_DATE
)
"""As `confirmation.unconfirmed` has it, of rows."""


_LATE = Q(met_on__gt=F("due_on"))
IN_TIME = Q(state="met") & ~_LATE
TOO_LATE = Q(state="missed") | (Q(state="met") & _LATE)
"""What became of a duty that is over: done by its last day, or not done by then, if later after all."""


def deadline_list() -> QuerySet[Deadline]:
    """Deadlines of every state."""
    return Deadline.objects.all()


def alert_list() -> QuerySet[Alert]:
    """Alerts of every state."""
    return Alert.objects.all()


def closure_list() -> QuerySet[Closure]:
    """Announced closings, those that were taken back among them."""
    return Closure.objects.all()


def closures_announced() -> tuple[clock.Closure, ...]:
    """The closings that hold, as the clock takes them."""
    holding = closure_list().filter(withdrawn_at=None).order_by("on", "id")
    return tuple(
        clock.Closure(*each) for each in holding.values_list("on", "name", "closed", "source", "jurisdiction")
    )


def feed_list(actor: Member) -> QuerySet[CalendarFeed]:
    """The firm's calendar feeds for whoever manages its members, else the actor's own."""
    feeds = CalendarFeed.objects.all()
    return feeds if actor.may("member.manage") else feeds.filter(member_id=actor.member_id)


def feed_setting_list() -> QuerySet[FeedSetting]:
    """How much the firm's feeds tell: one row, or none where that was never set."""
    return FeedSetting.objects.all()


def feed_member(slug: str, digest: bytes) -> UUID | None:
    """Whose feed has an address of this digest in the firm, if it is not revoked. Outside any scope."""
    return next(iter(found_rows("feed_member", slug, digest.hex())), None)


def proposal_list() -> QuerySet[DeadlineProposal]:
    """Proposals of other dates, decided ones among them."""
    return DeadlineProposal.objects.all()


def alert_policy_list() -> QuerySet[AlertPolicy]:
    """How the firm wants to be reminded, where it said so."""
    return AlertPolicy.objects.all()


def terms_in_force() -> dict[str, AlertTerms]:
    """The terms by which the firm is reminded now, by importance: its own, or else the defaults."""
    return DEFAULTS | {policy.importance: policy.terms for policy in alert_policy_list()}


def breach_list(on: date | None = None) -> QuerySet[Breach]:
    """Breaches, withdrawn ones among them; given the present day, each with its `days_late`."""
    rows = Breach.objects.all()
    if on is None:
        return rows
    ended = Coalesce("cured_on", Value(on, output_field=DateField()))
    return rows.annotate(
        days_late=Func(
            ended, F("due_on"), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
        )
    )


def breaches_standing(case_id: UUID) -> list[Breach]:
    """The case's breaches without those that were withdrawn, in the order in which they began."""
    rows = breach_list().filter(case_id=case_id).exclude(state="withdrawn")
    return list(rows.select_related("started_by__denial").order_by("due_on", "id"))


def date_change_list() -> QuerySet[DateChange]:
    """Dates that members set."""
    return DateChange.objects.all()


def rung_decision_list() -> QuerySet[RungDecision]:
    """What persons decided about the rungs of cases, withdrawn ones among them."""
    return RungDecision.objects.all()


def litigation_cost_list() -> QuerySet[LitigationCost]:
    """What suits would cost by what the firm entered, withdrawn ones among them."""
    return LitigationCost.objects.all()


def decisions_of(case_id: UUID) -> Decisions:
    """The decisions about the case's rungs that hold, in their order, as the ladder takes them."""
    rows = rung_decision_list().filter(case_id=case_id, withdrawn_at=None).order_by("id")
    rows = rows.select_related("decided_by__user")
    return tuple(
        Decision(
            cast(What, row.what), row.rung, str(row.decided_by), row.reason, row.decided_on, row.part or None
        )
        for row in rows
    )


def run_list() -> QuerySet[ImpactRun]:
    """Runs over the firm's open cases."""
    return ImpactRun.objects.all()


def basis_list() -> QuerySet[DocketBasis]:
    """What each docket was computed on last."""
    return DocketBasis.objects.all()


def firms_without_run(law: str, limit: int) -> list[UUID]:
    """The firms that no run has brought to the law of this fingerprint. Outside any scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT firm_id FROM scanner.firms_without_run(%s, %s)", [law, limit])
        return [firm_id for (firm_id,) in cursor.fetchall()]


def paper_list() -> QuerySet[DocketPaper]:
    """Papers of the docket that were asked for or made by themselves."""
    return DocketPaper.objects.all()


def paper_part_list() -> QuerySet[DocketPaperPart]:
    """The PDFs of papers."""
    return DocketPaperPart.objects.all()


def firms_without_certificate(limit: int) -> list[UUID]:
    """The firms whose day's certificate is to be begun now. Outside any scope."""
    return [firm_id for firm_id, _ in due_rows("firms_without_certificate", limit=limit)]


def rate_list() -> QuerySet[ReferenceRate]:
    """Reference rates of every day."""
    return ReferenceRate.objects.all()


def rates_of(jurisdiction: str) -> list[ReferenceRate]:
    """The reference rates of a jurisdiction and of the United States, of every day."""
    return list(rate_list().filter(jurisdiction__in=("US", jurisdiction)))


def rates_in_force(rates: Iterable[ReferenceRate], jurisdiction: str, on: date) -> dict[str, Rate]:
    """Of these rates those in force on a day, by reference: the jurisdiction's own, else the United States'."""
    found = [row for row in rates if row.from_on <= on]
    return {
        row.reference: Rate(row.percent, f"{row.source}, in force from {row.from_on}")
        for row in sorted(found, key=lambda row: (row.jurisdiction == jurisdiction, row.from_on))
    }


def case_rows() -> QuerySet[Case]:
    """Cases, with the policy that facts are read from."""
    return case_list().select_related("policy")


def event_rows(case_id: UUID) -> QuerySet[Event]:
    """The events of a case, those that were withdrawn among them."""
    return event_list().filter(case_id=case_id)


def events_that_hold(case_id: UUID) -> list[Event]:
    """The case's events that are not withdrawn, in order of their dates, with the denials that they are about."""
    return list(event_rows(case_id).filter(withdrawn=False).select_related("denial").order_by("on", "id"))


def happenings(case_id: UUID, events: Iterable[Event]) -> dict[UUID, Happening]:
    """The events of a case that hold, as the docket takes them, by id."""
    events = list(events)
    places: dict[UUID, UUID | None] = {}
    if any(event.corrects_id for event in events):
        places = dict(event_rows(case_id).filter(withdrawn=True).values_list("id", "corrects_id"))
    return {
        event.id: Happening(
            event.id,
            event.kind,
            event.on,
            event.proof_grade,
            part_of(event),
            event.denial_id,
            frozenset(_chain(event.corrects_id, places)),
        )
        for event in events
    }


def _chain(corrected: UUID | None, places: Mapping[UUID, UUID | None]) -> Iterator[UUID]:
    while corrected is not None:
        yield corrected
        corrected = places.get(corrected)


def recipients(case: Case) -> list[UUID]:
    """The members who are reminded: the lead if still in the firm, else the owners; never one behind a wall.

    Where the last owner has left, an owner of old stands in; what is meant for them goes to the docketing address.
    """
    current = may_look(colleagues(), case.id)
    if case.lead_id is not None and current.filter(id=case.lead_id).exists():
        return [case.lead_id]
    return _ids(current.filter(role=OWNER)) or _ids(member_list().filter(role=OWNER))[:1]


def addresses_behind_wall(case_id: UUID) -> set[str]:
    """The e-mail addresses of the members who are kept from a case, in small letters."""
    kept_out = member_list().filter(id__in=behind_wall(case_id)).values_list("user__email", flat=True)
    return {address.lower() for address in kept_out}


def addresses_of(case: Case) -> list[str]:
    """The e-mail address of each member who is reminded of the case's deadlines now."""
    found = member_list().filter(id__in=recipients(case), ended_at=None).order_by("created_at", "id")
    return list(found.values_list("user__email", flat=True))


def fact_list() -> QuerySet[CaseFact]:
    """Facts that cases state, those that turned out not to be known among them."""
    return CaseFact.objects.all()


def facts_stated(case: Case) -> dict[str, FactValue]:
    """The facts that hold for the case: its own fields first, then its policy's, then what members stated."""
    stated = fact_list().filter(case_id=case.id, value__isnull=False)
    facts: dict[str, Any] = {fact.name: fact.value for fact in stated}
    if case.claim_kind:
        facts["claim_kind"] = case.claim_kind
    if case.policy is not None and case.policy.appeal_levels is not None:
        facts["appeal_levels"] = case.policy.appeal_levels
    return facts


def policy_periods(policy_id: UUID | None) -> dict[str, PolicyPeriod]:
    """The times that the policy itself sets, each cited by the provision and the page that it stands on."""
    if policy_id is None:
        return {}
    duties = policy_duty_list().filter(policy_id=policy_id, removed_at=None).select_related("provision")
    return {
        f"{duty.kind}-{duty.id.hex[-8:]}": PolicyPeriod(
            duty.n,
            cast(Unit, duty.unit),
            duty.counts_from or None,
            kind=duty.kind,
            where=provision_citation(duty.provision.label, duty.provision.page),
            read=duty.provision.quote_check == "verified",
        )
        for duty in duties.order_by("id")
    }


def case_facts(case: Case, events: Iterable[Event], as_of: datetime) -> ClockFacts:
    """The case as the clock takes it. A fact that the case does not state is left out, never guessed."""
    return ClockFacts(
        line_of_business=case.line_of_business,
        plan_type=case.plan_type or _any_plan_type(case.line_of_business),
        jurisdiction=case.jurisdiction,
        contract_date=case.policy.effective_from if case.policy else None,
        loss_date=case.loss_date,
        policy=policy_periods(case.policy_id),
        facts=facts_stated(case),
        events=tuple(_clock_event(event) for event in events),
        as_of=as_of,
        closures=closures_announced(),
    )


def case_answer(case: Case, events: list[Event], as_of: datetime, *, recorded: UUID | None = None) -> Answer:
    """Every deadline and remedy of the case as it stands; nothing where the catalogue has no rule for its line.

    Raises CannotCompute for facts that no clock can run on, naming the field; one of the event `recorded` just now
    by its own name.
    """
    catalogue = load_catalogue()
    governed = bool(catalogue.for_line(case.line_of_business, case.jurisdiction))
    if not (events or case.loss_date) or not (governed or case.policy_id):
        return Answer((), ())
    facts = case_facts(case, events, as_of)
    try:
        return answer(facts, catalogue, decisions_of(case.id))
    except FactsError as error:
        raise as_invalid(error, events, recorded) from error


def alert_backlog() -> Backlog:
    """What the watchdog looks at: alerts that were due over a quarter of an hour ago and are not settled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, oldest_age FROM scanner.alert_backlog()")
        count, oldest_age = cursor.fetchone()
    return Backlog(count, oldest_age)


def _ids(members: QuerySet[Membership]) -> list[UUID]:
    return list(members.order_by("created_at", "id").values_list("id", flat=True))


def part_of(event: Event) -> str | None:
    """The part of the claim that an event is about; None for all of it."""
    return (event.denial.part or None) if event.denial else None


def _any_plan_type(line_of_business: str) -> str:
    """Stands for a plan type that is not given, on a line whose law does not hang on it; else nothing does."""
    return "" if line_of_business in LAW_BY_PLAN_TYPE else "other"


def _clock_event(event: Event) -> ClockEvent:
    return ClockEvent(
        kind=event.kind,
        on=None if event.at else event.on,
        at=event.at,
        time_zone=event.time_zone,
        proof=event.proof_grade or None,
        ref=str(event.id),
        decision=str(event.denial_id) if event.denial_id else None,
        part=part_of(event),
    )
