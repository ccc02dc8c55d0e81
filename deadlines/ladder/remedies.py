"""Where each rung of the ladder stands, and why. Reads computed deadlines; counts no day itself.

An insurer's missed decision opens the next rung but never closes the one below: deemed exhaustion is a right to go
on, and a court or reviewer may refuse it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from deadlines.clock.answer import Answer, ComputedDeadline, Remedy, RemedyState
from deadlines.clock.compute import compute
from deadlines.clock.events import ClockFacts
from deadlines.clock.timeline import Moment, Timeline, timeline_of
from deadlines.ladder.rungs import Ladder, Rung, ladder_for
from deadlines.law.model import Catalogue, FactValue

DENIALS: Final = ("denial_told", "denial_dated", "denial_mailed", "denial_received")
FIRST_ANSWERS: Final = ("first_appeal_denial_dated", "first_appeal_denial_received")
FINAL_ANSWERS: Final = ("final_denial_dated", "final_denial_received")


@dataclass(frozen=True, slots=True)
class _Exhaustion:
    """Whether the appeals inside the plan are done with, since when, and how."""

    state: RemedyState
    since: date | None
    why: str


@dataclass(frozen=True)
class _Case:
    facts: ClockFacts
    settled: Mapping[str, FactValue]
    timeline: Timeline
    rows: Mapping[str, Sequence[ComputedDeadline]]
    ladder: Ladder

    def first(self, kinds: Iterable[str]) -> Moment | None:
        events = self.timeline.happened(kinds)
        return events[0] if events else None

    def row(self, rule: str | None) -> ComputedDeadline | None:
        """The last clock of a rule: of several notices the one whose time ends last."""
        rows = self.rows.get(rule or "", ())
        return rows[-1] if rows else None

    def lapsed(self, row: ComputedDeadline | None) -> str:
        """What is to be said where the time from an earlier notice has run out."""
        gone = [each for each in self.rows.get(row.rule, ()) if each.state == "missed"] if row else []
        if row is None or row.state == "missed" or not gone:
            return ""
        return (
            f" The time from an earlier notice ended on {_due(gone[-1])}: expect that to be held against us."
        )

    def breach(self, rules: Iterable[str]) -> ComputedDeadline | None:
        """The first insurer's decision among `rules` that is certainly late."""
        late = [row for rule in rules for row in self.rows.get(rule, ()) if row.state == "missed"]
        return min(late, key=lambda row: _due(row) or date.max) if late else None


def answer(facts: ClockFacts, catalogue: Catalogue) -> Answer:
    """Deadlines and remedies together: the clock's whole answer. Raises FactsError as `compute` does."""
    computed = compute(facts, catalogue)
    implied = catalogue.implied_facts(facts.plan_type, facts.jurisdiction, facts.facts)
    settled = {**facts.facts, **{name: item.value for name, item in implied.items()}}
    return replace(computed, remedies=remedies(replace(facts, facts=settled), computed))


def remedies(facts: ClockFacts, computed: Answer) -> tuple[Remedy, ...]:
    """Every remedy that the law gives for these facts, lowest first; none where the catalogue has no ladder.

    `facts.facts` should include what the plan type implies; `answer` sees to it.
    """
    ladder = ladder_for(facts.line_of_business, facts.plan_type)
    if ladder is None:
        return ()
    parts = sorted({event.part for event in facts.events if event.part})
    if len(parts) < 2:
        return _climbed(ladder, facts, computed)
    return tuple(remedy for part in parts for remedy in _of_part(ladder, facts, computed, part))


def _of_part(ladder: Ladder, facts: ClockFacts, computed: Answer, part: str) -> Iterator[Remedy]:
    """The remedies against what was decided about one part of the claim, which climbs a ladder of its own."""
    events = tuple(event for event in facts.events if event.part in (None, part))
    rows = tuple(row for row in computed.deadlines if row.part in (None, part))
    for remedy in _climbed(ladder, replace(facts, events=events), replace(computed, deadlines=rows)):
        yield replace(remedy, part=part)


def _climbed(ladder: Ladder, facts: ClockFacts, computed: Answer) -> tuple[Remedy, ...]:
    rows: dict[str, list[ComputedDeadline]] = {}
    for row in computed.deadlines:
        rows.setdefault(row.rule, []).append(row)
    case = _Case(facts, facts.facts, timeline_of(facts), rows, ladder)
    found: list[Remedy] = []
    inside = _Exhaustion("not_yet", None, "")
    for rung in ladder.rungs:
        remedy: Remedy | None
        if rung.kind == "internal_appeal":
            remedy = _internal(case, rung)
            inside = _Exhaustion(remedy.state, remedy.opens_on, remedy.why)
        elif rung.kind == "second_level_appeal":
            remedy = _second_level(case, rung, inside)
            if remedy is not None and case.settled.get("appeal_levels") == 2 and inside.state == "exhausted":
                inside = _Exhaustion(remedy.state, remedy.opens_on, remedy.why)
        elif rung.kind == "external_review":
            remedy = _external(case, rung, _with_late_first_decision(case, inside))
        else:
            remedy = _civil_action(case, rung, _with_late_first_decision(case, inside))
        if remedy is not None:
            found.append(remedy)
    return tuple(found)


