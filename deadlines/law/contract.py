"""The contract's own clocks: what a policy or plan may ask for by a date, and those terms of one claim as rules.

A policy's term is a rule like one of law: it has a trigger, a period, a citation (the provision and its page) and a
working. Which of two clocks for one act governs is `clock.own_terms`'s question.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from deadlines.law.model import Checked, Counting, Duty, Period, Rule, Trigger, Unit


@dataclass(frozen=True, slots=True)
class ContractDuty:
    """One kind of act that policies ask for: whose, from when unless the policy says otherwise, and what does it."""

    act: str
    trigger: str
    satisfied_events: tuple[str, ...]
    consequence: str
    duty_of: Duty = "ours"
    satisfied_by: Literal["sent", "received"] = "received"
    stand_ins: tuple[str, ...] = ()


DUTIES: Final[dict[str, ContractDuty]] = {
    "prompt_notice": ContractDuty(
        "give the insurer notice of the loss",
        "loss_occurred",
        ("claim_received", "claim_submitted"),
        "The insurer may deny for late notice; in most states it must show that the delay harmed it.",
    ),
    "mitigation": ContractDuty(
        "protect the property from further damage, and keep the bills",
        "loss_occurred",
        ("mitigation_done",),
        "The further damage may not be covered.",
    ),
    "records": ContractDuty(
        "give the insurer the records and documents that it asked for",
        "information_requested",
        ("information_received",),
        "The insurer may say that a condition of the policy was not met.",
    ),
    "proof_of_loss": ContractDuty(
        "give the insurer the signed, sworn proof of loss",
        "proof_of_loss_requested",
        ("proof_of_loss_received",),
        "The insurer may refuse to pay, and a suit may be barred.",
    ),
    "examination_under_oath": ContractDuty(
        "attend the examination under oath",
        "examination_requested",
        ("examination_given",),
        "The insurer may deny for failure to cooperate, and a suit may be barred.",
    ),
    "loss_payment": ContractDuty(
        "pay the loss",
        "proof_of_loss_received",
        ("payment_received", "first_acv_payment_received"),
        "The contract is broken: interest and the law's own penalties are to be looked up.",
        duty_of="insurer",
        satisfied_by="sent",
    ),
    "appraisal_demand": ContractDuty(
        "demand appraisal in writing",
        "denial_received",
        ("appraisal_demanded",),
        "The right to appraisal may be waived.",
        stand_ins=("denial_dated", "denial_mailed"),
    ),
    "appraiser_naming": ContractDuty(
        "name our appraiser",
        "appraisal_demanded",
        ("appraisers_named",),
        "A court may name the appraiser.",
    ),
    "internal_appeal": ContractDuty(
        "file the internal appeal",
        "denial_received",
        ("appeal_received",),
        "The denial stands, and a suit may be barred.",
        stand_ins=("denial_dated", "denial_mailed"),
    ),
    "second_level_appeal": ContractDuty(
        "file the second appeal",
        "first_appeal_denial_received",
        ("second_appeal_received",),
        "If the level is mandatory, remedies are not exhausted.",
        stand_ins=("first_appeal_denial_dated",),
    ),
    "suit_limitation": ContractDuty(
        "sue the insurer",
        "loss_occurred",
        ("suit_filed",),
        "The suit is barred, where the law lets the policy set so short a time.",
        satisfied_by="sent",
    ),
}
"""What each of `POLICY_DUTIES` means for the clock."""

UNNUMBERED: Final[tuple[Unit, ...]] = ("immediate", "reasonable")
"""Units that stand without a number: at once, and promptly."""


@dataclass(frozen=True, slots=True)
class Term:
    """One duty of one policy: its kind, its time, and where it stands. `name` tells terms of one kind apart."""

    name: str
    kind: str
    n: int | None
    unit: Unit
    trigger: str | None
    where: str
    read: bool


def contract_rules(
    terms: Iterable[Term], line: str, plan_type: str, left_to_policy: Container[str]
) -> tuple[Rule, ...]:
    """The rules that `terms` make; none for a kind in `left_to_policy`, whose period a rule of law takes up itself.

    Kinds that are no duty are no business of the clock, and are passed over.
    """
    return tuple(
        _rule(term, line, plan_type)
        for term in terms
        if term.kind in DUTIES and term.name not in left_to_policy
    )


def provision_citation(label: str, page: int | None) -> str:
    """How a provision of a policy is cited: “policy, provision Duties After Loss, page 12”."""
    return f"policy, provision {label}" + (f", page {page}" if page else "")


def is_contract(rule_id: str) -> bool:
    """Whether a rule is a policy's own term, and not law."""
    return rule_id.startswith(_PREFIX)


def consequence_of(rule_id: str) -> str:
    """What may follow from a lapse under a policy's own term; empty for a rule that is none of these."""
    kind = rule_id.removeprefix(_PREFIX).rpartition("-")[0].replace("-", "_")
    return DUTIES[kind].consequence if is_contract(rule_id) and kind in DUTIES else ""


_PREFIX: Final = "policy-"


def _rule(term: Term, line: str, plan_type: str) -> Rule:
    duty = DUTIES[term.kind]
    trigger = Trigger(term.trigger) if term.trigger else Trigger(duty.trigger, stand_ins=duty.stand_ins)
    words = {"reasonable": "promptly", "immediate": "immediately"}.get(term.unit, "")
    citation = term.where or "policy, provision not named"
    return Rule(
        id=f"{_PREFIX}{term.name.replace('_', '-')}",
        version=1,
        jurisdiction="US",
        lines=(line,),
        plan_types=(plan_type,),
        duty_of=duty.duty_of,
        act=duty.act,
        trigger=trigger,
        period=Period(term.n, term.unit, words=words),
        counting=Counting(),
        satisfied_by=duty.satisfied_by,
        satisfied_events=duty.satisfied_events,
        extension=None,
        tolling=(),
        later_of=None,
        earlier_of=None,
        consequence=duty.consequence,
        when=(),
        effective=None,
        citation=citation,
        paraphrase=duty.act,
        checked=Checked("primary" if term.read else "unchecked", date.min, "the policy's own text"),
        note="",
        body="the policy",
    )
