"""Under which licence a letter is approved: asked on the day of the approval, and kept with the letter.

An attorney approves under an admission to the bar, a public adjuster under the licence of the case's state. An owner
acts as what the firm is: an attorney in a law firm, a public adjuster in an adjusting firm.

Practice in a state's own matters is that state's to allow, so a case under state law wants its bar or its licence.
Where the plan's appeals go by federal law, and in a case that names no state, an admission to any state's bar is taken,
and the check says so where it is another state's: whether that suffices there is for the attorney to answer, not for
this program.
"""

from datetime import date
from typing import Final

from cases.models import Case
from claimback.tenancy.licences import ADJUSTER, BAR, STATES
from claimback.tenancy.member import Member
from claimback.tenancy.models import Licence
from claimback.tenancy.roles import ADJUSTER as ADJUSTER_ROLE
from claimback.tenancy.roles import OWNER
from claimback.tenancy.selectors import firm_get
from claimback.tenancy.services.licences import LicenceRequired, licence_require
from letters.writing.findings import Finding, warns

FEDERAL_PLANS: Final = frozenset(
    {
        "erisa_self_funded",
        "erisa_insured",
        "medicare_original",
        "medicare_advantage",
        "medicare_part_d",
        "fehb",
        "tricare",
        "va",
        "nfip",
    }
)
"""Plan types whose internal appeals go by federal procedure."""


def approval_licence(*, actor: Member, case: Case, on: date) -> tuple[Licence, tuple[Finding, ...]]:
    """The actor's licence to approve a letter of this case on that day, and what the check should say of it.

    Raises LicenceRequired, which names the kind, the state and the remedy.
    """
    state = case.jurisdiction if case.jurisdiction in STATES else ""
    if _as_adjuster(actor):
        return licence_require(actor.member_id, ADJUSTER, state, on), ()
    try:
        return licence_require(actor.member_id, BAR, state, on), ()
    except LicenceRequired:
        if case.plan_type not in FEDERAL_PLANS:
            raise
    held = licence_require(actor.member_id, BAR, "", on)
    message = (
        f"The case is in {state}, and you approve as a member of the bar of {held.state}. The plan's appeals go by "
        f"federal law. See that you may act in {state}, or let a member of its bar approve."
    )
    return held, (warns("licence_of_another_state", message),)


def _as_adjuster(actor: Member) -> bool:
    """Whether the actor acts as a public adjuster."""
    return actor.role == ADJUSTER_ROLE or (actor.role == OWNER and firm_get().kind == "adjusting")
