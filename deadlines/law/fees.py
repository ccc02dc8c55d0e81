"""What the law lets be charged for representing a claimant, as data: caps, agreements that it bars, what one must say.

Read from fees/, refused where it is unsound. What a cap comes to in a case is `deadlines.fee_caps`' work. Where the
catalogue names no cap, none is known: it says nothing of an attorney's reasonable fee, which rules of conduct govern.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import Any, Final, Literal

from cases.vocabulary import EVENT_KINDS, JURISDICTIONS, LINES_OF_BUSINESS, PLAN_TYPES
from deadlines.law.checks import CatalogueError, check_words, checked_of, conditions_of, date_of
from deadlines.law.facts import FACT_VALUES
from deadlines.law.files import document_of, texts_of
from deadlines.law.model import Checked, FactValue

Who = Literal["public_adjuster", "attorney"]
FEE_KINDS: Final = ("contingency", "percentage", "hourly", "flat")
AGREEMENT: Final = "agreement"
OWN_FACTS: Final[Mapping[str, tuple[FactValue, ...]]] = {
    "made_after_offer": (True, False),
    "paid_before_agreement": (True, False),
    "nothing_recovered": (True, False),
    "claim_type": ("initial", "supplemental", "reopened"),
}
"""What the agreement and the recovery themselves answer: whether the insurer had made an offer when the agreement was
signed, whether the money came before that, whether nothing came yet, and of which claim the agreement is."""


@dataclass(frozen=True, slots=True)
class Within:
    """So long from the first of `of` that is recorded; `agreement` is the day on which it was signed."""

    n: int
    unit: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timing:
    """The first of `events` came within the longest of `within`; `fact` answers where none of them is recorded."""

    events: tuple[str, ...]
    within: tuple[Within, ...]
    fact: str


@dataclass(frozen=True, slots=True)
class Tier:
    """A percentage of the slice that ends at `up_to`; of all the rest where that is None."""

    percent: Decimal
    up_to: Decimal | None


@dataclass(frozen=True, slots=True)
class FeeCap:
    """The most that may be charged, in hundredths of what was recovered: one tier, or several.

    `below` says that it may not be reached. `beside` are caps that may hold with it: the lowest governs.
    """

    id: str
    jurisdiction: str
    who: Who
    lines: tuple[str, ...]
    plan_types: tuple[str, ...]
    kinds: tuple[str, ...]
    tiers: tuple[Tier, ...]
    below: bool
    of: str
    when: tuple[tuple[str, tuple[FactValue, ...]], ...]
    timing: Timing | None
    made_from: date | None
    made_to: date | None
    beside: tuple[str, ...]
    citation: str
    paraphrase: str
    checked: Checked
    note: str

    def governs(self, line: str, plan_type: str, kind: str, signed_on: date) -> bool:
        """Whether it limits such a fee at all, whatever the facts. A plan type that is not known may be any."""
        return (
            (not self.lines or line in self.lines)
            and (not self.plan_types or not plan_type or plan_type in self.plan_types)
            and kind in self.kinds
            and (self.made_from or date.min) <= signed_on <= (self.made_to or date.max)
        )

    @property
    def conditions(self) -> frozenset[object]:
        """Under which facts it holds, for comparison with another's."""
        return frozenset([*self.when, *([self.timing] if self.timing else [])])


@dataclass(frozen=True, slots=True)
class Bar:
    """An agreement that the law does not allow, or to which it ties a consequence.

    `fact` is the fact of a case that it answers, empty if none: whether it was signed so soon after the loss.
    """

    id: str
    effect: Literal["refused", "warned"]
    kinds: tuple[str, ...]
    since_loss: Within | None
    fact: str
    says: str
    citation: str
    checked: Checked
    note: str


@dataclass(frozen=True, slots=True)
class Content:
    """One thing that the agreement must say or have."""

    id: str
    says: str
    citation: str
    checked: Checked
    note: str


@dataclass(frozen=True, slots=True)
class NoCap:
    """That the law was looked into and sets no percentage."""

    citation: str
    checked: Checked
    note: str


@dataclass(frozen=True, slots=True)
class FeeLaw:
    """One place's law of one kind of representative's fees."""

    jurisdiction: str
    who: Who
    body: str
    caps: tuple[FeeCap, ...]
    bars: tuple[Bar, ...]
    contents: tuple[Content, ...]
    no_cap: NoCap | None


