"""The ground matrix of a case: every ground against its quote, clause, the insurer's evidence and our answer."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch

from cases.models import Denial, Evidence, Ground, Rebuttal
from cases.selectors import denial_list, ground_list, rebuttal_evidence_list, rebuttal_list
from claimback.case_page.answers import cited


@dataclass(frozen=True)
class GroundRow:
    """One ground with our answer to it, the exhibits against it, and what the answer still lacks."""

    ground: Ground
    rebuttal: Rebuttal
    exhibits: list[Evidence]
    authorities: list[str]
    missing: list[str]


@dataclass(frozen=True)
class DenialRows:
    """One denial and its grounds."""

    denial: Denial
    grounds: list[GroundRow]


def ground_matrix(case_id: UUID) -> list[DenialRows]:
    """The denials of a case, the latest first, in four queries however many there are."""
    uses = rebuttal_evidence_list().select_related("evidence__document").order_by("evidence__exhibit_number")
    answers = rebuttal_list().select_related("waived_by__user")
    denials = denial_list().filter(case_id=case_id).order_by("-letter_date", "-id")
    found = denials.select_related("document").prefetch_related(
        Prefetch("grounds", ground_list().order_by("number")),
        Prefetch("grounds__rebuttals", answers),
        Prefetch("grounds__rebuttals__evidence_uses", uses),
    )
    return [DenialRows(denial, [_row(ground) for ground in denial.grounds.all()]) for denial in found]


def missing(state: str, argument: str, authorities: list[str], exhibits: int) -> list[str]:
    """What an answer in this state still lacks; nothing for a ground that is waived."""
    if state == "waived":
        return []
    lacking = [
        ("an argument", not argument.strip()),
        ("evidence", not exhibits),
        ("an authority", not authorities),
    ]
    return [what for what, lacks in lacking if lacks]


def _row(ground: Ground) -> GroundRow:
    rebuttal = ground.rebuttals.all()[0]
    exhibits = [use.evidence for use in rebuttal.evidence_uses.all()]
    lacks = missing(rebuttal.state, rebuttal.argument, rebuttal.authorities, len(exhibits))
    return GroundRow(ground, rebuttal, exhibits, cited(rebuttal.authorities), lacks)
