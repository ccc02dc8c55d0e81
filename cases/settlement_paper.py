"""The settlement statement on paper, in English or in Spanish, for the client to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from moneyed import Money

from cases.settlement.statement import CLIENT, COSTS, FEE, LIENS, RECEIVED
from claimback.typesetting.engine import typeset
from claimback.typesetting.printable import printable_line

_SOURCE: Final = Path(__file__).with_name("settlement_paper.typ")

_ENGLISH: Final = {
    "title": "Settlement statement",
    "client": "Client",
    "case": "Case",
    "claim": "Claim number",
    "insurer": "Insurer",
    "loss": "Date of loss",
    "dated": "Dated",
    "what": "What",
    "payee": "Who pays or is paid",
    "amount": "Amount",
    RECEIVED: "Received",
    FEE: "Fee",
    COSTS: "Costs",
    LIENS: "Liens",
    "client_due": "Due to the client",
    "sum": "Sum",
    "working": "How the fee was reckoned",
    "identity": "Received is fee, costs, liens and what is due to the client, to the cent.",
    "consent": "I have read this statement and had the chance to ask about it. I agree that the money is paid out "
    "as it says.",
    "signature": "Signature of the client",
    "date": "Date",
    "approved": "Approved by",
}
_SPANISH: Final = {
    "title": "Estado de cuentas del acuerdo",
    "client": "Cliente",
    "case": "Caso",
    "claim": "Número de reclamo",
    "insurer": "Aseguradora",
    "loss": "Fecha de la pérdida",
    "dated": "Fechado",
    "what": "Concepto",
    "payee": "Quién paga o cobra",
    "amount": "Importe",
    RECEIVED: "Recibido",
    FEE: "Honorarios",
    COSTS: "Gastos",
    LIENS: "Gravámenes",
    "client_due": "A favor del cliente",
    "sum": "Suma",
    "working": "Cómo se calcularon los honorarios",
    "identity": "Lo recibido es la suma de honorarios, gastos, gravámenes y lo que corresponde al cliente, al centavo.",
    "consent": "He leído este estado de cuentas y tuve la oportunidad de hacer preguntas. Estoy de acuerdo en que el "
    "dinero se pague como aquí se indica.",
    "signature": "Firma del cliente",
    "date": "Fecha",
    "approved": "Aprobado por",
}
_WORDS: Final = {"en": _ENGLISH, "es": _SPANISH}
_SPOKEN: Final = {
    "Payment of the insurer of": "Pago de la aseguradora del",
    "Interest on late payment of": "Intereses por pago tardío del",
    "Deposit of the client of": "Depósito del cliente del",
    "Released to the client from what was held back of": "Liberado de lo retenido el",
    "Payment of a lien of": "Pago de un gravamen del",
    "Payment to the client of": "Pago al cliente del",
    "Payment given back of": "Devolución del",
    "Reversal of": "Reversión del",
    "Balance due": "Saldo a favor",
    "Workers' compensation": "Compensación laboral",
    "Provider's letter of protection": "Carta de protección del proveedor",
    "ERISA plan": "Plan ERISA",
    "Attorney's": "De un abogado",
    "Other": "Otro",
    "Fee": "Honorarios",
}
_HELD: Final = ", held back"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line: in which group, its words, who pays or is paid, how much."""

    group: str
    label: str
    payee: str
    amount: Money


@dataclass(frozen=True, slots=True)
class StatementPaper:
    """All that is printed. `working` are steps as (step, result, why)."""

    firm: str
    number: int
    client: str
    case: str
    claim: str
    insurer: str
    loss: date | None
    dated: date
    approved: str
    language: str
    lines: Sequence[PaperLine]
    sums: dict[str, Money]
    working: Sequence[tuple[str, str, str]]


def render_statement(paper: StatementPaper) -> bytes:
    """The statement as PDF/A-2a and PDF/UA-1. The same arguments give the same bytes. Raises RenderError."""
    words = _WORDS[paper.language]
    return typeset(_SOURCE, "statement", statement_page(paper, words), dated=paper.dated)


def statement_page(paper: StatementPaper, words: dict[str, str]) -> dict[str, Any]:
    """What the source sets, every value as text."""
    about = [
        (words["client"], paper.client),
        (words["case"], paper.case),
        (words["claim"], paper.claim),
        (words["insurer"], paper.insurer),
        (words["loss"], paper.loss.isoformat() if paper.loss else ""),
        (words["dated"], paper.dated.isoformat()),
    ]
    groups = [
        {
            "name": words["client_due"] if group == CLIENT else words[group],
            "sum": _shown(paper.sums[group]),
            "due": group == CLIENT,
            "lines": [
                {
                    "label": printable_line(_said(line.label, paper.language)),
                    "payee": printable_line(line.payee),
                    "amount": _shown(line.amount),
                }
                for line in paper.lines
                if line.group == group
            ],
        }
        for group in (RECEIVED, FEE, COSTS, LIENS, CLIENT)
    ]
    return {
        "language": paper.language,
        "words": words,
        "firm": printable_line(paper.firm),
        "title": f"{words['title']} {paper.number}",
        "about": [[name, printable_line(value)] for name, value in about if value],
        "groups": groups,
        "working": [[printable_line(part) for part in step] for step in paper.working],
        "approved": printable_line(paper.approved),
    }


def _said(label: str, language: str) -> str:
    """A line's words in the client's language, as far as they are the house's own."""
    if language == "en":
        return label
    words, _, held = label.partition(_HELD)
    start = next((start for start in _SPOKEN if words.startswith(start)), "")
    said = _SPOKEN.get(start, "") + words.removeprefix(start)
    return f"{said}, retenido" if label.endswith(_HELD) else said + (_HELD + held if held else "")


def _shown(amount: Money) -> str:
    return f"{amount.amount:,.2f} {amount.currency.code}"
