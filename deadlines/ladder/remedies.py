"""Where each rung of the ladder stands, and why. Reads computed deadlines; counts no day itself.

An insurer's missed decision opens the next rung but never closes the one below: deemed exhaustion is a right to go
on, and a court or reviewer may refuse it. What the law does not give in a case is not among its remedies.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from deadlines.clock.answer import Answer, ComputedDeadline, Remedy, RemedyNotGiven, RemedyState
from deadlines.clock.compute import compute
from deadlines.clock.events import ClockFacts
from deadlines.clock.scope import is_in_force
from deadlines.clock.timeline import Moment, Timeline, timeline_of
from deadlines.ladder.case import FINAL_ANSWERS, LadderCase, day_after, due_of
from deadlines.ladder.catalogue import ladders_of
from deadlines.ladder.conditions import Done, Outcome, breach_words, first_decision_late, opening
from deadlines.ladder.decisions import Decision, Decisions
from deadlines.ladder.kinds import CONSENTS
from deadlines.ladder.routes import route_of, weaker
from deadlines.ladder.rungs import Bound, Ladder, Rung
from deadlines.law.facts import QUESTIONS
from deadlines.law.model import Catalogue


def answer(facts: ClockFacts, catalogue: Catalogue, decisions: Decisions = ()) -> Answer:
    """Deadlines and remedies together: the clock's whole answer. Raises FactsError as `compute` does."""
    computed = compute(facts, catalogue)
    implied = catalogue.implied_facts(facts.plan_type, facts.jurisdiction, facts.facts)
    settled = {**facts.facts, **{name: item.value for name, item in implied.items()}}
    return climbed(replace(facts, facts=settled), computed, decisions)


def climbed(facts: ClockFacts, computed: Answer, decisions: Decisions = ()) -> Answer:
    """`computed` with every remedy that the law gives for these facts, lowest first, and those that it does not.

    `facts.facts` should include what the plan type implies; `answer` sees to it.
    """
    timeline = timeline_of(facts)
    ladder = ladder_for(facts, timeline)
    if ladder is None:
        return computed
    whole = _case(ladder, facts, computed, decisions, None)
    parts = sorted({event.part for event in facts.events if event.part})
    if len(parts) < 2:
        remedies = tuple(_climb(whole))
    else:
        remedies = tuple(
            replace(remedy, part=part)
            for part in parts
            for remedy in _climb(_of_part(ladder, facts, computed, decisions, part))
        )
    return replace(computed, remedies=remedies, not_given=tuple(_not_given(whole)), ladder=ladder.id)


def ladder_for(facts: ClockFacts, timeline: Timeline) -> Ladder | None:
    """The ladder in force for a line, plan type and place; None where the catalogue has none.

    The place's own before the general one; where the date that decides between two is not known, the later.
    """
    found = ladders_of(facts.line_of_business, facts.plan_type, facts.jurisdiction)
    standing = [ladder for ladder in found if is_in_force(ladder.effective, facts, timeline) is not False]
    return standing[-1] if standing else None


def _case(
    ladder: Ladder, facts: ClockFacts, computed: Answer, decisions: Decisions, part: str | None
) -> LadderCase:
    rows: dict[str, list[ComputedDeadline]] = {}
    for row in computed.deadlines:
        rows.setdefault(row.rule, []).append(row)
    return LadderCase(facts, timeline_of(facts), rows, ladder, decisions, part)


def _of_part(
    ladder: Ladder, facts: ClockFacts, computed: Answer, decisions: Decisions, part: str
) -> LadderCase:
    """What was decided about one part of the claim, which climbs a ladder of its own."""
    events = tuple(event for event in facts.events if event.part in (None, part))
    rows = tuple(row for row in computed.deadlines if row.part in (None, part))
    own = replace(computed, deadlines=rows)
    return _case(ladder, replace(facts, events=events), own, decisions, part)


def _not_given(case: LadderCase) -> Iterator[RemedyNotGiven]:
    for item in case.ladder.not_given:
        if case.unknown(item.when) == ():
            yield RemedyNotGiven(item.kind, item.title, item.why, item.citation, item.checked.grade)


def _climb(case: LadderCase) -> Iterator[Remedy]:
    done: dict[str, Remedy] = {}
    for rung in case.rungs:
        doubts, open_questions = case.unknown(rung.when), case.unknown(rung.hangs_on)
        if doubts is None or open_questions is None:
            continue
        if rung.where_ruled and case.row(rung.closes) is None:
            continue
        remedy = _doubtful(case, rung, doubts) if doubts else _standing(case, rung, done)
        if remedy is None:
            continue
        if open_questions:
            asked = " ".join(f"Needs {name}: {QUESTIONS[name]}" for name in open_questions)
            needs = tuple(dict.fromkeys((*remedy.needs, *open_questions)))
            remedy = replace(remedy, why=f"{remedy.why} {asked}", needs=needs)
        done[rung.id] = remedy
        yield remedy


