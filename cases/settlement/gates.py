"""Gates before a final demand and before an acceptance: which there are for a line, and whether each is passed.

Plain values in, results out. What the values are read from is `cases.services.gates`' business; who waived what too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from cases.settlement.negotiation import WHOLE, Band, Part, authority_problem

FINAL_DEMAND, ACCEPTANCE = "final_demand", "acceptance"
ACTS: Final = {FINAL_DEMAND: "Final demand", ACCEPTANCE: "Acceptance"}

PASSED, OPEN, WAIVED = "passed", "open", "waived"
RESULTS: Final = {PASSED: "Passed", OPEN: "Not passed", WAIVED: "Waived"}

LINKS: Final = ("events", "damages", "liens", "client-authorities", "offers", "offer-steps")
"""The lists of the API in which the row is found that a result names."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing to be sure of. `remedy` is what to do where it is not passed, `code` the refusal's."""

    title: str
    code: str
    remedy: str
    acts: tuple[str, ...] = (FINAL_DEMAND, ACCEPTANCE)
    of_injury: bool = False
    waivable: bool = True


GATES: Final[Mapping[str, Gate]] = {
    "mmi": Gate(
        "Maximum medical improvement",
        "mmi_not_reached",
        "Record the event maximum_medical_improvement_reached with the physician's statement.",
        of_injury=True,
    ),
    "bills": Gate(
        "Bills complete",
        "bills_not_complete",
        "Enter every provider's bill with its paper, or take out what is not claimed.",
        of_injury=True,
    ),
    "wages": Gate(
        "Proof of lost wages",
        "wages_not_proven",
        "Put the employer's statement or the pay records to each claim of lost wages.",
    ),
    "liens": Gate(
        "Liens resolved or held back",
        "liens_open",
        "Settle each lien, or hold its amount back from what is paid out.",
    ),
    "authority": Gate(
        "The client's written authority",
        "outside_authority",
        "Record the client's written authority that covers it, with the paper, or name another amount.",
    ),
    "release": Gate(
        "Release terms read",
        "release_not_read",
        "Read the release, and record which rights it gives up beyond this claim.",
    ),
    "not_expired": Gate(
        "Not expired",
        "offer_expired",
        "It lapsed. Ask the other side to renew it, and record that as a new offer.",
        acts=(ACCEPTANCE,),
        waivable=False,
    ),
}

GATE_TITLES: Final = {name: gate.title for name, gate in GATES.items()}

_ALWAYS: Final = ("authority", "release", "not_expired")
_INJURY: Final = ("mmi", "bills", "wages", "liens", *_ALWAYS)
GATES_BY_LINE: Final[Mapping[str, tuple[str, ...]]] = {
    "health": ("bills", "liens", *_ALWAYS),
    "disability": ("liens", *_ALWAYS),
    "life": _ALWAYS,
    "property": ("liens", *_ALWAYS),
    "flood": ("liens", *_ALWAYS),
    "auto_first_party": _INJURY,
    "auto_third_party": _INJURY,
    "other": _INJURY,
}
"""A mortgagee's and a medical payer's claim to be paid first are liens alike."""

