"""Under which licence a member acts in a case: asked for on the day of the act, and kept with it.

An attorney acts under an admission to the bar, a public adjuster under the licence of the case's state. An owner acts
as what the firm is: an attorney in a law firm, a public adjuster in an adjusting firm.

Practice in a state's own matters is that state's to allow, so a case under state law wants its bar or its licence.
Where the plan's appeals go by federal law, and in a case that names no state, an admission to any state's bar is taken:
whether that suffices there is for the attorney to answer, not for this program.
"""

from datetime import date
from typing import Final
from uuid import UUID

from cases.models import Case
from claimback.tenancy.licences import ADJUSTER, BAR, STATES
from claimback.tenancy.member import Member
from claimback.tenancy.models import Licence
from claimback.tenancy.roles import ADJUSTER as ADJUSTER_ROLE
from claimback.tenancy.roles import OWNER
from claimback.tenancy.selectors import firm_get
from claimback.tenancy.services.licences import LicenceRequired, licence_require

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


def acting_licence(*, actor: Member, case: Case, on: date) -> tuple[Licence, str]:
    """The actor's licence to act in this case on that day, and the case's state where it is another state's bar.

    Raises LicenceRequired, which names the kind, the state and the remedy.
    """
    return licence_as(ADJUSTER if _as_adjuster(actor) else BAR, actor.member_id, case, on)


def licence_as(kind: str, member_id: UUID, case: Case, on: date) -> tuple[Licence, str]:
    """A member's licence of this kind for the case on that day, as `acting_licence` gives and refuses it."""
    state = case.jurisdiction if case.jurisdiction in STATES else ""
    try:
        return licence_require(member_id, kind, state, on), ""
    except LicenceRequired:
        if kind != BAR or case.plan_type not in FEDERAL_PLANS:
            raise
    return licence_require(member_id, BAR, "", on), state


def _as_adjuster(actor: Member) -> bool:
    """Whether the actor acts as a public adjuster."""
    return actor.role == ADJUSTER_ROLE or (actor.role == OWNER and firm_get().kind == "adjusting")
