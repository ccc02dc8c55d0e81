"""How the firm wants to be reminded: set for one importance, and brought to the reminders that are planned already."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Now

from claimback.kernel.errors import Invalid, invalid
from claimback.kernel.etag import check_version
from claimback.tenancy.member import Member
from claimback.tenancy.rows import for_change, locked, one
from claimback.tenancy.scope import firm_scope
from deadlines.alert_terms import problems, terms_of
from deadlines.importance import IMPORTANCE
from deadlines.models import AlertPolicy
from deadlines.models.alerts import TERM_FIELDS
from deadlines.selectors import alert_policy_list, deadline_list, terms_in_force
from deadlines.services.docket import docket_readdress
from deadlines.states import LIVE

ACT: Final = "deadlines.apply_policy"
APPLYING: Final = timedelta(minutes=5)
"""How long one worker has for a policy before another takes over. What is done already is not done again."""


def alert_policy_set(*, actor: Member, importance: str, **terms: Any) -> AlertPolicy:
    """Say how the firm is reminded of deadlines of this importance; a term that is not named stays as it is in force.

    Raises Invalid that names each field, `unmutable` for what no firm may leave out of a critical one; Forbidden.
    """
    actor.require("alert.policy")
    if importance not in IMPORTANCE:
        raise invalid("importance", f"Give one of {', '.join(IMPORTANCE)}.")
    policy = for_change(alert_policy_list()).filter(importance=importance).first()
    held = terms_in_force()[importance]
    values = {name: terms.get(name, getattr(held, name)) for name in TERM_FIELDS}
    checked = _checked(importance, values)
    if policy is None:
        policy = AlertPolicy(importance=importance, **checked)
        policy.save(force_insert=True)
    else:
        policy.change(**checked)
    return policy


def alert_policy_change(*, actor: Member, policy_id: UUID, version: int | None, **terms: Any) -> AlertPolicy:
    """Change terms of a policy. Raises as `alert_policy_set`, NotFound, PreconditionFailed."""
    actor.require("alert.policy")
    policy = locked(alert_policy_list(), policy_id)
    check_version(policy.version, version)
    values = {name: terms.get(name, getattr(policy, name)) for name in TERM_FIELDS}
    policy.change(**_checked(policy.importance, values))
    return policy


def alert_policy_apply(*, firm_id: UUID, policy_id: UUID) -> None:
    """Bring a policy that was changed to what is planned already, case by case. Safe to run twice, and to kill.

    Opens its own scopes: call it outside any transaction.
    """
    with firm_scope(firm_id, act=ACT):
        free = Q(applying_until=None) | Q(applying_until__lt=Now())
        stale = alert_policy_list().filter(free, id=policy_id, applied_version__lt=F("version"))
        if not stale.update(applying_until=Now() + APPLYING):
            return
        policy = one(alert_policy_list(), policy_id)
        about = deadline_list().filter(importance=policy.importance, state__in=LIVE)
        case_ids = sorted(set(about.values_list("case_id", flat=True)))
    for case_id in case_ids:
        with firm_scope(firm_id, act=ACT):
            docket_readdress(case_id=case_id)
    with firm_scope(firm_id, act=ACT):
        alert_policy_list().filter(id=policy_id).update(applied_version=policy.version, applying_until=None)


def _checked(importance: str, values: dict[str, Any]) -> dict[str, Any]:
    """The columns, steps in their order. Raises Invalid with every problem."""
    ordered = {
        name: sorted(value, reverse=True) if name.endswith(("_before", "_days")) else value
        for name, value in values.items()
    }
    columns = {name: list(value) if isinstance(value, tuple) else value for name, value in ordered.items()}
    if found := list(problems(importance, terms_of(columns))):
        raise Invalid(found[0].detail, errors=found)
    return columns