@cache
def load_fee_laws() -> Mapping[tuple[str, str], FeeLaw]:
    """Every law of fees that ships, by place and representative. Raises CatalogueError if a file is unsound."""
    return parse_fee_laws(texts_of("fees"))


def fee_law(who: str, jurisdiction: str) -> FeeLaw | None:
    """What a place says of such a representative's fees; None where the catalogue has nothing."""
    return load_fee_laws().get((jurisdiction, who))


def parse_fee_laws(files: Mapping[str, str]) -> Mapping[tuple[str, str], FeeLaw]:
    """Laws from file names and their YAML text.

    Raises CatalogueError, naming file, entry and remedy, at the first that can't be trusted: a second file for a place,
    an id that comes twice, words that are not known, and two caps that may hold together of which neither narrows the
    other.
    """
    found: dict[tuple[str, str], FeeLaw] = {}
    ids: set[str] = set()
    for name, text in files.items():
        law = _law(name, document_of(name, text, "fees.schema.json"))
        if (law.jurisdiction, law.who) in found:
            raise CatalogueError(name, law.jurisdiction, "the place has another file", "Keep one for each.")
        own = [
            *(cap.id for cap in law.caps),
            *(bar.id for bar in law.bars),
            *(item.id for item in law.contents),
        ]
        if again := next((id for at, id in enumerate(own) if id in ids or id in own[:at]), None):
            raise CatalogueError(name, again, "the id appears twice", "Give each entry its own.")
        ids.update(own)
        _check_overlaps(name, law.caps)
        found[law.jurisdiction, law.who] = law
    return found


def cap_to_json(cap: FeeCap) -> dict[str, Any]:
    """Every field of a cap; empty ones left out."""
    data = asdict(cap) | {
        "tiers": [
            _filled({"percent": f"{t.percent:f}", "up_to": t.up_to and f"{t.up_to:f}"}) for t in cap.tiers
        ],
        "when": {fact: list(values) for fact, values in cap.when},
        "made_from": cap.made_from and cap.made_from.isoformat(),
        "made_to": cap.made_to and cap.made_to.isoformat(),
        "checked": cap.checked.grade,
        "checked_on": cap.checked.on.isoformat(),
        "checked_against": cap.checked.source,
    }
    return _filled({key: list(value) if isinstance(value, tuple) else value for key, value in data.items()})


def _law(name: str, raw: Mapping[str, Any]) -> FeeLaw:
    place = raw["jurisdiction"]
    check_words(name, place, "jurisdiction", [place], JURISDICTIONS)
    lines = tuple(raw.get("lines", ()))
    check_words(name, place, "line of business", lines, LINES_OF_BUSINESS)
    none = raw.get("no_cap")
    if (
        none
        and "caps" in raw
        and any(cap.get("percent") != "100" and "when" not in cap for cap in raw["caps"])
    ):
        raise CatalogueError(name, place, "it has no cap, and caps that hold for all", "Leave no_cap out.")
    return FeeLaw(
        jurisdiction=place,
        who=raw["who"],
        body=raw["body"],
        caps=tuple(_cap(name, place, raw["who"], lines, each) for each in raw.get("caps", ())),
        bars=tuple(_bar(name, each) for each in raw.get("bars", ())),
        contents=tuple(
            Content(each["id"], each["says"], each["citation"], _checked(name, each), each.get("note", ""))
            for each in raw.get("contents", ())
        ),
        no_cap=NoCap(none["citation"], checked_of(name, place, none["checked"]), none.get("note", ""))
        if none
        else None,
    )


def _cap(name: str, place: str, who: Who, lines: tuple[str, ...], raw: Mapping[str, Any]) -> FeeCap:
    own = raw["id"]
    check_words(name, own, "plan type", raw.get("plan_types", ()), PLAN_TYPES)
    when = raw.get("when", {})
    known = {fact: values for fact, values in when.items() if fact not in OWN_FACTS}
    conditions = [*conditions_of(name, own, known)]
    conditions += [(fact, tuple(when[fact])) for fact in when if fact in OWN_FACTS]
    made = {key: date_of(name, own, day) for key, day in raw.get("made", {}).items()}
    if len(made) == 2 and made["to"] < made["from"]:
        raise CatalogueError(name, own, "made to is before made from", "Put the earlier date in from.")
    return FeeCap(
        id=own,
        jurisdiction=place,
        who=who,
        lines=lines,
        plan_types=tuple(raw.get("plan_types", ())),
        kinds=tuple(raw.get("kinds", FEE_KINDS)),
        tiers=_tiers(name, own, raw.get("tiers") or [{"percent": raw["percent"]}]),
        below=raw.get("below", False),
        of=raw.get("of", "recovered"),
        when=tuple(conditions),
        timing=_timing(name, own, raw.get("timing")),
        made_from=made.get("from"),
        made_to=made.get("to"),
        beside=tuple(raw.get("beside", ())),
        citation=raw["citation"],
        paraphrase=raw["paraphrase"],
        checked=_checked(name, raw),
        note=raw.get("note", ""),
    )


