"""A letter held against what the law makes such a letter say: each requirement present, absent or unclear.

What is required, of whom and with what effect is `deadlines.law`'s; how a letter shows it is `notice.yaml`'s. Absent is
said only where the requirement is owed for certain and nothing in the letter comes near it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

from cases.vocabulary import LAW_BY_PLAN_TYPE
from deadlines.law.model import FactValue
from deadlines.law.notices import NoticeRequirement, Stage
from deadlines.law.owed import Claim, Owed, owed
from letters.reading.findings import Doubt, Finding, NoticeCheck, Reading, Span
from letters.reading.layout import Letter
from letters.reading.notice_evidence import Answer, Evidence
from letters.reading.notice_place import jurisdiction_of
from letters.reading.notice_rules import Showing, notice_rules
from letters.reading.notice_stage import stage_of

_OF_NEW_CLAIMS: Final = frozenset({"denied", "partially_denied", "underpaid"})
# Many times what any law gives to decide a claim and its appeal.
_LONGEST_PENDENCY: Final = timedelta(days=5 * 365)
_ABSENT: Final = (
    "Nothing in the letter says it. Absence in a reading is not proof: check the pages and enclosures."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the caller knows of the claim from elsewhere; it goes before what the letter gives away."""

    line: str | None = None
    plan_type: str | None = None
    jurisdiction: str | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    loss_date: date | None = None


NOTHING_KNOWN: Final = Known()


def notice_checks(
    letter: Letter, reading: Reading, known: Known = NOTHING_KNOWN
) -> tuple[tuple[NoticeCheck, ...], list[Doubt]]:
    """What the law makes such a letter say, each with whether this one does, in the law's order.

    Empty for a letter that the law asks nothing of, and where nobody can say what law governs: where the line is
    unknown, or the plan type is and the law hangs on it. What must be known to check all of it is a doubt.
    """
    stage = stage_of(letter, reading.decision.value) if reading.decision else None
    line = known.line or _value(reading, "line_of_business")
    if stage is None or line is None:
        return (), []
    evidence = Evidence(letter, reading)
    claim = _claim(letter, reading, known, line, evidence)
    rules = notice_rules()
    checks = tuple(
        _check(due, rules.showings.get(due.requirement.id), evidence, claim, stage)
        for due in owed(stage, claim)
        if due.requirement.id not in rules.elsewhere
    )
    return checks, _needed(claim)


def _needed(claim: Claim) -> list[Doubt]:
    if claim.line in LAW_BY_PLAN_TYPE:
        why = "What the notice must say hangs on the type of plan, which is not known: nothing was checked."
        return [] if claim.plan_type else [Doubt("notice_checks", why)]
    why = "What the notice must say hangs on the state, which is not known."
    return [] if claim.jurisdiction else [Doubt("notice_checks", why)]


def _claim(letter: Letter, reading: Reading, known: Known, line: str, evidence: Evidence) -> Claim:
    place = jurisdiction_of(letter, reading.claimant)
    made_from, made_to = _made(reading, known.loss_date)
    return Claim(
        line=line,
        plan_type=known.plan_type or _value(reading, "plan_type"),
        jurisdiction=known.jurisdiction or (place.value if place else None),
        facts={**_facts(evidence), **known.facts},
        grounds=frozenset(ground.code for ground in reading.grounds),
        made_from=made_from,
        made_to=made_to,
    )


def _made(reading: Reading, loss_date: date | None) -> tuple[date | None, date | None]:
    """The first and the last day on which the claim can have been made.

    Not before the loss or the treatment, nor after it is said to have come or was decided. Where no such day is told, a
    denial answers a claim of the last years; what ends or lowers benefits may answer one of any age.
    """
    named = _value(reading, "letter_date")
    written = date.fromisoformat(named) if named else None
    happened = [dated.first for dated in reading.dates if dated.kind in ("loss", "service")]
    came = [dated.first for dated in reading.dates if dated.kind == "claim_received"]
    made_from = loss_date or min(happened, default=None)
    if made_from is None and written and _value(reading, "decision") in _OF_NEW_CLAIMS:
        made_from = written - _LONGEST_PENDENCY
    return made_from, min([*came, *([written] if written else [])], default=None)


