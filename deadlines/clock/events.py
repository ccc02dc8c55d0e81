"""What a case tells the clock: facts and dated events, and the errors that refuse unsound ones.

Types only; `timeline` checks events against each other, `wire` reads JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from deadlines.clock.calendars import Closure
from deadlines.law.model import FactValue, Unit


class FactsError(ValueError):
    """Facts that no clock can run on: a stable code, what is wrong and how to mend it, and a JSON pointer."""

    def __init__(self, code: str, message: str, pointer: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.pointer = pointer


def pointer_token(key: str) -> str:
    """One part of a JSON pointer (RFC 6901), printable whatever the key was."""
    return key.replace("~", "~0").replace("/", "~1").encode("ascii", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One dated fact: a legal date (`on`) or an aware instant (`at`), never both.

    `time_zone` is the IANA zone of the place. `proof` says how the date is known. `ref` is the caller's own name
    for the event and comes back in the answer. `decision` names the denial that the event is about (its letter, or
    the letter that an appeal answers): one claim may have many, each with dates of its own. `part` is the part of the
    claim that the insurer decided apart; without one the event is about all of it.
    """

    kind: str
    on: date | None = None
    at: datetime | None = None
    time_zone: str | None = None
    proof: str | None = None
    ref: str | None = None
    decision: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyPeriod:
    """A time that the policy or plan itself sets, such as that for a second appeal or for the proof of loss.

    `n` is None where the policy gives no number. `trigger` is the kind of event it runs from, where the policy names
    another than the rule does. `kind` is one of `law.contract.DUTIES` or what a rule leaves to the policy; without one
    it is the name under which the period is given. `where` says where the policy has it, such as “policy, provision
    Duties After Loss, page 12”; `read` whether its words were checked against the policy's own text.
    """

    n: int | None
    unit: Unit
    trigger: str | None = None
    kind: str = ""
    where: str = ""
    read: bool = False


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """Everything about one claim that a rule may ask for.

    `facts` are named circumstances (`deadlines.law.facts.FACT_VALUES`); one left out is unknown and never guessed.
    `as_of` is the present: an event after it is a plan. Without it every event counts as past, and nothing is
    called missed. `closures` are days that were closed or opened by announcement, or that the firm keeps otherwise than
    the holiday calendars do.
    """

    line_of_business: str
    plan_type: str
    jurisdiction: str = "US"
    contract_date: date | None = None
    loss_date: date | None = None
    policy: Mapping[str, PolicyPeriod] = field(default_factory=dict)
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    events: tuple[ClockEvent, ...] = ()
    as_of: date | datetime | None = None
    closures: tuple[Closure, ...] = ()