def _tiers(name: str, own: str, raw: Iterable[Mapping[str, str]]) -> tuple[Tier, ...]:
    tiers = tuple(Tier(Decimal(t["percent"]), Decimal(t["up_to"]) if "up_to" in t else None) for t in raw)
    ends = [tier.up_to for tier in tiers]
    if (
        ends[-1] is not None
        or None in ends[:-1]
        or ends[:-1] != sorted({*ends[:-1]}, key=lambda end: end or 0)
    ):
        raise CatalogueError(
            name, own, "the tiers do not follow each other", "Let each end higher, the last nowhere."
        )
    if any(tier.percent > 100 for tier in tiers):
        raise CatalogueError(name, own, "a percentage is above 100", "Correct it.")
    return tiers


def _timing(name: str, own: str, raw: Mapping[str, Any] | None) -> Timing | None:
    if raw is None:
        return None
    within = tuple(Within(each["n"], each["unit"], tuple(each["of"])) for each in raw["within"])
    starts = [kind for each in within for kind in each.of if kind != AGREEMENT]
    check_words(name, own, "kind of event", [*raw["events"], *starts], EVENT_KINDS)
    fact = raw.get("fact", "")
    if fact and fact not in FACT_VALUES:
        raise CatalogueError(name, own, f"{fact!r} is not a known fact", "Name it in deadlines/law/facts.py.")
    return Timing(tuple(raw["events"]), within, fact)


def _bar(name: str, raw: Mapping[str, Any]) -> Bar:
    span, fact = raw.get("since_loss"), raw.get("fact", "")
    if fact and fact not in FACT_VALUES:
        raise CatalogueError(
            name, raw["id"], f"{fact!r} is not a known fact", "Name it in deadlines/law/facts.py."
        )
    return Bar(
        id=raw["id"],
        effect=raw["effect"],
        kinds=tuple(raw.get("kinds", FEE_KINDS)),
        since_loss=Within(span["n"], span["unit"]) if span else None,
        fact=fact,
        says=raw["says"],
        citation=raw["citation"],
        checked=_checked(name, raw),
        note=raw.get("note", ""),
    )


def _check_overlaps(name: str, caps: tuple[FeeCap, ...]) -> None:
    """An exception narrows its rule; what else may hold together says so in `beside`."""
    for cap in caps:
        if strangers := {*cap.beside} - {each.id for each in caps}:
            raise CatalogueError(
                name, cap.id, f"beside names {min(strangers)!r}, which is none", "Correct it."
            )
    for one, other in combinations(caps, 2):
        if not _meet(one, other) or other.id in one.beside or one.id in other.beside:
            continue
        if not (one.conditions < other.conditions or other.conditions < one.conditions):
            raise CatalogueError(
                name,
                other.id,
                f"it overlaps {one.id}: both may hold, and neither narrows the other",
                "Part them by a fact or a date, or name one in the other's `beside`.",
            )


def _meet(one: FeeCap, other: FeeCap) -> bool:
    """Whether one fee could be under both."""
    mine, theirs = dict(one.when), dict(other.when)
    return (
        bool({*one.kinds} & {*other.kinds})
        and (not one.plan_types or not other.plan_types or bool({*one.plan_types} & {*other.plan_types}))
        and (one.made_from or date.min) <= (other.made_to or date.max)
        and (other.made_from or date.min) <= (one.made_to or date.max)
        and all({*mine[fact]} & {*theirs[fact]} for fact in mine.keys() & theirs.keys())
    )


def _checked(name: str, raw: Mapping[str, Any]) -> Checked:
    return checked_of(name, raw["id"], raw["checked"])


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {}, False)}
