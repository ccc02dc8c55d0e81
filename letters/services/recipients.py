"""To whom a letter goes: from the rows of its case where they hold it, else as the author says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cases.models import Case, Party
from cases.selectors import party_list
from deadlines.law.regulators import Agency, load_regulators
from letters.writing.facts import RecipientFacts
from letters.writing.page_words import salutation
from letters.writing.template import RecipientKind, Template

_SUPERVISORS: Final[Mapping[str, str | None]] = {
    "erisa_self_funded": "Employee Benefits Security Administration, U.S. Department of Labor",
    "medicare_original": "Centers for Medicare & Medicaid Services",
    "medicare_advantage": "Centers for Medicare & Medicaid Services",
    "medicare_part_d": "Centers for Medicare & Medicaid Services",
    "fehb": "U.S. Office of Personnel Management",
    "medicaid_managed_care": None,
    "medicaid_ffs": None,
    "tricare": None,
    "va": None,
    "nfip": None,
}
"""Plans that no insurance department supervises, and the one federal agency that does, where one does."""

_ROLES: Final[Mapping[RecipientKind, tuple[str, ...]]] = {
    "provider": ("provider", "contractor"),
    "reviewer": ("reviewer",),
    "appraiser": ("appraiser", "umpire"),
    "opposing_party": ("opposing_counsel", "insurers_adjuster"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """What the author says of the recipient; what is empty comes from the case."""

    name: str = ""
    address_lines: tuple[str, ...] = ()
    salutation: str = ""


def recipient_facts(
    template: Template, case: Case, insurers_address: tuple[str, ...], said: Addressee, party: Party | None
) -> RecipientFacts:
    """The recipient of a letter from `template`. A party that the author chose goes before the usual one."""
    kind = template.recipient
    held = RecipientFacts(name=party.name) if party else _held(kind, case, insurers_address)
    name = said.name or held.name
    return RecipientFacts(
        name=name,
        address_lines=said.address_lines or held.address_lines,
        salutation=said.salutation or salutation(template, name),
    )


def _held(kind: RecipientKind, case: Case, insurers_address: tuple[str, ...]) -> RecipientFacts:
    if kind == "insurer":
        return RecipientFacts(name=case.insurer.name, address_lines=insurers_address)
    if kind == "client":
        return RecipientFacts(name=case.client.name, address_lines=lines_of(case.client.address))
    if kind == "regulator":
        agency = agency_of(case)
        return RecipientFacts(name=agency.name if agency else _SUPERVISORS.get(case.plan_type))
    if kind == "external_review":
        return _who_takes_external_review(case, insurers_address)
    party = party_of(case, _ROLES[kind]) if kind in _ROLES else None
    return RecipientFacts(name=party.name if party else None)


def _who_takes_external_review(case: Case, insurers_address: tuple[str, ...]) -> RecipientFacts:
    """Whoever the request for external review is filed with; nobody where only the denial letter can say.

    The plan itself for a self-funded one, 29 CFR 2590.715-2719(d)(2)(i); for insured coverage, as the state's route has
    it. A place without a process of its own leaves it to the letter, as governments' plans do.
    """
    place = load_regulators().get(case.jurisdiction)
    insurer = RecipientFacts(name=case.insurer.name, address_lines=insurers_address)
    if case.plan_type == "erisa_self_funded":
        return insurer
    if place is None or case.plan_type not in ("erisa_insured", "individual_aca"):
        return RecipientFacts()
    review = place.external_review
    if review.filed_with == "insurer":
        return insurer
    if review.office:
        return RecipientFacts(name=review.office.name, address_lines=review.office.lines)
    agency = agency_of(case) if review.filed_with == "regulator" else None
    return RecipientFacts(name=agency.name if agency else None)


def party_of(case: Case, roles: tuple[str, ...]) -> Party | None:
    """The one party of these roles who is still on the case; None where there is none, or a choice between several."""
    found = list(party_list().filter(case_id=case.id, role__in=roles, ended_at=None)[:2])
    return found[0] if len(found) == 1 else None


def agency_of(case: Case) -> Agency | None:
    """The one agency that regulates the case's line of business in its place; None where several share the work, and
    for a plan that no state regulates."""
    if case.plan_type in _SUPERVISORS:
        return None
    place = load_regulators().get(case.jurisdiction)
    agencies = [agency for agency in place.agencies if case.line_of_business in agency.takes] if place else []
    usual = [agency for agency in agencies if not agency.role] or agencies
    return usual[0] if len(usual) == 1 else None


def lines_of(text: str) -> tuple[str, ...]:
    """A text's lines that are not blank."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
