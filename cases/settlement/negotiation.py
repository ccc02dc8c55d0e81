"""Rules of demands and offers: what a number is made of, until when it stands, whether the client lets it be put.

Pure: rows are in `cases.models.negotiation`, the present is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from moneyed import Money

from claimback.kernel.errors import invalid
from claimback.kernel.money import money, total

OURS, INSURER = "ours", "insurer"
SIDES: Final = {OURS: "Ours", INSURER: "The insurer's"}

DEMAND, OFFER, COUNTER = "demand", "offer", "counter_offer"
OFFER_KINDS: Final = {DEMAND: "Demand", OFFER: "Offer", COUNTER: "Counter-offer"}

WHOLE: Final = "whole_claim"
CLAIM_PARTS: Final = {
    WHOLE: "The whole claim",
    "dwelling": "A – Dwelling",
    "other_structures": "B – Other structures",
    "contents": "C – Personal property",
    "loss_of_use": "D – Loss of use",
    "building": "Building",
    "ordinance_or_law": "Ordinance or law",
    "debris_removal": "Debris removal",
    "business_income": "Business income",
    "bodily_injury": "Bodily injury",
    "property_damage": "Property damage",
    "medical_payments": "Medical payments",
    "personal_injury_protection": "Personal injury protection",
    "uninsured_motorist": "Uninsured and underinsured motorist",
    "collision": "Collision",
    "comprehensive": "Comprehensive",
    "medical": "Medical benefits",
    "disability_income": "Disability income",
    "death_benefit": "Death benefit",
    "beyond_policy": "Interest, fees and damages beyond the policy",
    "other": "Other",
}
"""What of a claim may be settled by itself. The whole is not settled beside a part of it."""

RELEASE_SCOPES: Final = {
    "none": "No release",
    "named_parts": "The parts that are paid for",
    "this_claim": "This claim",
    "policy": "All claims under the policy",
    "general": "All claims of every kind",
}
REJECTION_REASONS: Final = {
    "too_low": "It is below what is owed",
    "no_working": "It does not say how the sum was found",
    "evidence_ignored": "It leaves out evidence that was sent",
    "items_left_out": "It leaves out parts of the loss",
    "fault_disputed": "It puts fault where it is not",
    "policy_misread": "It misreads the policy",
    "treatment_goes_on": "Treatment is not at its end",
    "liens_not_covered": "It leaves nothing after the liens",
    "release_too_wide": "Its release gives up more than this claim",
    "confidentiality": "It asks for silence",
    "payment_terms": "It pays too late or in parts",
    "above_limits": "It is above the limits, in their view",
    "above_value": "It is above the value, in their view",
    "liability_denied": "Liability is denied",
    "client_declined": "The client does not want it",
    "other": "Another reason, in words",
}
PARTS_LIMIT: Final = 20
FIRST_YEAR, LAST_YEAR = 1971, 2099
TERMS_LIMIT: Final = 20
LONGEST_TERM: Final = 500


@dataclass(frozen=True, slots=True)
class Part:
    """What is put for one part of the claim."""

    part: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Band:
    """What a client lets be settled for, of one part of the claim: no less than `least`, no more asked than `most`."""

    part: str
    least: Money
    most: Money | None = None


def parts_of(amount: Money, parts: Sequence[tuple[str, Money]], currency: str) -> tuple[Part, ...]:
    """What a sum is made of: the whole claim, or the parts that are given and add up to it.

    Raises Invalid that names the field for a part that is none or stands twice, the whole beside parts of it, nothing
    or less, another currency than the case's, and parts that do not add up to the sum.
    """
    _check_amount(amount, currency, "")
    if not parts:
        return (Part(WHOLE, amount),)
    if len(parts) > PARTS_LIMIT:
        raise invalid("parts", f"An offer has at most {PARTS_LIMIT} parts.")
    seen: set[str] = set()
    for at, (name, each) in enumerate(parts):
        prefix = f"parts/{at}/"
        if name not in CLAIM_PARTS:
            raise invalid(f"{prefix}part", f"Give one of {', '.join(CLAIM_PARTS)}.")
        if name in seen:
            raise invalid(f"{prefix}part", f"{CLAIM_PARTS[name]} stands twice. Add the two up.", code="twice")
        if name == WHOLE and len(parts) > 1:
            raise invalid(f"{prefix}part", "The whole is not put beside parts of it. Give only its parts.")
        _check_amount(each, currency, prefix)
        seen.add(name)
    whole = total((each for _, each in parts), currency)
    if amount != whole:
        raise invalid("amount", f"The parts add up to {whole.amount}, not to {amount.amount}. Correct one.")
    return tuple(Part(name, each) for name, each in parts)


def _check_amount(amount: Money, currency: str, prefix: str) -> None:
    if amount.currency.code != currency:
        raise invalid(
            f"{prefix}amount",
            f"The case is in {currency}, and this is in {amount.currency.code}. Convert it, and say so in words.",
            code="currency_differs",
        )
    if amount.amount <= 0:
        raise invalid(f"{prefix}amount", "Give an amount above nought. To offer nothing is to reject.")


def payments_of(payments: Sequence[Mapping[str, Any]], whole: Money) -> list[dict[str, str]]:
    """A structured settlement's payments as they are kept: each its day, its amount and to whom or for what.

    Raises Invalid that names the field where they are not in order of their days or come to more than the whole.
    """
    if len(payments) > PARTS_LIMIT:
        raise invalid(
            "payments", f"Give at most {PARTS_LIMIT} payments. Describe the rest as a term in words."
        )
    before, sum_so_far = date.min, money(0, whole.currency.code)
    kept = []
    for at, each in enumerate(payments):
        amount = money(
            each["amount"]["amount"], each["amount"]["currency"], field=f"payments/{at}/amount/amount"
        )
        _check_amount(amount, whole.currency.code, f"payments/{at}/")
        if each["on"] < before:
            raise invalid(f"payments/{at}/on", "Give the payments in the order of their days.")
        before, sum_so_far = each["on"], sum_so_far + amount
        kept.append(
            {"on": each["on"].isoformat(), "amount": f"{amount.amount:.2f}", "note": each.get("note", "")}
        )
    if sum_so_far > whole:
        raise invalid("payments", f"The payments come to {sum_so_far.amount}, more than {whole.amount}.")
    return kept


def lapses_at(expires_on: date | None, expires_at: datetime | None, zone: str) -> datetime | None:
    """The first instant at which an offer no longer stands; None for one without an end.

    A day is open to its end in the law's place, whose zone is `zone`. Raises Invalid for both a day and an instant, for
    an instant without an offset, and for an end beyond any calendar.
    """
    if expires_on is not None and expires_at is not None:
        raise invalid(
            "expires_at", "Give the last day in expires_on, or the instant in expires_at: one of the two."
        )
    for field, end in (("expires_on", expires_on), ("expires_at", expires_at)):
        if end is not None and not FIRST_YEAR <= end.year <= LAST_YEAR:
            raise invalid(field, f"The calendars go from {FIRST_YEAR} to {LAST_YEAR}. Check the year.")
    if expires_at is not None:
        if expires_at.utcoffset() is None:
            raise invalid("expires_at", "Give the time with its offset, such as 2026-03-05T17:00:00-06:00.")
        return expires_at.astimezone(UTC)
    if expires_on is None:
        return None
    return datetime.combine(expires_on + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def last_day(expires_on: date | None, expires_at: datetime | None, zone: str) -> date | None:
    """The day in the law's place on which an offer ends; None for one without an end."""
    return expires_at.astimezone(ZoneInfo(zone)).date() if expires_at is not None else expires_on