def _facts(evidence: Evidence) -> dict[str, FactValue]:
    """The facts that the letter tells, each of one value only."""
    told: dict[str, set[FactValue]] = {}
    for rule in notice_rules().facts:
        if evidence.says(rule.says):
            told.setdefault(rule.fact, set()).add(rule.value)
    return {fact: values.pop() for fact, values in told.items() if len(values) == 1}


def _value(reading: Reading, name: str) -> str | None:
    finding: Finding | None = getattr(reading, name)
    return finding.value if finding else None


def _check(due: Owed, showing: Showing | None, evidence: Evidence, claim: Claim, stage: Stage) -> NoticeCheck:
    requirement = due.requirement
    if showing is None:
        return replace(
            _checked(requirement, "unclear", notice_rules().untold[requirement.id], None), effect=""
        )
    answers: list[Answer] = []
    for part in showing.parts:
        if (not part.plan_types or claim.plan_type in part.plan_types) and (
            not part.stages or stage in part.stages
        ):
            lost = any(answer.part.name == part.needs and answer.state == "missing" for answer in answers)
            answers.append(
                Answer(part, "missing", None, open=False)
                if lost
                else evidence.answer(part, requirement.verbatim)
            )
    told = next((answer.at for answer in answers if answer.state == "told"), None)
    lacking = [answer for answer in answers if answer.state != "told"]
    remark = f" {showing.remark}" if showing.remark else ""
    if not lacking:
        said = "The letter says it." if len(answers) == 1 else "The letter says each part of it."
        return _checked(requirement, "present", said + remark, told)
    unmet = _unmet(due, evidence, claim.grounds)
    if (
        not unmet
        and all(answer.state == "missing" for answer in answers)
        and any(not answer.open for answer in answers)
    ):
        return _checked(requirement, "absent", _ABSENT + remark, None)
    enclosed = next((answer.at for answer in lacking if answer.state == "enclosed"), None)
    at = enclosed or told or next((answer.at for answer in lacking if answer.at), None)
    return _checked(requirement, "unclear", _why(lacking, unmet, is_part=told is not None) + remark, at)


def _unmet(due: Owed, evidence: Evidence, grounds: Collection[str]) -> tuple[str, ...]:
    """The conditions that the letter itself does not show to hold."""
    holds = notice_rules().holds

    def is_shown(words: str) -> bool:
        how = holds.get(words)
        return how is not None and (bool(how.grounds & set(grounds)) or evidence.says(how.says))

    return tuple(words for words in due.conditions if not is_shown(words))


def _why(lacking: Sequence[Answer], unmet: Sequence[str], *, is_part: bool) -> str:
    """What was not found, what may be meant or is enclosed, and on what it hangs."""
    if not is_part and all(answer.state == "missing" and not answer.open for answer in lacking):
        said = ["Nothing in the letter says it."]
    else:
        said = [
            f"{words}: {_listed([_asked(answer) for answer in lacking if answer.state == state])}."
            for state, words in _WORDS.items()
            if any(answer.state == state for answer in lacking)
        ]
    if unmet:
        said.append(f"It is owed only if {' and if '.join(unmet)}.")
    return " ".join(said)


def _asked(answer: Answer) -> str:
    return f"{answer.part.asks} (asked only if {answer.part.provided})" if answer.open else answer.part.asks


_WORDS: Final = {
    "missing": "Not found",
    "enclosed": "Said to be enclosed, or to stand elsewhere",
    "hinted": "Perhaps meant, but not plainly said",
}


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _checked(requirement: NoticeRequirement, state: str, why: str, at: Span | None) -> NoticeCheck:
    return NoticeCheck(
        id=requirement.id,
        requirement=requirement.requirement,
        citation=requirement.citation,
        checked=requirement.checked.grade,
        state=state,
        why=why,
        effect="" if state == "present" else requirement.effect,
        at=at,
    )
