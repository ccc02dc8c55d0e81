"""Where a rung is filed, what it costs and whom it binds, joined from the place's regulators as a case is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from deadlines.clock.events import ClockFacts
from deadlines.ladder.rungs import Rung
from deadlines.law.model import FactValue, Grade
from deadlines.law.regulators import FEES, Agency, ExternalReview, Regulator, load_regulators
from deadlines.law.words import DOUBTS

_WEAKEST: Final[tuple[Grade, ...]] = ("unchecked", "secondary", "primary")


@dataclass(frozen=True, slots=True)
class Route:
    """Where it is asked for, its cost and whom it binds, in words; `checked` is the weakest of what was joined."""

    filed_with: str = ""
    cost: str = ""
    binding: tuple[str, ...] = ()
    binding_note: str = ""
    checked: Grade | None = None


def route_of(rung: Rung, facts: ClockFacts, settled: Mapping[str, FactValue]) -> Route:
    """The place's own route where the rung names one and the place is known; else what the rung itself says."""
    own = Route(cost=rung.cost, binding=rung.binding.on, binding_note=rung.binding.says)
    place = load_regulators().get(facts.jurisdiction) if rung.route else None
    if place is None:
        return own
    if rung.route == "regulator":
        return replace(own, filed_with=_agencies(place, facts.line_of_business), checked=place.checked)
    review = place.external_review
    if review.process != settled.get("external_review_process"):
        return own
    note = _doubt(review.binding.note, review.binding.checked)
    return Route(
        _filed(review), _fee(review), review.binding.on, note, weaker(review.checked, review.binding.checked)
    )


def weaker(one: Grade, other: Grade | None) -> Grade:
    """Of two grades the one that was checked less."""
    return one if other is None else min(one, other, key=_WEAKEST.index)


def _agencies(place: Regulator, line: str) -> str:
    return "; ".join(_agency(agency) for agency in place.agencies if line in agency.takes)


def _agency(agency: Agency) -> str:
    reach = ", ".join(part for part in (agency.domain, *agency.phones) if part)
    role = f" ({agency.role})" if agency.role else ""
    return f"{agency.name}{role}" + (f", {reach}" if reach else "")


def _filed(review: ExternalReview) -> str:
    return ". ".join(part.rstrip(".") for part in (review.filed_at, review.form, review.note) if part) + "."


def _fee(review: ExternalReview) -> str:
    fee = review.fee
    said = [
        f"{FEES[fee.kind]}{f' up to ${fee.amount}' if fee.kind == 'up_to' else f' ${fee.amount}' if fee.amount else ''}"
    ]
    said += [f"at most ${fee.yearly_most} a year"] if fee.yearly_most else []
    said += ["refunded if the reviewer reverses"] if fee.refunded else []
    said += ["waived in hardship"] if fee.waived else []
    return _doubt("; ".join(said) + "." + (f" {fee.note}" if fee.note else ""), fee.checked)


def _doubt(text: str, checked: Grade) -> str:
    doubt = DOUBTS.get(checked)
    return f"{text} ({doubt})".strip() if text and doubt else text
