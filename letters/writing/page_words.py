"""The words of the page around a letter's text, by language: labels, greetings, the closing. Wording only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cases.vocabulary import LAW_BY_PLAN_TYPE
from letters.writing.facts import Language
from letters.writing.template import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """What the page says in one language. `page` and `of` stand around numbers: ``Page 1 of 3``; `enclosure` is filled
    for each exhibit that no other block of the letter mentions, under `enclosed`."""

    subject: str
    our_file: str
    page: str
    of: str
    undated: str
    exhibits: tuple[str, str, str, str, str]
    exhibit_list: str
    enclosed: str
    enclosure: str
    item: str
    amount: str
    total: str
    labels: Mapping[str, str]
    closing: str
    closing_to_client: str
    authorities: str
    authority_columns: tuple[str, str]
    authority_groups: Mapping[str, str]


PAGE_WORDS: Mapping[Language, PageWords] = MappingProxyType(
    {
        "en": PageWords(
            subject="RE:",
            our_file="Our file",
            page="Page",
            of="of",
            undated="undated",
            exhibits=("Exhibit", "Document", "Dated", "Pages", "SHA-256"),
            exhibit_list="Exhibits",
            enclosed="Enclosed with this letter:",
            enclosure="Exhibit {exhibit.number}: {exhibit.description}.",
            item="Item",
            amount="Amount",
            total="Total",
            labels=MappingProxyType(
                {
                    "case.client_name": "Claimant",
                    "case.insurer_name": "Insurer",
                    "case.plan_name": "Plan",
                    "case.member_id": "Member ID",
                    "case.group_number": "Group number",
                    "policy.number": "Policy number",
                    "case.claim_number": "Claim number",
                    "loss.on": "Date of loss",
                    "denial.letter_date": "Date of denial",
                    "denial.reference": "Denial reference",
                }
            ),
            closing="Respectfully,",
            closing_to_client="Sincerely,",
            authorities="Table of authorities",
            authority_columns=("Authority", "Pages"),
            authority_groups=MappingProxyType(
                {"cases": "Cases", "statutes": "Statutes", "regulations": "Regulations"}
            ),
        ),
        "es": PageWords(
            subject="ASUNTO:",
            our_file="Nuestro expediente",
            page="Página",
            of="de",
            undated="sin fecha",
            exhibits=("Anexo", "Documento", "Fecha", "Páginas", "SHA-256"),
            exhibit_list="Anexos",
            enclosed="Se adjunta a esta carta:",
            enclosure="Anexo {exhibit.number}: {exhibit.description}.",
            item="Concepto",
            amount="Importe",
            total="Total",
            labels=MappingProxyType(
                {
                    "case.client_name": "Reclamante",
                    "case.insurer_name": "Aseguradora",
                    "case.plan_name": "Plan",
                    "case.member_id": "Número de miembro",
                    "case.group_number": "Número de grupo",
                    "policy.number": "Número de póliza",
                    "case.claim_number": "Número de reclamación",
                    "loss.on": "Fecha del siniestro",
                    "denial.letter_date": "Fecha de la denegación",
                    "denial.reference": "Referencia de la denegación",
                }
            ),
            closing="Respetuosamente,",
            closing_to_client="Atentamente,",
            authorities="Índice de autoridades",
            authority_columns=("Autoridad", "Páginas"),
            authority_groups=MappingProxyType(
                {"cases": "Sentencias", "statutes": "Leyes", "regulations": "Reglamentos"}
            ),
        ),
    }
)

_TO_ANYONE: Mapping[Language, str] = MappingProxyType(
    {"en": "To whom it may concern:", "es": "A quien corresponda:"}
)
_TO_REVIEW = MappingProxyType({"en": "To the reviewer:", "es": "A quien revise el caso:"})
_TO_CLAIMS = MappingProxyType({"en": "To the claims department:", "es": "Al departamento de reclamaciones:"})
_BY_NAME = MappingProxyType({"en": "Dear {name}:", "es": "Estimado(a) {name}:"})
_NAMED = frozenset({"client", "provider", "appraiser", "opposing_party"})


def salutation(template: Template, name: str | None) -> str | None:
    """The line that greets a recipient whom the author greets in no other way; None while the name isn't known.

    An insurer is greeted as who reviews, where the letter answers a denial of benefits, and else as who handles claims.
    """
    if template.salutation:
        return template.salutation
    if template.recipient in _NAMED:
        return _BY_NAME[template.language].replace("{name}", name) if name else None
    if template.recipient in ("reviewer", "external_review"):  # an office, mostly
        return _TO_REVIEW[template.language]
    if template.recipient != "insurer":
        return _TO_ANYONE[template.language]
    to_review = "denial.letter_date" in template.required and not template.lines.isdisjoint(LAW_BY_PLAN_TYPE)
    return (_TO_REVIEW if to_review else _TO_CLAIMS)[template.language]
