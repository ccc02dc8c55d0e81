"""Complaints to regulators and requests for external review as a whole: which papers of the case go with the letter,
which are missing, and the letter begun with them enclosed. Its packet is then made as that of any approved letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from cases.models import Case, Denial, Document, Evidence
from cases.selectors import (
    case_list,
    denial_list,
    document_list,
    evidence_in_use,
    evidence_list,
    for_change,
    ground_list,
    party_list,
    referred,
)
from cases.services.documents import document_change
from cases.services.evidence import evidence_add
from claimback.kernel.errors import Conflict, invalid
from claimback.tenancy.member import Member
from deadlines.law.catalogue import load_catalogue
from deadlines.law.regulators import load_regulators
from deadlines.selectors import breaches_standing, case_rows, events_that_hold, facts_stated
from deadlines.services.scorecards import scorecard_file
from letters.models import Letter
from letters.selectors import chronology_list, letter_list
from letters.services.chronologies import chronology_request
from letters.services.letters import letter_draft, letter_refresh_facts
from letters.writing.catalogue import templates
from letters.writing.filing import FILINGS, FilingPart, complaint_parts, letter_of, review_parts

GONE: Final = ("sending", "sent", "delivered", "failed")
"""States of a letter of an earlier filing: another one begins anew."""

READS: Final = ("case.read", "denial.read", "document.read", "letter.read", "deadline.read")


@dataclass(frozen=True, slots=True)
class PlacedPart:
    """One part with the papers of the case that are it, and whether the letter encloses them already."""

    part: FilingPart
    documents: tuple[Document, ...]
    enclosed: bool

    @property
    def missing(self) -> bool:
        """Whether the filing is not complete for want of it."""
        return self.part.needed and not self.documents


@dataclass(frozen=True, slots=True)
class Filing:
    """One filing as it stands: its letter if it is begun, its parts, and how many missed dates the letter lists.

    Where it is filed, and how far that was checked, is for external review alone.
    """

    kind: str
    template: str
    denial: Denial | None
    letter: Letter | None
    parts: tuple[PlacedPart, ...]
    breaches: int
    filed_at: str = ""
    filed_at_checked: str = ""


def filings_of(*, actor: Member, case_id: UUID) -> list[Filing]:
    """The filings for which there is a letter in the case's line of business. Raises Invalid, Forbidden."""
    actor.require(*READS)
    case = referred(case_rows(), case_id, "case_id")
    return [
        _filing(case, kind, template)
        for kind in FILINGS
        if (template := letter_of(kind, case.line_of_business))
    ]


def filing_begin(
    *,
    actor: Member,
    case_id: UUID,
    kind: str,
    documents: Mapping[str, UUID] | None = None,
    with_scorecard: bool = False,
    outcome_asked: str = "",
) -> Letter:
    """Draft the letter of a filing with every part that the case has as an exhibit; begun already, enclose what came.

    `documents` says by a part's code which document it is: the document is tagged with it. A complaint without a
    chronology asks for one, which is enclosed when this is called again; `with_scorecard` files that of the insurer.
    A paper that is no evidence yet becomes the case's next exhibit.

    Raises Invalid that names the field, Conflict for a letter that is in review or approved, Forbidden.
    """
    actor.require("letter.write", "document.write", *READS)
    referred(for_change(case_list()), case_id, "case_id")
    case = referred(case_rows(), case_id, "case_id")
    template = letter_of(kind, case.line_of_business) if kind in FILINGS else ""
    if not template:
        raise invalid("kind", "There is no letter for such a filing in this line of business.")
    filing = _filing(case, kind, template)
    if filing.letter is not None and filing.letter.state != "draft":
        raise Conflict(
            f"Its letter is {filing.letter.state.replace('_', ' ')}. Return it, or make the packet of it."
        )
    _place(actor, case, filing, documents or {})
    if kind == "regulator_complaint":
        _papers_of_a_complaint(actor, case, with_scorecard)
    filing = _filing(case, kind, template)
    exhibits = _exhibits(actor, case, filing)
    if filing.letter is not None:
        kept = [UUID(id) for id in filing.letter.choices.get("evidence_ids", [])]
        return letter_refresh_facts(
            actor=actor,
            letter_id=filing.letter.id,
            version=None,
            evidence_ids=list(dict.fromkeys([*kept, *(each.id for each in exhibits.values())])),
        )
    asked = {each.name for each in templates()[template].particulars}
    known = _particulars(case, filing, exhibits)
    return letter_draft(
        actor=actor,
        case_id=case_id,
        template=template,
        denial_id=filing.denial.id if filing.denial else None,
        outcome_asked=outcome_asked,
        evidence_ids=[each.id for each in exhibits.values()],
        particulars={name: value for name, value in known.items() if name in asked and value is not None},
    )


def _filing(case: Case, kind: str, template: str) -> Filing:
    denials = denial_list().filter(case_id=case.id).select_related("document")
    denial = denials.order_by("-is_final", "-letter_date", "-id").first()
    parts, filed_at, checked = complaint_parts(), "", ""
    if kind == "external_review":
        place = load_regulators().get(case.jurisdiction)
        state = place.external_review if place and _process(case) != "federal" else None
        parts = review_parts(state, expedited=case.claim_kind == "urgent", experimental=_experimental(denial))
        filed_at, checked = (state.filed_at, state.checked) if state else ("", "")
    mine = letter_list().filter(case_id=case.id, template=template).exclude(state__in=("superseded", *GONE))
    letter = mine.order_by("-created_at", "-id").first()
    enclosed = _enclosed(letter)
    found = [(part, _papers(case, part, denial)) for part in parts]
    return Filing(
        kind=kind,
        template=template,
        denial=denial,
        letter=letter,
        parts=tuple(
            PlacedPart(part, papers, bool(papers) and {each.id for each in papers} <= enclosed)
            for part, papers in found
        ),
        breaches=len(breaches_standing(case.id)),
        filed_at=filed_at,
        filed_at_checked=checked,
    )


