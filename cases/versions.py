"""Every reading of a denial and of its grounds: the former ones with who corrected them, and the one that counts."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.models import Correction
from cases.selectors import correction_list, denial_list, ground_list, one
from cases.services.corrections import DENIAL_FIELDS, GROUND_FIELDS, reading_of


@dataclass(frozen=True, slots=True)
class Version:
    """One reading. What replaced it is empty for the one that counts."""

    subject: str
    ground_id: UUID | None
    number: int
    values: dict[str, Any]
    replaced_at: datetime | None = None
    replaced_by_id: UUID | None = None
    reason: str = ""
    changed: tuple[str, ...] = ()


def denial_versions(denial_id: UUID) -> list[Version]:
    """The readings of the denial, then those of each ground in order, each from the first. Raises NotFound."""
    denial = one(denial_list(), denial_id)
    kept: dict[UUID | None, list[Correction]] = defaultdict(list)
    for row in correction_list().filter(denial_id=denial_id).order_by("number"):
        kept[row.ground_id].append(row)
    versions = [*map(_former, kept[None])]
    versions.append(Version("denial", None, len(kept[None]) + 1, reading_of(denial, DENIAL_FIELDS)))
    for ground in ground_list().filter(denial_id=denial_id).order_by("number"):
        former = kept[ground.id]
        versions += map(_former, former)
        versions.append(Version("ground", ground.id, len(former) + 1, reading_of(ground, GROUND_FIELDS)))
    return versions


def _former(row: Correction) -> Version:
    return Version(
        "ground" if row.ground_id else "denial",
        row.ground_id,
        row.number,
        row.former,
        row.created_at,
        row.corrected_by_id,
        row.reason,
        tuple(row.changed),
    )
