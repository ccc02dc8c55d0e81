"""What the catalogue holds beside clock rules, by id: what letters must say, and caps on fees. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from cases.vocabulary import JURISDICTIONS
from deadlines.law.fees import Bar, Content, load_fee_laws
from deadlines.law.model import Checked
from deadlines.law.notices import load_notices


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its id, what it says, the body of law that it is of, where, and what follows from it."""

    id: str
    says: str
    body: str
    place: str
    citation: str
    checked: Checked
    effect: str = ""
    note: str = ""


def entry(id: str) -> Entry | None:
    """The entry of this id; None where there is none. A clock rule may bear the same id."""
    return _entries().get(id)


@cache
def _entries() -> Mapping[str, Entry]:
    return {each.id: each for each in (*_notices(), *_fees())}


def _notices() -> Iterator[Entry]:
    for each in load_notices():
        yield Entry(
            each.id,
            each.requirement,
            each.body,
            JURISDICTIONS[each.jurisdiction],
            each.citation,
            each.checked,
            each.effect,
            each.note,
        )


def _fees() -> Iterator[Entry]:
    for law in load_fee_laws().values():
        place = JURISDICTIONS[law.jurisdiction]
        for cap in law.caps:
            yield Entry(cap.id, cap.paraphrase, law.body, place, cap.citation, cap.checked, note=cap.note)
        parts: list[Bar | Content] = [*law.bars, *law.contents]
        for part in parts:
            yield Entry(part.id, part.says, law.body, place, part.citation, part.checked, note=part.note)