def _internal(case: _Case, rung: Rung) -> Remedy:
    denied = case.first(DENIALS)
    granted = case.first(("appeal_granted",))
    if granted:
        return _remedy(rung, "exhausted", f"Granted on {granted.on}.", granted.on)
    two_levels = case.settled.get("appeal_levels") == 2
    answered = case.first((*FIRST_ANSWERS, *FINAL_ANSWERS) if two_levels else FINAL_ANSWERS)
    if answered:
        return _remedy(rung, "exhausted", f"Decided against us on {answered.on}.", answered.on)
    taken = case.first(("appeal_received",))
    if taken:
        return _pending(case, rung, taken, rung.answer_rules)
    if denied is None:
        late = case.breach(case.ladder.initial_decision_rules)
        if late:
            return _deemed(case, rung, late)
        return _remedy(rung, "not_yet", "There is no denial yet.")
    row = case.row(rung.deadline_rule)
    remedy = _open_or_lost(rung, row, denied.on)
    return replace(remedy, why=f"{remedy.why}{case.lapsed(row)}")


def _second_level(case: _Case, rung: Rung, below: _Exhaustion) -> Remedy | None:
    levels = case.settled.get("appeal_levels")
    if levels == 1:
        return None
    if levels is None:
        return _remedy(rung, "not_yet", "Only if the plan has two levels: appeal_levels is not known.")
    final = case.first((*FINAL_ANSWERS, "appeal_granted"))
    if final:
        return _remedy(rung, "exhausted", f"Decided on {final.on}.", final.on)
    taken = case.first(("second_appeal_received",))
    if taken:
        return _pending(case, rung, taken, rung.answer_rules)
    first = case.first(FIRST_ANSWERS)
    if first is None:
        state: RemedyState = "lost" if below.state == "lost" else "not_yet"
        return _remedy(rung, state, f"Follows the first appeal. {below.why}")
    return _open_or_lost(rung, case.row(rung.deadline_rule), first.on)


def _external(case: _Case, rung: Rung, inside: _Exhaustion) -> Remedy | None:
    process = case.settled.get("external_review_process")
    scope = case.settled.get("external_review_scope")
    if process == "federal" and scope == "none":
        return None
    rung, row, hint = _external_route(case, rung, process, scope)
    decided = case.first(("external_review_decided", "external_review_decision_received"))
    if decided:
        return _remedy(rung, "exhausted", f"Decided on {decided.on}.", decided.on)
    taken = case.first(("external_review_requested", "expedited_review_requested"))
    if taken:
        return _remedy(
            rung, "pending", f"Requested on {taken.on}; the reviewer's answer is awaited.{hint}", taken.on
        )
    denied = case.first(DENIALS)
    if inside.state in ("exhausted", "deemed_exhausted"):
        if case.first(("appeal_granted",)):
            return _remedy(rung, "not_yet", "The appeal was granted: nothing is left to review.")
        first = case.row(rung.first_denial_rule) if denied and not case.first(FINAL_ANSWERS) else None
        if first is not None and process != "state":
            remedy = _first_denial_reviewed(case, rung, first, inside.since)
        else:
            remedy = _open_or_lost(rung, row, inside.since)
        return replace(remedy, why=f"{inside.why} {remedy.why}{hint}")
    if denied and case.settled.get("claim_kind") == "urgent":
        why = f"Urgent: may be asked for together with the expedited internal appeal.{hint}"
        return replace(
            _remedy(rung, "available", why, denied.on), citation=rung.expedited_citation or rung.citation
        )
    if inside.state == "lost":
        return _remedy(rung, "lost", f"The internal appeal was not taken in time.{hint}")
    return _remedy(rung, "not_yet", f"Follows the internal appeal. {inside.why}{hint}")


def _first_denial_reviewed(case: _Case, rung: Rung, row: ComputedDeadline, since: date | None) -> Remedy:
    """Without a final denial the four months run from the first: the notice that would be reviewed."""
    until = _due(row)
    present = case.facts.as_of.date() if isinstance(case.facts.as_of, datetime) else case.facts.as_of
    over = until is not None and present is not None and until < present
    why = f"Counted from the first denial, which would be reviewed: until {until}."
    if over:
        return _remedy(rung, "lost", f"{why} A final denial would start the time anew.", since, by=row)
    return _remedy(rung, "available", why, since, by=row)


