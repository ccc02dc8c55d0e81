"""Which column is what: the fields that are read, what other systems call them, and a first proposal."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from claimback.kernel.strict_yaml import load_yaml

FIELDS: Final[dict[str, dict[str, str]]] = {
    "clients": {
        "external_id": "Its id in the other system",
        "name": "Name",
        "first_name": "First name",
        "last_name": "Last name",
        "organisation": "Organisation",
        "email": "E-mail",
        "phone": "Phone",
        "address": "Address",
        "street": "Street",
        "city": "City",
        "state": "State",
        "postal_code": "Postal code",
    },
    "cases": {
        "external_id": "Its id in the other system",
        "number": "Number",
        "title": "Title",
        "client_external_id": "The client's id in the other system",
        "client_name": "Client",
        "client_first_name": "Client's first name",
        "client_last_name": "Client's last name",
        "client_organisation": "Client's organisation",
        "client_email": "Client's e-mail",
        "client_phone": "Client's phone",
        "insurer_name": "Insurer",
        "claim_number": "Claim number",
        "line_of_business": "Line of business",
        "plan_type": "Plan type",
        "claim_kind": "Claim kind",
        "jurisdiction": "Jurisdiction",
        "loss_date": "Date of loss",
        "opened_on": "Opened on",
        "amount_claimed": "Amount claimed",
        "amount_disputed": "Amount in dispute",
    },
}
"""What a table of each kind may hold."""

DAYS: Final = ("loss_date", "opened_on")
CONSTANTS: Final = ("insurer_name", "line_of_business", "plan_type", "claim_kind", "jurisdiction")
"""Fields that one value may be given for, for all rows whose cell is empty."""

_SOURCES: Final = Path(__file__).with_name("sources.yaml")


@dataclass(frozen=True, slots=True)
class Source:
    """Another system: its name, how its headers are known, how it writes days, and its headers by kind and field."""

    title: str
    seen: str
    days: str
    headers: Mapping[str, Mapping[str, Sequence[str]]]


@cache
def sources() -> dict[str, Source]:
    """The systems that there are ready mappings for; `other` for any."""
    found: dict[str, Any] = load_yaml(_SOURCES.read_text())
    return {
        name: Source(
            entry["title"], entry["seen"], entry.get("days", ""), {kind: entry[kind] for kind in FIELDS}
        )
        for name, entry in found.items()
    }


def proposed(columns: Sequence[str], *, kind: str, source: str) -> dict[str, str]:
    """The columns by field, as far as their headers say: the source's own words first, then common ones."""
    by_name = {_plain(column): column for column in reversed(columns)}
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    for headers in (sources()[source].headers[kind], sources()["other"].headers[kind]):
        for field in FIELDS[kind]:
            for header in headers.get(field, ()):
                column = by_name.get(_plain(header))
                if field not in mapping and column is not None and column not in taken:
                    mapping[field] = column
                    taken.add(column)
    return {field: mapping[field] for field in FIELDS[kind] if field in mapping}


def mapping_problem(mapping: Mapping[str, str], columns: Sequence[str], kind: str) -> str:
    """What is wrong with a mapping, with the remedy; empty where nothing is."""
    for field, column in mapping.items():
        if field not in FIELDS[kind]:
            return f"There is no field {field}. Known: {', '.join(FIELDS[kind])}."
        if column not in columns:
            return f"The table has no column “{column}”."
    if len(set(mapping.values())) < len(mapping):
        return "A column is mapped twice. Map each column to one field."
    return ""


def _plain(header: str) -> str:
    return re.sub(r"[^a-z0-9#]+", "", header.lower())
