"""The home page: the panels of the member's role, those of them that the member may read, each read once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise as Words
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.selectors import acts_for, case_list
from claimback.home import numbers
from claimback.home.bounded import counted_to_bound
from claimback.home.dates import dates
from claimback.home.layout import LAYOUTS
from claimback.home.selectors import counted_for
from claimback.home.waits import waits
from claimback.home.worklists import WORKLISTS
from claimback.kernel.clock import today
from claimback.tenancy.admin_show import instant
from claimback.tenancy.admin_site import member_or_none
from claimback.tenancy.member import Member


@dataclass(frozen=True, slots=True)
class Panel:
    """One card of the page. `counted` makes it of what was counted; the others are read as they are."""

    template: str
    capabilities: tuple[str, ...]
    counted: Callable[[numbers.Whole], dict[str, Any]] | None = None


_MONEY: Final = ("report.money", "money.read", "case.read")
PANELS: Final[Mapping[str, Panel]] = {
    "dates": Panel("admin/home/dates.html", ("deadline.read",)),
    "late": Panel("admin/home/late.html", ("deadline.read",)),
    "waits": Panel("admin/home/waits.html", ()),
    "pipeline": Panel("admin/home/bars.html", ("case.read",), numbers.pipeline),
    "workload": Panel("admin/home/bars.html", ("case.read", "report.read"), numbers.workload),
    "money": Panel("admin/home/money.html", _MONEY, numbers.money),
    "recovery_by_month": Panel("admin/home/trend.html", _MONEY, numbers.recovery_by_month),
    "cases_by_month": Panel("admin/home/trend.html", ("case.read",), numbers.cases_by_month),
    "deadlines_by_month": Panel("admin/home/trend.html", ("deadline.read",), numbers.deadlines_by_month),
}

# label, what it is for, page, capability
_BEGIN: Final[tuple[tuple[Words, Words, str, str], ...]] = (
    (
        gettext_lazy("Open the first case"),
        gettext_lazy("Client, insurer and policy at once; then upload the denial letter on the case's page."),
        "cases_case_add",
        "case.write",
    ),
    (
        gettext_lazy("Bring in your cases"),
        gettext_lazy(
            "From a table of another system. Every row is checked first, and an import can be undone."
        ),
        "cases_importjob_changelist",
        "import.run",
    ),
    (
        gettext_lazy("Invite the others"),
        gettext_lazy("Each with a role; what a role may do stands beside it."),
        "firms_invitation_changelist",
        "member.manage",
    ),
    (
        gettext_lazy("Set the letterhead"),
        gettext_lazy("Letters and packets go out with it."),
        "letters_letterhead_changelist",
        "firm.manage",
    ),
    (
        gettext_lazy("See when reminders are sent"),
        gettext_lazy("To whom, and how long before a date."),
        "deadlines_alertpolicy_changelist",
        "deadline.read",
    ),
)


def home(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The home page's context; unchanged outside any firm. Five statements at most."""
    member = member_or_none(request)
    if member is None:
        return context
    on, layout = today(member.time_zone), LAYOUTS[member.role]
    shown = {name for name in (*layout.wide, *layout.narrow) if _may(member, name)}
    tiles = [name for name in layout.tiles if member.may(WORKLISTS[name].capability)]
    told = [name for name in layout.waits if member.may(WORKLISTS[name].capability)]
    acts = acts_for(member.member_id, on)
    lists = {name: WORKLISTS[name].rows(acts, on) for name in dict.fromkeys((*tiles, *told))}
    a_case = case_list().order_by("next_deadline_on", "id")[:1]
    counts, whose = counted_to_bound({"cases": a_case, **lists}, beside=acts)
    if not counts["cases"]:
        return {**context, "title": _("Today"), "begin": _begin(member)}
    ready: dict[str, dict[str, Any]] = {"waits": {"lists": waits(whose, on, told, counts)}}
    if "dates" in shown:
        ours, theirs = dates(member, on, theirs="late" in shown)
        proofs = member.may("letter.read")
        ready |= {"dates": {"rows": ours, "proofs": proofs}, "late": {"rows": theirs}}
    counted = counted_for(member) if any(PANELS[name].counted for name in shown) else None
    for name in shown - ready.keys():
        made = PANELS[name].counted
        ready[name] = made(numbers.Whole(counted.figures, on)) if made and counted else {}
    return {
        **context,
        "title": _("Today"),
        "tiles": [(WORKLISTS[name], counts[name]) for name in tiles],
        "as_of": instant(counted.at) if counted else None,
        "behind": counted is not None and counted.behind,
        "columns": [_column(layout.wide, ready, shown), _column(layout.narrow, ready, shown)],
    }


def _may(member: Member, name: str) -> bool:
    return all(member.may(capability) for capability in PANELS[name].capabilities)


def _column(
    names: tuple[str, ...], ready: dict[str, dict[str, Any]], shown: set[str]
) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "template": PANELS[name].template,
            "is_counted": bool(PANELS[name].counted),
            **ready[name],
        }
        for name in names
        if name in shown
    ]


def _begin(member: Member) -> list[tuple[Words, Words, str]]:
    """What to do in a firm that has no case yet."""
    return [
        (label, what, reverse(f"admin:{page}"))
        for label, what, page, capability in _BEGIN
        if member.may(capability)
    ]