def _external_route(
    case: _Case, rung: Rung, process: FactValue | None, scope: FactValue | None
) -> tuple[Rung, ComputedDeadline | None, str]:
    """Which process hears it: its citation, its deadline, and what is still to be known."""
    if process == "state":
        own = case.row(f"{case.facts.jurisdiction.lower()}-{rung.state_rule}")
        if own is not None:
            hint = f" State process, to {own.act}."
            return replace(rung, citation=own.citation), own, hint
        hint = f" State process: see the law of {case.facts.jurisdiction}; the period shown is the federal minimum."
        return replace(rung, citation=rung.state_citation), case.row(rung.state_deadline_rule), hint
    hint = (
        ""
        if scope
        else " Needs external_review_scope: only medical judgment, surprise billing or rescission."
    )
    if process is None:
        hint += " Needs external_review_process: the state's process where the plan is insured, else the federal one."
    return rung, case.row(rung.deadline_rule), hint


def _civil_action(case: _Case, rung: Rung, inside: _Exhaustion) -> Remedy:
    filed = case.first(("suit_filed",))
    if filed:
        return _remedy(rung, "pending", f"Suit was filed on {filed.on}.", filed.on)
    if case.first(("appeal_granted",)):
        return _remedy(rung, "not_yet", "The appeal was granted: nothing is left to sue for.")
    if inside.state in ("exhausted", "deemed_exhausted"):
        return _remedy(rung, "available", f"{inside.why} {rung.note}", inside.since)
    if inside.state == "lost":
        return _remedy(rung, "lost", f"Most courts bar a suit without the internal appeal. {inside.why}")
    return _remedy(rung, "not_yet", f"Follows the internal appeal. {inside.why}")


def _with_late_first_decision(case: _Case, inside: _Exhaustion) -> _Exhaustion:
    """A first decision that came late, or not at all, deems the rungs inside the plan climbed as well."""
    if inside.state in ("exhausted", "deemed_exhausted"):
        return inside
    late = case.breach(case.ladder.initial_decision_rules)
    if late is None:
        return inside
    return _Exhaustion("deemed_exhausted", _day_after(late), _breach_words(case, late))


def _pending(case: _Case, rung: Rung, taken: Moment, rules: Iterable[str]) -> Remedy:
    late = case.breach(rules)
    if late:
        return _deemed(case, rung, late)
    why = f"Filed on {taken.on}; the plan's decision is awaited."
    due = [row for rule in rules for row in case.rows.get(rule, ()) if row.state == "open" and _due(row)]
    first = min(due, key=lambda row: _due(row) or date.max, default=None)
    return _remedy(rung, "pending", why, taken.on, by=first)


def _deemed(case: _Case, rung: Rung, late: ComputedDeadline) -> Remedy:
    remedy = _remedy(rung, "deemed_exhausted", _breach_words(case, late), _day_after(late))
    return replace(remedy, citation=case.ladder.deemed_exhaustion, checked=late.checked)


def _breach_words(case: _Case, late: ComputedDeadline) -> str:
    late_by = f"The plan's decision was due on {_due(late)} and did not come in time ({late.rule})"
    right = f"exhaustion may be deemed, {case.ladder.deemed_exhaustion}"
    return f"{late_by}: {right}. A reviewer or court may refuse that, so no appeal date lapses by it."


def _open_or_lost(rung: Rung, row: ComputedDeadline | None, since: date | None) -> Remedy:
    due = _due(row) if row else None
    if row is not None and row.state == "missed":
        return _remedy(rung, "lost", f"The time ended on {due}.", since, by=row)
    why = "Open."
    if row is not None and row.state == "waiting":
        why = "Open; its time starts with the notice to be reviewed, whose date is not known yet."
    elif row is None or due is None:
        why = "Open; no date is set for it by law: read the letter and the plan."
    elif row.needs:
        why = f"Open as far as is known; needs {', '.join(row.needs)}."
    return _remedy(rung, "available", why, since, by=row)


def _remedy(
    rung: Rung,
    state: RemedyState,
    why: str,
    since: date | None = None,
    by: ComputedDeadline | None = None,
) -> Remedy:
    """The rung with the last day that the deadline `by` gives it, if any does."""
    until = _due(by) if by else None
    checked = by.checked if by and until else None
    return Remedy(rung.kind, state, since, until, why.strip(), rung.citation, checked=checked)


def _due(row: ComputedDeadline) -> date | None:
    return row.due_on or (row.due_at.date() if row.due_at else None)


def _day_after(row: ComputedDeadline) -> date | None:
    due = _due(row)
    return due + timedelta(days=1) if due else None
