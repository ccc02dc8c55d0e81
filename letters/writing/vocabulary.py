"""The names by which templates call facts, and how a fact reads in a sentence of either language.

A path is written ``denial.letter_date``, or ``grounds[].quote`` for a fact of every row. What to do about a missing
fact is in `remedies`. Nothing is computed here from law or from the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import get_args, get_type_hints

from letters.writing.facts import Amount, GroundFacts, Language, LetterFacts

HOLE_PATTERN = re.compile(r"\[MISSING: ([^\]\n]{1,120})\]")

GROUND_TITLES: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "medical_necessity": "Medical necessity",
            "experimental_investigational": "Experimental or investigational",
            "level_of_care": "Level of care",
            "prior_authorization": "Prior authorization",
            "out_of_network": "Out of network",
            "not_covered_benefit": "Benefit said not to be covered",
            "policy_exclusion": "Policy exclusion",
            "step_therapy_or_formulary": "Step therapy or formulary",
            "coding_or_billing": "Coding or billing",
            "duplicate": "Duplicate claim",
            "missing_information": "Missing information",
            "timely_filing": "Timely filing",
            "eligibility_or_lapse": "Eligibility or lapse",
            "coordination_of_benefits": "Coordination of benefits",
            "preexisting_condition": "Pre-existing condition",
            "misrepresentation_or_rescission": "Misrepresentation or rescission",
            "disability_definition_not_met": "Definition of disability",
            "causation_or_wear": "Causation or wear",
            "late_notice": "Late notice",
            "failure_of_conditions": "Conditions of the policy",
            "vacancy_or_occupancy": "Vacancy or occupancy",
            "limits_or_valuation": "Limits or valuation",
            "liability_disputed": "Liability disputed",
            "fraud_or_siu": "Special investigation",
            "other": "Other reason",
        },
        "es": {
            "medical_necessity": "Necesidad médica",
            "experimental_investigational": "Tratamiento experimental o en investigación",
            "level_of_care": "Nivel de atención",
            "prior_authorization": "Autorización previa",
            "out_of_network": "Proveedor fuera de la red",
            "not_covered_benefit": "Beneficio que se dice no cubierto",
            "policy_exclusion": "Exclusión de la póliza",
            "step_therapy_or_formulary": "Terapia escalonada o formulario de medicamentos",
            "coding_or_billing": "Codificación o facturación",
            "duplicate": "Reclamación duplicada",
            "missing_information": "Información faltante",
            "timely_filing": "Plazo de presentación",
            "eligibility_or_lapse": "Elegibilidad o caducidad de la cobertura",
            "coordination_of_benefits": "Coordinación de beneficios",
            "preexisting_condition": "Condición preexistente",
            "misrepresentation_or_rescission": "Declaración inexacta o rescisión",
            "disability_definition_not_met": "Definición de incapacidad",
            "causation_or_wear": "Causa del daño o desgaste",
            "late_notice": "Aviso tardío",
            "failure_of_conditions": "Condiciones de la póliza",
            "vacancy_or_occupancy": "Desocupación del inmueble",
            "limits_or_valuation": "Límites o valoración",
            "liability_disputed": "Responsabilidad en disputa",
            "fraud_or_siu": "Investigación especial",
            "other": "Otro motivo",
        },
    }
)

DECISION_WORDS: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "denied": "denied the claim",
            "partially_denied": "denied the claim in part",
            "terminated": "terminated benefits",
            "reduced": "reduced benefits",
            "rescinded": "rescinded coverage",
            "reservation_of_rights": "reserved its rights",
            "underpaid": "paid less than is owed",
            "request_for_information": "asked for further information",
        },
        "es": {
            "denied": "negó la reclamación",
            "partially_denied": "negó la reclamación en parte",
            "terminated": "puso fin a los beneficios",
            "reduced": "redujo los beneficios",
            "rescinded": "rescindió la cobertura",
            "reservation_of_rights": "hizo reserva de sus derechos",
            "underpaid": "pagó menos de lo que debe",
            "request_for_information": "pidió más información",
        },
    }
)

MONTHS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        "es": (
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ),
    }
)


def hole(path: str) -> str:
    """The visible mark that stands in a letter where the fact at `path` is missing."""
    return f"[MISSING: {path}]"


@cache
def known_paths() -> frozenset[str]:
    """Every path that a case may answer, read off the dataclasses themselves; a template adds its particulars."""
    return frozenset(_paths(LetterFacts, ""))


def _paths(kind: type, prefix: str) -> Iterator[str]:
    hints = get_type_hints(kind)
    for field in fields(kind):
        hint = hints[field.name]
        path = prefix + field.name
        rows = [
            arg for arg in get_args(hint) if is_dataclass(arg) and isinstance(arg, type) and arg is not Amount
        ]
        if is_dataclass(hint) and isinstance(hint, type):
            yield from _paths(hint, f"{path}.")
        elif field.name != "particulars":
            yield path
            if rows:
                yield from _paths(rows[0], f"{path}[].")


def look_up(facts: object, path: str) -> object:
    """The value at a plain path (no ``[]``) in `facts`, ``particular.x`` among them.

    Raises `KeyError` for a name that is not a fact. A particular that was not given is None.
    """
    scope, _, name = path.partition(".")
    if scope == "particular" and isinstance(facts, LetterFacts):
        return facts.particulars.get(name)
    value = facts
    for part in path.split("."):
        if not is_dataclass(value) or part not in {field.name for field in fields(value)}:
            raise KeyError(path)
        value = getattr(value, part)
    return value


def is_known(value: object) -> bool:
    """Whether the case records a fact: not None, not empty, not blank. A no is an answer."""
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value != ()


def missing_paths(facts: LetterFacts, required: tuple[str, ...]) -> tuple[str, ...]:
    """The concrete paths among `required` that `facts` leaves out, in the order they are required.

    ``grounds[].quote`` becomes ``grounds[2].quote`` for the ground numbered 2. A waived ground is not written about, so
    its facts are not asked for.
    """
    missing: list[str] = []
    for path in required:
        rows_name, is_rows, leaf = path.partition("[].")
        if not is_rows:
            if not is_known(look_up(facts, path)):
                missing.append(path)
            continue
        for row in getattr(facts, rows_name):
            waived = isinstance(row, GroundFacts) and row.state == "waived"
            if not waived and not is_known(look_up(row, leaf)):
                missing.append(f"{rows_name}[{row.number}].{leaf}")
    return tuple(missing)


def long_date(day: date, language: Language = "en") -> str:
    """A date as a letter writes it: ``November 3, 2026``, ``3 de noviembre de 2026``. Independent of the locale."""
    month = MONTHS[language][day.month - 1]
    return f"{month} {day.day}, {day.year}" if language == "en" else f"{day.day} de {month} de {day.year}"


def in_words(value: object, language: Language = "en") -> str:
    """A known fact as it reads in a sentence."""
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "es": ("no", "sí")}[language][value]
    if isinstance(value, date):
        return long_date(value, language)
    if isinstance(value, time):
        return _clock(value, language)
    if isinstance(value, Amount):
        return f"${value.amount:,.2f}" if value.currency == "USD" else f"{value.currency} {value.amount:,.2f}"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    if isinstance(value, tuple):
        return ", ".join(in_words(part, language) for part in value)
    return str(value).strip()


def _clock(value: time, language: Language) -> str:
    """A time of day by the clock of twelve hours, as both languages write it in the United States."""
    half = (
        ("a.m." if value.hour < 12 else "p.m.")
        if language == "en"
        else ("a. m." if value.hour < 12 else "p. m.")
    )
    return f"{value.hour % 12 or 12}:{value.minute:02} {half}"
