"""What a letter's author decides, because no row of the case holds it: read, kept with the letter, and read back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from cases.selectors import evidence_list
from claimback.kernel.errors import invalid
from letters.models import Letter
from letters.services.facts_json import facts_from_json
from letters.services.recipients import Addressee
from letters.writing.draft import draft_from_json
from letters.writing.facts import ParticularValue
from letters.writing.particulars import Particular, ParticularError, read_particulars

_FROM_THE_CASE: Final = Addressee()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the letter's author decides, because no row of the case holds it."""

    letter_date: date
    outcome_asked: str = ""
    items_requested: Sequence[str] = ()
    sent_by: str = ""
    addressee: Addressee = _FROM_THE_CASE
    evidence_ids: tuple[UUID, ...] = ()
    particulars: Mapping[str, ParticularValue] = field(default_factory=dict)


def choices_of(letter: Letter) -> Choices:
    """The choices that a stored letter was made with."""
    said = letter.choices.get("recipient", {})
    return Choices(
        letter_date=letter.letter_date,
        outcome_asked=letter.facts["outcome_asked"] or "",
        items_requested=tuple(letter.facts["items_requested"]),
        sent_by=letter.facts["sent_by"] or "",
        addressee=Addressee(**said | {"address_lines": tuple(said.get("address_lines", ()))}),
        evidence_ids=tuple(UUID(id) for id in letter.choices.get("evidence_ids", ())),
        particulars=facts_from_json(letter.facts, draft_from_json(letter.draft).particulars).particulars,
    )


def addressee_said(said: Mapping[str, Any]) -> Addressee:
    """The recipient as far as the author named one; what is empty is left to the case."""
    known = {name: value for name, value in said.items() if value}
    return Addressee(**known | {"address_lines": tuple(known.get("address_lines", ()))})


def choices_kept(choices: Choices) -> dict[str, Any]:
    """The choices that no other column of a letter holds."""
    return {
        "recipient": asdict(choices.addressee) | {"address_lines": list(choices.addressee.address_lines)},
        "evidence_ids": [str(id) for id in choices.evidence_ids],
    }


def evidence_enclosed(case_id: UUID, evidence_ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """The evidence, each once. Raises Invalid that names the first that the case does not have."""
    of_case = set(evidence_list().filter(case_id=case_id, id__in=evidence_ids).values_list("id", flat=True))
    for place, id in enumerate(evidence_ids):
        if id not in of_case:
            raise invalid(
                f"evidence_ids/{place}", "There is no such evidence on the case.", code="unknown_reference"
            )
    return tuple(dict.fromkeys(evidence_ids))


def particulars_given(asked: Iterable[Particular], given: Mapping[str, object]) -> dict[str, ParticularValue]:
    """What the author answered to what the template asks for. Raises Invalid that names the particular."""
    try:
        return read_particulars(asked, given)
    except ParticularError as error:
        raise invalid(f"particulars.{error.name}", str(error)) from None