def _enclosed(letter: Letter | None) -> set[UUID]:
    """The documents that the letter encloses by its author's choice."""
    chosen = letter.choices.get("evidence_ids", []) if letter else []
    return set(evidence_list().filter(id__in=chosen).values_list("document_id", flat=True))


def _papers(case: Case, part: FilingPart, denial: Denial | None) -> tuple[Document, ...]:
    """The papers of the case that are the part: by what they are, else the latest that is tagged with it."""
    of_case = document_list().filter(case_id=case.id)
    if part.code in ("denial_letter", "final_denial"):
        return (denial.document,) if denial is not None and denial.document is not None else ()
    if part.code == "evidence":
        used = evidence_in_use().filter(rebuttal__ground__denial__case_id=case.id)
        ids = used.values("evidence__document_id")
        return tuple(of_case.filter(id__in=ids).order_by("created_at", "id"))
    found = of_case.filter(tags__contains=[part.tag])
    if part.code == "policy":
        found = of_case.filter(kind="policy")
    if part.code == "chronology":
        made = chronology_list().filter(case_id=case.id, document__isnull=False)
        found = of_case.filter(id__in=made.order_by("-created_at", "-id").values("document_id")[:1])
    return tuple(found.order_by("-created_at", "-id")[:1])


def _place(actor: Member, case: Case, filing: Filing, documents: Mapping[str, UUID]) -> None:
    """Tag the documents that a member names as parts. Raises Invalid for no part and for no document of the case."""
    tagged = {placed.part.code: placed.part.tag for placed in filing.parts}
    for code, document_id in documents.items():
        if code not in tagged:
            raise invalid(f"documents/{code}", f"Its parts are {', '.join(tagged)}.")
        of_case = document_list().filter(case_id=case.id)
        document = referred(of_case, document_id, f"documents/{code}")
        if tagged[code] not in document.tags:
            document_change(
                actor=actor, document_id=document.id, version=None, tags=[*document.tags, tagged[code]]
            )


def _papers_of_a_complaint(actor: Member, case: Case, with_scorecard: bool) -> None:
    """Have the chronology made unless there is one, and the scorecard where it is wanted."""
    if not chronology_list().filter(case_id=case.id).exclude(state="failed").exists():
        chronology_request(actor=actor, case_id=case.id)
    if with_scorecard:
        card = scorecard_file(actor=actor, case_id=case.id)
        document_change(actor=actor, document_id=card.id, version=None, tags=["scorecard"])


def _exhibits(actor: Member, case: Case, filing: Filing) -> dict[UUID, Evidence]:
    """The evidence of each paper of the filing, by document; what is none yet is put to use."""
    papers = {
        document.id: (document, placed.part)
        for placed in filing.parts
        if placed.part.code != "evidence"
        for document in placed.documents
    }
    there = evidence_list().filter(case_id=case.id, document_id__in=papers).order_by("exhibit_number")
    found = {each.document_id: each for each in there}
    for document, part in papers.values():
        if document.id not in found:
            found[document.id] = evidence_add(
                actor=actor, case_id=case.id, document_id=document.id, proves=part.title
            )
    used = {each.id for placed in filing.parts if placed.part.code == "evidence" for each in placed.documents}
    for each in evidence_list().filter(case_id=case.id, document_id__in=used):
        found.setdefault(each.document_id, each)
    return found


def _process(case: Case) -> object:
    """Whose external review hears it, as far as that is known."""
    stated = facts_stated(case)
    implied = load_catalogue().implied_facts(case.plan_type, case.jurisdiction, stated)
    known = stated | {name: item.value for name, item in implied.items()}
    return known.get("external_review_process")


def _experimental(denial: Denial | None) -> bool:
    """Whether the care was denied as experimental."""
    if denial is None:
        return False
    return ground_list().filter(denial_id=denial.id, code="experimental_investigational").exists()


def _particulars(case: Case, filing: Filing, exhibits: Mapping[UUID, Evidence]) -> dict[str, Any]:
    """What the case's rows answer of what the letter asks; the rest stays a hole with its remedy."""
    told = [f"{event.on}: {event.get_kind_display()}." for event in events_that_hold(case.id)]
    titles = [each.title for placed in filing.parts for each in placed.documents]
    number = {
        placed.part.code: exhibits[placed.documents[0].id].exhibit_number
        for placed in filing.parts
        if placed.documents and placed.documents[0].id in exhibits
    }
    scope, process = facts_stated(case).get("external_review_scope"), _process(case)
    experimental = _experimental(filing.denial)
    return {
        "what_happened": told or None,
        "story": told or None,
        "enclosures": titles or None,
        "treating_provider": _provider(case),
        "internal_appeal_finished": True if filing.denial and filing.denial.is_final else None,
        "urgent": case.claim_kind == "urgent" if case.claim_kind else None,
        "route": process,
        "why_reviewable": "experimental" if experimental else scope if scope != "none" else None,
        "physician_certification_exhibit": number.get("physician_certification"),
        "form_exhibit": number.get("request_form"),
    }


def _provider(case: Case) -> str | None:
    """The one provider of the case, as the letter names them; None where there is none, or a choice."""
    found = list(party_list().filter(case_id=case.id, role="provider", ended_at=None)[:2])
    if len(found) != 1:
        return None
    who = found[0]
    return ", ".join(part for part in (who.name, who.specialty, who.organisation, who.phone) if part)