def _doubtful(case: LadderCase, rung: Rung, doubts: tuple[str, ...]) -> Remedy:
    asked = " ".join(f"{name} is not known: {QUESTIONS[name]}" for name in doubts)
    over = _over(case, rung)
    return over or _remedy(case, rung, "not_yet", f"Only in some cases. {asked}", needs=doubts)


def _standing(case: LadderCase, rung: Rung, done: Done) -> Remedy | None:
    """How a rung stands: what happened comes first, then what a person decided, then the law.

    None where it follows only what the law does not give here.
    """
    moved = _by_event(case, rung)
    if moved is not None:
        return moved
    barred = _foreclosed(case, rung)
    if barred is not None:
        return barred
    futile = case.decision("futile", rung.id)
    if futile is not None:
        return _futile(case, rung, futile)
    over = case.first(case.ladder.settled_by)
    if over is not None:
        return _remedy(case, rung, "not_yet", f"Granted or settled on {over.on}: nothing is left to ask for.")
    outcome = opening(case, rung.opens, done)
    if outcome.absent:
        return None
    if not outcome.met:
        return _unopened(case, rung, outcome)
    remedy = _open_or_lost(case, rung, outcome)
    if rung.consent and remedy.state != "lost" and case.decision("consented", rung.id) is None:
        why = f"Only with {CONSENTS[rung.consent].lower()}, which is not on file."
        return _remedy(case, rung, "not_yet", why)
    return remedy


def _by_event(case: LadderCase, rung: Rung) -> Remedy | None:
    """A rung that was taken, and what came of it."""
    won = case.first(rung.won)
    if won is not None:
        return _remedy(case, rung, "exhausted", f"Granted on {won.on}.", won.on)
    ended = case.first(rung.ended)
    if ended is not None:
        how = "Decided against us" if rung.level == "internal" else "Decided"
        return _remedy(case, rung, "exhausted", f"{how} on {ended.on}.", ended.on)
    taken = case.first(rung.taken)
    return _pending(case, rung, taken) if taken is not None else None


def _pending(case: LadderCase, rung: Rung, taken: Moment) -> Remedy:
    late = case.breach(rung.answer.rules)
    if late is not None and rung.answer.deemed:
        return _deemed(case, rung, late, rung.answer.deemed)
    if late is not None:
        why = f"Taken on {taken.on}; the answer was due on {due_of(late)} and is late ({late.rule})."
        return _remedy(case, rung, "pending", why, taken.on)
    why = f"Taken on {taken.on}; the answer is awaited."
    return _remedy(case, rung, "pending", why, taken.on, row=case.awaited(rung.answer.rules))


def _deemed(case: LadderCase, rung: Rung, late: ComputedDeadline, deemed: str) -> Remedy:
    remedy = _remedy(case, rung, "deemed_exhausted", breach_words(late, deemed), day_after(late))
    return replace(remedy, citation=deemed, checked=late.checked)


def _foreclosed(case: LadderCase, rung: Rung) -> Remedy | None:
    """Lost because another rung was taken that excludes it."""
    by = case.barred.get(rung.id)
    if by is None:
        return None
    other, bar = by
    begun = case.first(other.moves)
    since = begun.on if begun else None
    why = f"{other.title} was begun on {since}. {bar.why}"
    return replace(_remedy(case, rung, "lost", why, since), citation=bar.citation)


def _futile(case: LadderCase, rung: Rung, by: Decision) -> Remedy:
    when = f" on {by.on}" if by.on else ""
    why = f"Futile, by {by.by}{when}: {by.reason.rstrip('.')}. That is a person's call, which a court may not share."
    held = case.row(rung.closes)
    row = held[1] if held and held[1].state == "open" else None
    return _remedy(case, rung, "exhausted", why, by.on, row=row)


def _unopened(case: LadderCase, rung: Rung, outcome: Outcome) -> Remedy:
    late = first_decision_late(case)
    lowest = next((each.id for each in case.ladder.rungs if each.mandatory), "")
    if rung.id == lowest and late is not None:
        return _deemed(case, rung, late, case.ladder.first_decision.deemed)
    if outcome.lost:
        return _remedy(case, rung, "lost", outcome.why, outcome.since, needs=outcome.needs)
    over = _over(case, rung)
    return over or _remedy(case, rung, "not_yet", outcome.why, outcome.since, needs=outcome.needs)


def _over(case: LadderCase, rung: Rung) -> Remedy | None:
    """Lost although it never opened: its time ended first, or the claim has outlived every time that is known."""
    held = case.row(rung.closes)
    if held is not None and case.is_over(held[1]):
        why = f"{_ended_words(held[1])} It never opened."
        return _remedy(case, rung, "lost", why, row=held[1])
    return _outlived(case, rung) if held is None or due_of(held[1]) is None else None