def acted_at(
    on: date | None, at: datetime | None, zone: str, present: datetime, *, field: str = "on"
) -> tuple[datetime, bool]:
    """When something was done: its instant and whether it is exact. Of a day alone it is the day's first instant, so
    that it counts as done on that day; without either it is now. Raises Invalid at `field` or `at` beyond any calendar.
    """
    for name, given in ((field, on), ("at", at)):
        if given is not None and not FIRST_YEAR <= given.year <= LAST_YEAR:
            raise invalid(name, f"The calendars go from {FIRST_YEAR} to {LAST_YEAR}. Check the year.")
    if at is not None:
        return at.astimezone(UTC), True
    if on is not None and on != present.astimezone(ZoneInfo(zone)).date():
        return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC), False
    return present, True


def authority_problem(parts: Iterable[Part], bands: Iterable[Band], *, asked: bool) -> str:
    """Why the client's authority does not cover these parts; empty where it does.

    Each part needs authority of its own: for the whole claim nobody may settle a part. What is accepted may be above
    what the client would have asked; what is `asked` may not.
    """
    by_part = {band.part: band for band in bands}
    for each in parts:
        name = CLAIM_PARTS[each.part]
        band = by_part.get(each.part)
        if band is None:
            return f"{name}: no written authority of the client is in force."
        if each.amount < band.least:
            return f"{name}: {each.amount.amount} is below the {band.least.amount} that the client allows."
        if asked and band.most is not None and each.amount > band.most:
            return (
                f"{name}: {each.amount.amount} is above the {band.most.amount} that the client lets be asked."
            )
    return ""


def settled_problem(parts: Iterable[str], settled: Iterable[str]) -> str:
    """Which of `parts` is settled already, alone or with the whole, or is the whole of what is settled in part."""
    there = set(settled)
    for part in parts:
        if part in there:
            return f"{CLAIM_PARTS[part]} is settled already: one acceptance stands for each part of a claim."
        if there and (part == WHOLE or WHOLE in there):
            names = ", ".join(CLAIM_PARTS[each] for each in sorted(there))
            return f"Settled already: {names}. The whole claim is not settled beside a part of it."
    return ""


def refuse_terms(terms: Sequence[str]) -> None:
    """Raise Invalid for terms in words that are too many, too long or empty."""
    if len(terms) > TERMS_LIMIT:
        raise invalid("other_terms", f"Give at most {TERMS_LIMIT} terms in words.")
    for at, term in enumerate(terms):
        if not term.strip() or len(term) > LONGEST_TERM:
            raise invalid(f"other_terms/{at}", f"Say it in at most {LONGEST_TERM} characters.")


def part_amount(plain: Mapping[str, str], currency: str) -> Part:
    """A part as a row keeps it."""
    return Part(plain["part"], money(Decimal(plain["amount"]), currency))