INJURY_PARTS: Final = frozenset(
    {"bodily_injury", "medical_payments", "personal_injury_protection", "uninsured_motorist"}
)
_INJURY_LINES: Final = frozenset({"auto_third_party"})
"""Lines of which a claim is for an injury unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Link:
    """The row that a result is about: the API's list, and the id."""

    resource: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Item:
    """One bill, wage claim or lien: what it is called, whether it is in order, and its row."""

    name: str
    settled: bool
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFacts:
    """What gates are judged by. `asked` for a number of ours."""

    line: str
    act: str
    parts: Sequence[Part]
    asked: bool
    bands: Sequence[Band] = ()
    authority: Link | None = None
    mmi_on: date | None = None
    mmi: Link | None = None
    bills: Sequence[Item] = ()
    wages: Sequence[Item] = ()
    liens: Sequence[Item] = ()
    releases: bool = True
    release_read: Link | None = None
    lapses_at: datetime | None = None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Who let a gate be, and why."""

    by: str
    why: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """One gate as it stands: its state, why, the row that shows it, and what to do where it is open."""

    gate: str
    state: str
    why: str
    link: Link | None = None
    waiver: Waiver | None = None

    @property
    def remedy(self) -> str:
        """What to do; empty unless it is open."""
        return GATES[self.gate].remedy if self.state == OPEN else ""


def gates_of(facts: GateFacts) -> tuple[str, ...]:
    """Which gates stand before the act, in their order: those of the line, those of an injury only for one."""
    injury = is_injury(facts)
    return tuple(
        name
        for name in GATES_BY_LINE.get(facts.line, _INJURY)
        if facts.act in GATES[name].acts and (injury or not GATES[name].of_injury or facts.line == "health")
    )


def is_injury(facts: GateFacts) -> bool:
    """Whether it is an injury that is settled: by the parts that are named, else by the line or what is claimed."""
    parts = {each.part for each in facts.parts}
    if parts != {WHOLE}:
        return bool(parts & INJURY_PARTS)
    return facts.line in _INJURY_LINES or bool(facts.bills)


def gates_judge(facts: GateFacts, waivers: Mapping[str, Waiver]) -> tuple[GateResult, ...]:
    """Each gate before the act with its state. One that is passed needs no waiver, and shows none."""
    results = []
    for name in gates_of(facts):
        passed, why, link = _JUDGES[name](facts)
        waiver = None if passed or not GATES[name].waivable else waivers.get(name)
        state = PASSED if passed else WAIVED if waiver else OPEN
        results.append(GateResult(gate=name, state=state, why=why, link=link, waiver=waiver))
    return tuple(results)


_Judged = tuple[bool, str, Link | None]


def _mmi(facts: GateFacts) -> _Judged:
    if facts.mmi_on is None:
        return False, "Nothing on record says that it was reached.", None
    return True, f"Reached on {facts.mmi_on}.", facts.mmi


def _bills(facts: GateFacts) -> _Judged:
    return _items(facts.bills, "No bill is on record.", "bill", "lacks its proof", none_passes=False)


def _wages(facts: GateFacts) -> _Judged:
    return _items(
        facts.wages, "No lost wages are claimed.", "claim of wages", "lacks its proof", none_passes=True
    )


def _liens(facts: GateFacts) -> _Judged:
    return _items(facts.liens, "No lien is on record.", "lien", "is open", none_passes=True)


def _items(items: Sequence[Item], none: str, noun: str, fault: str, *, none_passes: bool) -> _Judged:
    if not items:
        return none_passes, none, None
    bad = [item for item in items if not item.settled]
    if not bad:
        return True, f"{len(items)} {noun}{'s' * (len(items) != 1)}, each in order.", items[0].link
    more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
    return False, f"{bad[0].name} {fault}{more}.", bad[0].link


def _authority(facts: GateFacts) -> _Judged:
    problem = authority_problem(facts.parts, facts.bands, asked=facts.asked)
    return not problem, problem or "The amount is within the client's written authority.", facts.authority


def _release(facts: GateFacts) -> _Judged:
    if not facts.releases:
        return True, "It asks for no release.", None
    if facts.release_read is None:
        return False, "Nobody has recorded which rights the release gives up.", None
    return True, "It was read, and what it gives up is on record.", facts.release_read


def _not_expired(facts: GateFacts) -> _Judged:
    if facts.lapses_at is None:
        return True, "It has no end.", None
    if facts.at < facts.lapses_at:
        return True, "It stands.", None
    return False, "Its time was over before it was accepted.", None


_JUDGES: Final[Mapping[str, Callable[[GateFacts], _Judged]]] = {
    "mmi": _mmi,
    "bills": _bills,
    "wages": _wages,
    "liens": _liens,
    "authority": _authority,
    "release": _release,
    "not_expired": _not_expired,
}
