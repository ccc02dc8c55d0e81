"""Whether an appraiser or umpire is disinterested: by what they disclose, and by whose name they bear. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from cases.names import Name, compare, read_name

RELATIONS: Final = {
    "none": "None",
    "relative": "A relative of a party",
    "employee": "Employed by a party",
    "contingent_fee": "Paid by the outcome",
    "business": "Other business with a party",
}
WAIVABLE: Final = ("employee", "contingent_fee", "business")
"""What both sides may agree to in writing. That a relative of a party sits is never taken."""

_SHORTEST_FAMILY_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class OnTheCase:
    """Somebody on the case: their name, and as what."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Interest:
    """Why somebody may not be disinterested: they bear the `same` name, work for the `firm`, or are of the `family`."""

    who: str
    role: str
    kind: Literal["same", "firm", "family"]
    why: str


def interests(name: str, organisation: str, people: Iterable[OnTheCase]) -> list[Interest]:
    """Who on the case bears the same name, works under the same name, or is of the same family by name."""
    found = []
    mine, firm = read_name(name), read_name(organisation)
    for other in people:
        theirs = read_name(other.name)
        if match := compare(mine, theirs):
            found.append(
                Interest(other.name, other.role, "same", f"their name is like {other.name}: {match.why}")
            )
        elif firm.core and (match := compare(firm, theirs)):
            why = f"their organisation is like {other.name}: {match.why}"
            found.append(Interest(other.name, other.role, "firm", why))
        elif shared := _family(mine, theirs):
            why = f"they share the family name {shared.title()} with {other.name}."
            found.append(Interest(other.name, other.role, "family", why))
    return found


def _family(one: Name, other: Name) -> str:
    """The family name that two persons share; empty for none, and for organisations."""
    if one.organisation or other.organisation or len(one.core) < 2 or len(other.core) < 2:
        return ""
    last = _last(one)
    return last if last == _last(other) and len(last) >= _SHORTEST_FAMILY_NAME else ""


def _last(name: Name) -> str:
    """The family name, which a comma follows where it is written first."""
    return name.core[0] if "," in name.raw else name.core[-1]
