"""Facts of a case that rules hang on: stated, corrected, and taken back. Stating one settles what waited for it."""

from typing import Any
from uuid import UUID

from cases.models import Case
from cases.selectors import locked, referred
from cases.services.checks import check_fields
from claimback.kernel.errors import Conflict, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from deadlines.law.catalogue import load_catalogue
from deadlines.law.facts import FACT_VALUES
from deadlines.law.model import FactValue
from deadlines.models import CaseFact
from deadlines.plan import Cause
from deadlines.selectors import case_rows, fact_list
from deadlines.services.docket import docket_recompute


def fact_state(*, actor: Member, case_id: UUID, name: str, value: FactValue, source: str = "") -> CaseFact:
    """State a fact of a case; its clocks are computed again.

    Raises Invalid for a fact or value that no rule knows, for what the law settles otherwise and for what has its
    place elsewhere; Conflict for a fact that is stated already; Forbidden.
    """
    actor.require("case.write")
    case = referred(case_rows(), case_id, "case_id")
    locked(case_rows(), case_id)
    _check(case, name, value)
    if fact_list().filter(case_id=case_id, name=name).exists():
        raise Conflict(f"{name} is stated for this case already. Change that.")
    fact = CaseFact(case_id=case_id, name=name, value=value, source=source, stated_by_id=actor.member_id)
    check_fields(fact, ["source"])
    fact.save(force_insert=True)
    docket_recompute(case_id=case_id, cause=Cause("fact", f"{_named(name)}: {_shown(value)}."))
    return fact


def fact_change(*, actor: Member, fact_id: UUID, version: int | None, **changes: Any) -> CaseFact:
    """Correct a fact read at `version`: its value (None where it is not known after all), its source, or both.

    Raises NotFound, PreconditionFailed, Invalid, Forbidden.
    """
    actor.require("case.write")
    found = locked(fact_list(), fact_id)
    case = locked(case_rows(), found.case_id)
    check_version(found.version, version)
    if changes.get("value") is not None:
        _check(case, found.name, changes["value"])
    found.source = changes.get("source", found.source)
    check_fields(found, ["source"])
    before = found.value
    found.change(**changes, stated_by_id=actor.member_id)
    what = f"{_named(found.name)}: {_shown(before)} became {_shown(found.value)}."
    docket_recompute(case_id=found.case_id, cause=Cause("fact", what))
    return found


def fact_note(*, case_id: UUID, name: str, value: FactValue, source: str, stated_by_id: UUID) -> None:
    """State or restate a fact that another record of the case tells. Whoever calls computes the clocks again."""
    fact = fact_list().select_for_update().filter(case_id=case_id, name=name).first()
    if fact is None:
        fact = CaseFact(case_id=case_id, name=name, value=value, source=source, stated_by_id=stated_by_id)
        fact.save(force_insert=True)
    elif fact.value != value:
        fact.change(value=value, source=source, stated_by_id=stated_by_id)


def _check(case: Case, name: str, value: FactValue) -> None:
    choices = FACT_VALUES.get(name)
    if choices is None:
        raise invalid("name", f"{name!r} is not a fact of the clock. Give one of: {', '.join(FACT_VALUES)}.")
    if not any(value == choice and type(value) is type(choice) for choice in choices):
        listed = ", ".join(_shown(choice) for choice in choices)
        raise invalid("value", f"{name} is one of: {listed}.")
    if name == "claim_kind":
        raise invalid("name", "claim_kind is a field of the case. Change it there.")
    if name == "appeal_levels" and case.policy is not None and case.policy.appeal_levels is not None:
        raise invalid("name", f"The policy says {case.policy.appeal_levels}. Correct it there.")
    settled = load_catalogue().implied_facts(case.plan_type, case.jurisdiction).get(name)
    if settled is not None and not settled.presumed and settled.value != value:
        raise invalid(
            "value",
            f"By {settled.citation} it is {_shown(settled.value)} for this plan type. Correct the case's plan type.",
        )


def _named(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _shown(value: FactValue | None) -> str:
    if value is None:
        return "not known"
    return str(value).lower() if isinstance(value, bool) else str(value)
