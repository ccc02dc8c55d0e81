"""What goes with a complaint to a regulator and with a request for external review: part by part, each with why. Pure.

The state's own form facts come from the catalogue of regulators. Which paper of a case is which part is decided where
the papers are.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from deadlines.law.regulators import WHEN, Enclosure, ExternalReview
from letters.writing.catalogue import templates

FilingKind = Literal["regulator_complaint", "external_review"]

FILINGS: Final[dict[str, str]] = {
    "regulator_complaint": "Complaint to the regulator",
    "external_review": "Request for external review",
}

_LETTERS: Final[dict[str, tuple[str, ...]]] = {
    "regulator_complaint": ("regulator_complaint_health", "regulator_complaint_property"),
    "external_review": ("external_review_request",),
}


_FOUND_BY: Final = {
    "denial_letter": "The document of the latest denial is it.",
    "final_denial": "The document of the final denial is it.",
    "policy": "The latest document of the kind policy is it.",
    "chronology": "It is asked for when the complaint is begun, and enclosed when that is gone on with.",
    "evidence": "It is what was put against a ground of the denial.",
    "scorecard": "It is made where the complaint is begun with it.",
}


@dataclass(frozen=True, slots=True)
class FilingPart:
    """One thing that goes with it. `checked` is how far the law was checked that asks for it; empty where none does.

    Without one that is `needed` it is not complete. A paper that no kind tells is known by its tag: the code in words.
    """

    code: str
    title: str
    why: str
    needed: bool = False
    checked: str = ""

    @property
    def tag(self) -> str:
        """The tag of a document by which it is known as this part."""
        return self.code.replace("_", " ")

    @property
    def found_by(self) -> str:
        """How a paper of the case is known as this part, in words."""
        return _FOUND_BY.get(self.code, f"A document with the tag “{self.tag}” is it.")


_AUTHORIZATION: Final = FilingPart(
    "authorization",
    "The client’s signed authorization of this firm",
    "Whoever decides speaks of a claim with those alone whom the client has authorized.",
    needed=True,
)
_EVIDENCE: Final = FilingPart(
    "evidence", "The evidence", "What is put against the grounds of the denial, exhibit by exhibit."
)


def letter_of(kind: str, line: str) -> str:
    """The template of the letter that goes first; empty where there is none for the line of business."""
    return next((name for name in _LETTERS[kind] if line in templates()[name].lines), "")


def complaint_parts() -> tuple[FilingPart, ...]:
    """What goes with a complaint. The missed dates are listed in the letter itself."""
    return (
        FilingPart(
            "denial_letter", "The denial", "What is complained of, in the insurer’s own words.", needed=True
        ),
        FilingPart(
            "chronology", "The chronology of the case", "Every contact, event and missed date, in order."
        ),
        _EVIDENCE,
        FilingPart(
            "scorecard",
            "The pattern of conduct in the firm’s own cases",
            "That it happens often is what a regulator acts on; it names no client.",
        ),
        _AUTHORIZATION,
    )


def review_parts(
    review: ExternalReview | None, *, expedited: bool, experimental: bool
) -> tuple[FilingPart, ...]:
    """What goes with a request: what always does, and what the state's process asks for.

    `review` is the state's process; None where the federal one hears it. What is asked for with an expedited request
    alone, or with one about experimental care, is a part only there.
    """
    own = {part.code: part for part in _asked(review, expedited, experimental)} if review else {}
    if "representative_appointment" in own:
        asked = own.pop("representative_appointment")
        own["authorization"] = replace(asked, code="authorization", needed=True)
    return tuple({**{part.code: part for part in _always(expedited, experimental)}, **own}.values())


def _always(expedited: bool, experimental: bool) -> Iterator[FilingPart]:
    yield FilingPart(
        "final_denial", "The final denial", "The determination that is to be reviewed.", needed=True
    )
    yield FilingPart("policy", "The policy or plan document", "By its terms the denial is reviewed.")
    yield _AUTHORIZATION
    yield _EVIDENCE
    if expedited or experimental:
        why = (
            "That it is urgent" if expedited else "That the care is more likely to help than the standard one"
        )
        yield FilingPart(
            "physician_certification",
            "The treating physician’s certification",
            f"{why} is for the physician to certify.",
            needed=expedited,
        )


def _asked(review: ExternalReview, expedited: bool, experimental: bool) -> Iterator[FilingPart]:
    fits = {"always": True, "expedited": expedited, "experimental": experimental}
    for each in review.enclosures:
        if fits[each.when]:
            yield _enclosure(each)


def _enclosure(each: Enclosure) -> FilingPart:
    words = each.words.removeprefix("a ").removeprefix("the ")
    why = f"{WHEN[each.when]}, by the state’s process."
    return FilingPart(
        each.kind,
        f"The {words}",
        f"{why} {each.note}".strip(),
        needed=each.needed or each.kind == "final_denial",
        checked=each.checked,
    )
