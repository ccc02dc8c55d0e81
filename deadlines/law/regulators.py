"""Who regulates insurance in each place, and where external review is asked for. Read from regulators/, pure.

How long each has to act is no matter of this: those are rules of clocks/.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final, Literal

from cases.vocabulary import JURISDICTIONS, LINES_OF_BUSINESS
from deadlines.law.checks import CatalogueError
from deadlines.law.files import document_of, texts_of
from deadlines.law.model import Catalogue, Grade

FILED_WITH: Final = {
    "insurer": "The insurer",
    "regulator": "The regulator",
    "other_agency": "Another agency",
    "as_the_letter_says": "Where the letter says",
}
ENCLOSURES: Final = {
    "request_form": "the request form",
    "final_denial": "a copy of the final denial",
    "records_release": "the signed release of records",
    "representative_appointment": "the signed appointment of the representative",
    "conflict_disclosure": "the disclosure of conflicts of interest",
    "insurance_card": "a copy of the insurance card",
    "physician_certification": "the physician’s certification",
    "experimental_certification": (
        "the treating physician’s certification about the experimental care, with the medical and scientific documents"
    ),
    "evidence": "the documents to be reviewed",
}
WHEN: Final = {
    "always": "With every request",
    "expedited": "If it is expedited",
    "experimental": "If the care was denied as experimental",
}
FEES: Final = {"none": "None", "due": "Due", "up_to": "May be asked", "not_known": "Not known"}


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: the lines of business that it takes, and what it is for where several share the work."""

    name: str
    domain: str
    phones: tuple[str, ...]
    takes: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What asking costs, in US dollars; `refunded` if the reviewer reverses, `waived` in hardship."""

    kind: Literal["none", "due", "up_to", "not_known"]
    checked: Grade
    amount: str = ""
    yearly_most: str = ""
    refunded: bool = False
    waived: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """Whom the decision binds."""

    on: tuple[str, ...]
    checked: Grade
    note: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Who takes requests for external review, and where; checked as `ExternalReview.filed_at` is."""

    name: str
    lines: tuple[str, ...] = ()
    fax: str = ""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What must go with a request. Without one that is `needed` it is no request; `name` is the form's."""

    kind: str
    checked: Grade
    when: Literal["always", "expedited", "experimental"] = "always"
    needed: bool = False
    name: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """What it is, in the middle of a sentence."""
        if self.kind == "request_form":
            return self.name
        return f"{ENCLOSURES[self.kind]} ({self.name})" if self.name else ENCLOSURES[self.kind]


@dataclass(frozen=True, slots=True)
class ExternalReview:
    """Where it is asked for, and what goes with the request as far as that is known.

    `process` is whose it is for plans under the Affordable Care Act.
    """

    process: Literal["state", "federal"]
    filed_with: Literal["insurer", "regulator", "other_agency", "as_the_letter_says"]
    filed_at: str
    checked: Grade
    fee: Fee
    binding: Binding
    office: Office | None
    enclosures: tuple[Enclosure, ...]
    note: str

    @property
    def form(self) -> str:
        """What must go with the request, in one sentence without its stop; empty where nothing is known."""
        parts = [
            "".join(
                (
                    f"{WHEN[each.when].lower()}, " if each.when != "always" else "",
                    each.words,
                    f" ({each.note.rstrip('.')})" if each.note else "",
                    ", without which it is no request" if each.needed else "",
                )
            )
            for each in self.enclosures
        ]
        return f"With it: {'; '.join(parts)}" if parts else ""


@dataclass(frozen=True, slots=True)
class Regulator:
    """One place's regulators. `checked` is about names, domains and telephone numbers."""

    jurisdiction: str
    agencies: tuple[Agency, ...]
    external_review: ExternalReview
    checked: Grade
    checked_on: str
    checked_against: str


@cache
def load_regulators() -> Mapping[str, Regulator]:
    """Every place's regulators, by its code. Raises CatalogueError if a file is unsound."""
    return parse_regulators(texts_of("regulators"))


def parse_regulators(files: Mapping[str, str]) -> Mapping[str, Regulator]:
    """Regulators from file names and their YAML text. Raises CatalogueError, naming file, place and remedy."""
    found: dict[str, Regulator] = {}
    for name, text in files.items():
        document = document_of(name, text, "regulators.schema.json")
        for raw in document["regulators"]:
            place = raw["jurisdiction"]
            if place not in JURISDICTIONS:
                raise CatalogueError(
                    name, place, f"{place!r} is no place of cases/vocabulary.py", "Correct it."
                )
            if place in found:
                raise CatalogueError(name, place, f"{place} appears twice", "Keep one entry.")
            found[place] = _regulator(name, raw, document["checked"])
    return found


def inquiry_rules(place: str, catalogue: Catalogue) -> list[str]:
    """The rules by which an insurer must answer the regulator of `place`."""
    asked = {"regulator_inquiry_received", "regulator_inquiry_sent"}
    return [rule.id for rule in catalogue.rules if rule.jurisdiction == place and rule.trigger.event in asked]


def regulator_to_json(regulator: Regulator, catalogue: Catalogue) -> dict[str, Any]:
    """Every field of a place's regulators, with the rules by which insurers answer them."""
    data = json.loads(json.dumps(asdict(regulator)))
    assert isinstance(data, dict)
    return {
        **data,
        "name": JURISDICTIONS[regulator.jurisdiction],
        "inquiry_rules": inquiry_rules(regulator.jurisdiction, catalogue),
    }


def _regulator(name: str, raw: Mapping[str, Any], checked: Mapping[str, str]) -> Regulator:
    review = raw["external_review"]
    return Regulator(
        jurisdiction=raw["jurisdiction"],
        agencies=tuple(_agency(name, agency) for agency in raw["agencies"]),
        external_review=ExternalReview(
            **{
                "note": "",
                **review,
                "office": _office(review.get("office")),
                "enclosures": tuple(Enclosure(**each) for each in review.get("enclosures", ())),
                "fee": Fee(**review["fee"]),
                "binding": Binding(**{**review["binding"], "on": tuple(review["binding"]["on"])}),
            }
        ),
        checked=checked["grade"],  # type: ignore[arg-type]
        checked_on=checked["date"],
        checked_against=checked["source"],
    )


def _office(raw: Mapping[str, Any] | None) -> Office | None:
    return Office(**{**raw, "lines": tuple(raw.get("lines", ()))}) if raw else None


def _agency(name: str, raw: Mapping[str, Any]) -> Agency:
    takes = tuple(raw.get("takes", LINES_OF_BUSINESS))
    if unknown := set(takes) - LINES_OF_BUSINESS.keys():
        listed = ", ".join(sorted(unknown))
        raise CatalogueError(name, raw["name"], f"{listed} is no line of business", "Correct it.")
    return Agency(raw["name"], raw.get("domain", ""), tuple(raw.get("phones", ())), takes, raw.get("for", ""))