def _outlived(case: LadderCase, rung: Rung) -> Remedy | None:
    longest, since = case.ladder.longest, case.outlived
    if since is None:
        return None
    years = "a year" if longest.years == 1 else f"{longest.years} years"
    why = (
        f"Lost by {since} at the latest: its own last day is not known, but {years} had passed since the last "
        f"decision, after which no time that was read still runs ({longest.citation})."
    )
    return _remedy(case, rung, "lost", why, since)


def _open_or_lost(case: LadderCase, rung: Rung, outcome: Outcome) -> Remedy:
    """A rung that has opened, by the clock that ends its time."""
    first = case.row(rung.before_final) if not case.first(FINAL_ANSWERS) else None
    held = first or case.row(rung.closes)
    outlived = _outlived(case, rung) if held is None or due_of(held[1]) is None else None
    if outlived is not None:
        return outlived
    if held is None:
        return _opened(case, rung, "available", outcome, "Open; no date is set for it.", None)
    bound, row = held
    due = due_of(row)
    if first is not None and due is not None:
        state, why = _before_final(case, due)
    elif case.is_over(row):
        state, why = "lost", _ended_words(row)
    else:
        state, why = "available", _open_words(row, due)
    said = bound.says.format(act=row.act, place=case.facts.jurisdiction)
    whole = " ".join(part for part in (why, said, case.lapsed(row)) if part)
    return _opened(case, rung, state, outcome, whole, (bound, row))


def _before_final(case: LadderCase, due: date) -> tuple[RemedyState, str]:
    """Without a final answer the time runs from what would be reviewed: the first denial, or the request."""
    why = f"Counted without a final answer: until {due}."
    if case.present is not None and due < case.present:
        return "lost", f"{why} A final answer would start the time anew."
    return "available", why


def _ended_words(row: ComputedDeadline) -> str:
    if row.state == "missed":
        return f"The time ended on {due_of(row)}."
    return f"As far as is known the time ended on {due_of(row)}; that hangs on {', '.join(row.needs)}."


def _open_words(row: ComputedDeadline, due: date | None) -> str:
    if row.state == "waiting":
        return "Open; its time has not begun: what starts it is not on record."
    if due is None:
        return "Open; no date is set for it by law: read the letter and the plan."
    known = f"Open as far as is known; needs {', '.join(row.needs)}." if row.needs else "Open."
    safe = row.safe_on if row.safe_on is not None and row.safe_on < due else None
    return f"{known} The safe day is {safe}." if safe else known


def _opened(
    case: LadderCase,
    rung: Rung,
    state: RemedyState,
    outcome: Outcome,
    why: str,
    held: tuple[Bound, ComputedDeadline] | None,
) -> Remedy:
    words = " ".join(part for part in (outcome.why, why) if part)
    remedy = _remedy(case, rung, state, words, outcome.since, row=held[1] if held else None)
    if held is None:
        return replace(remedy, citation=outcome.citation or rung.citation)
    bound, row = held
    theirs = not bound.borrowed and any("{place}" in name for name in bound.rules)
    own = row.citation if theirs else bound.citation
    return replace(remedy, citation=own or outcome.citation or rung.citation)


def _remedy(
    case: LadderCase,
    rung: Rung,
    state: RemedyState,
    why: str,
    since: date | None = None,
    *,
    row: ComputedDeadline | None = None,
    needs: tuple[str, ...] = (),
) -> Remedy:
    """The rung as it stands, with the last day that the deadline `row` gives it, if any does."""
    route = route_of(rung, case.facts, case.settled)
    until = due_of(row) if row else None
    grade = rung.checked.grade if row is None or until is None else weaker(rung.checked.grade, row.checked)
    declined = case.decision("declined", rung.id)
    if declined is not None:
        why = f"{why} Not to be taken, by {declined.by}: {declined.reason.rstrip('.')}."
    about = next(
        (
            item
            for item in (declined, case.decision("futile", rung.id), case.decision("consented", rung.id))
            if item
        ),
        None,
    )
    return Remedy(
        rung=rung.id,
        kind=rung.kind,
        title=rung.title,
        state=state,
        opens_on=since,
        until=until,
        why=why.strip(),
        citation=rung.citation,
        checked=grade,
        level=rung.level,
        gives=rung.gives,
        note=rung.note,
        mandatory=rung.mandatory,
        who=rung.who,
        filed_with=route.filed_with,
        cost=route.cost,
        binding=route.binding,
        binding_note=route.binding_note,
        effects=tuple(f"{effect.says} ({effect.citation})" for effect in rung.effects),
        forecloses=tuple(item.rung for item in rung.forecloses),
        parallel=rung.parallel,
        needs=needs or (row.needs if row else ()),
        consent=rung.consent,
        decided=about.what if about else "",
    )
