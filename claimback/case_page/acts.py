"""Where the acts of a case stand on its page: the few of every hour in its head, the others at what they are about.

An act that is named nowhere here stands in the head's menu, so that none is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cases.models import Case
from claimback.tenancy.admin_acts import Act
from claimback.tenancy.admin_show import act_on
from claimback.tenancy.member import Member

HEAD: Final = "head"
MENU: Final = "menu"

_PLACES: Final = {
    HEAD: ("log-call", "record-event", "open-task", "move"),
    "tasks": ("open-task", "start-playbook"),
    "docket": ("record-event",),
    "ladder": ("begin-filing", "decide-rung", "enter-litigation-cost"),
    "timeline": ("log", "log-peer-to-peer", "propose-peer-to-peer"),
    "promises": ("promise",),
    "mail": ("open-mail",),
    "claim_file": ("open-claim-file", "add-to-claim-file", "request-claim-file", "complete-claim-file"),
    "record": ("lock-record",),
    "documents": ("upload",),
    "damages": (
        "claim-bill",
        "claim-wages",
        "claim-benefit",
        "claim-lump-sum",
        "claim-property",
        "claim-contents",
        "claim-living",
        "claim-expense",
        "claim-stated",
        "deductible",
    ),
    "estimates": ("import-estimate",),
    "negotiation": ("record-offer", "record-authority", "demand-appraisal"),
    "fees": ("record-agreement", "note-time"),
    "ledger": ("receive", "assert-lien", "add-cost", "draft-statement", "pay"),
    "people": ("add-party",),
    "conflicts": ("check-conflicts",),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """One act as a link: its words, its symbol, its address."""

    label: str
    icon: str
    address: str
    primary: bool


def placed(acts: Sequence[Act], member: Member, row: Case) -> dict[str, list[Placed]]:
    """The acts that the member may do and the case has room for, by part of the page, each part in its own order."""
    there = {act.name: act for act in acts if act.allowed(member) and act.fits(row)}
    named = {name for names in _PLACES.values() for name in names}
    places = {**_PLACES, MENU: tuple(name for name in there if name not in named)}
    return {
        place: [_placed(there[name], row) for name in names if name in there]
        for place, names in places.items()
    }


def _placed(act: Act, row: Case) -> Placed:
    return Placed(str(act.label), act.icon, act_on(row, act.name), act.variant == "primary")
