"""How an insurer's reasons shift from letter to letter: which are new, repeated, dropped, and brought back.

Pure but for `case_reasons`, which reads the denials of a case in two statements.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from cases.models import Ground
from cases.selectors import case_list, denial_list, ground_list, one

SHIFTS: Final = ("first", "new", "repeated", "returned")
"""How a reason stands to the letters before: in the first letter; not given before; given in the letter just before;
dropped since, and given again.
"""


@dataclass(frozen=True, slots=True)
class Shift:
    """The reasons of one letter against those before it about the same part of the claim."""

    first: bool
    new: list[str]
    repeated: list[str]
    returned: list[str]
    dropped: list[str]

    def of(self, code: str) -> str:
        """How one of the letter's reasons stands to the letters before."""
        if self.first:
            return "first"
        return "new" if code in self.new else "repeated" if code in self.repeated else "returned"


@dataclass(frozen=True, slots=True)
class Told:
    """One letter's reasons, in its own words."""

    denial_id: UUID
    letter_date: date
    received_on: date | None
    decision: str
    level: int
    is_final: bool
    decided_by: str
    part: str
    shift: Shift
    grounds: list[Ground]


@dataclass(frozen=True, slots=True)
class Reasons:
    """The letters of a case side by side, the earliest first, and every reason that any of them gives."""

    case_id: UUID
    denials: list[Told]
    codes: list[str]


def shifts(letters: Sequence[tuple[UUID, str, Sequence[str]]]) -> dict[UUID, Shift]:
    """The shift of each letter, given as (id, part of the claim, codes) from the earliest to the latest.

    A letter is held against those about the same part; one about the whole claim against all before it.
    """
    found: dict[UUID, Shift] = {}
    for place, (id, part, codes) in enumerate(letters):
        before = [set(c) for _, other, c in letters[:place] if not part or not other or part == other]
        ever: set[str] = set().union(*before)
        last = before[-1] if before else set()
        given = list(dict.fromkeys(codes))
        found[id] = Shift(
            first=not before,
            new=[code for code in given if code not in ever],
            repeated=[code for code in given if code in last],
            returned=[code for code in given if code in ever and code not in last],
            dropped=sorted(last - set(given)),
        )
    return found


def case_reasons(case_id: UUID) -> Reasons:
    """The reasons of a case's denials side by side. Raises NotFound."""
    one(case_list(), case_id)
    denials = list(denial_list().filter(case_id=case_id).order_by("letter_date", "id"))
    grounds: dict[UUID, list[Ground]] = defaultdict(list)
    for ground in ground_list().filter(case_id=case_id).order_by("number"):
        grounds[ground.denial_id].append(ground)
    moved = shifts([(d.id, d.part, [g.code for g in grounds[d.id]]) for d in denials])
    told = [
        Told(
            denial_id=d.id,
            letter_date=d.letter_date,
            received_on=d.received_on,
            decision=d.decision,
            level=d.level,
            is_final=d.is_final,
            decided_by=d.decided_by,
            part=d.part,
            shift=moved[d.id],
            grounds=grounds[d.id],
        )
        for d in denials
    ]
    codes = list(dict.fromkeys(g.code for d in denials for g in grounds[d.id]))
    return Reasons(case_id, told, codes)
